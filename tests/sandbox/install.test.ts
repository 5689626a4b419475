import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sandboxEnvironment, sandboxFolders } from "../../sandbox/environment";
import { installPlugins } from "../../sandbox/install";
import { temporaryFolder } from "../temporaryFolder";

describe("sandbox installation", () => {
    it("puts every plugin where the engine looks for the version that the SDK asks for", () => {
        const pulumiHome = temporaryFolder();
        const installed = installPlugins({ pulumiHome, world: "/somewhere/it's" });
        const names = installed.map(({ name }) => name);
        assert.deepEqual(names, ["aws", "github", "random", "vault"]);
        for (const { name, version, executable } of installed) {
            const { version: expected } = JSON.parse(
                readFileSync(require.resolve(`@pulumi/${name}/package.json`), "utf8"),
            );
            assert.equal(version, expected);
            const folder = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
            assert.equal(executable, join(folder, `pulumi-resource-${name}`));
            assert.equal(statSync(executable).mode & 0o777, 0o755);
        }
    });

    it("leaves plugins alone that are up to date, and repairs the others", () => {
        const given = { pulumiHome: temporaryFolder(), world: "/w" };
        const [first] = installPlugins(given);
        assert.ok(first);
        const before = statSync(first.executable).ino;
        installPlugins(given);
        assert.equal(statSync(first.executable).ino, before);
        const content = readFileSync(first.executable, "utf8");
        writeFileSync(first.executable, "#!/bin/sh\nexit 1\n");
        installPlugins(given);
        assert.equal(readFileSync(first.executable, "utf8"), content);
    });

    it("confines the engine to the sandbox's folders, and keeps every real provider out", () => {
        const home = temporaryFolder();
        const { pulumiHome, state, world } = sandboxFolders(home);
        const environment = sandboxEnvironment(home);
        assert.equal(environment.PULUMI_HOME, pulumiHome);
        assert.equal(environment.PULUMI_BACKEND_URL, `file://${state}`);
        assert.equal(environment.ROLLCALL_WORLD, world);
        assert.equal(environment.PULUMI_IGNORE_AMBIENT_PLUGINS, "true");
        assert.equal(environment.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION, "true");
        for (const folder of [pulumiHome, state, world]) assert.ok(folder.startsWith(`${home}/`));
    });
});
