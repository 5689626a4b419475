import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Engine } from "../../engine/find";
import { destroyStack, exportStack, initStack, type Run, upStack } from "../../engine/run";
import { boundaryPolicy, trustPolicy } from "../../index";
import { sandboxFolders } from "../../sandbox/environment";
import { readManifest, root } from "./install";
import { byType, counts, only, presentEngine, Somebody } from "./somebody";

const { version } = readManifest(root);
const accountId = "444444444444";
const runs = {
    repository: { owner: "lighthouse", ownerId: 300400, name: "shop", id: 812345 },
    environment: "production",
    subject: "immutable",
    branches: ["main"],
    tags: [],
} as const;
const made = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": 1,
    "aws:iam/policy:Policy": 1,
    "aws:iam/role:Role": 1,
    "vault:jwt/authBackend:AuthBackend": 1,
};
const total = Object.values(made).reduce((sum, count) => sum + count, 0);

describe("the plugin that serves the components to other languages", function () {
    this.timeout(180_000);
    let somebody: Somebody;
    let engine: Engine;
    let executable: string;

    before(async function () {
        const found = await presentEngine();
        if (!found) return this.skip();
        engine = found;
        somebody = new Somebody();
        executable = installPlugin(somebody);
    });
    after(() => somebody?.remove());

    it("has the package's version", () => {
        const plugin = readManifest(path.join(root, "plugin"));
        assert.equal(plugin.version, version);
        assert.equal(plugin.dependencies?.[readManifest(root).name], version);
    });

    it("serves what schema.json says, in a form that the engine accepts", () => {
        const pulumi = (...args: readonly string[]) =>
            execFileSync(engine.pulumi, args, {
                cwd: somebody.folder,
                encoding: "utf8",
                env: { ...process.env, PULUMI_HOME: path.join(somebody.folder, "schema") },
                stdio: ["ignore", "pipe", "pipe"],
            });
        const golden = path.join(root, "schema.json");
        pulumi("schema", "check", golden);
        const served = JSON.parse(pulumi("package", "get-schema", executable));
        const known = JSON.parse(readFileSync(golden, "utf8"));
        assert.deepEqual(Object.keys(served.resources), Object.keys(known.resources).sort());
        for (const [token, resource] of Object.entries(known.resources)) {
            const { inputProperties, properties } = resource as Record<string, object>;
            assert.deepEqual(
                [
                    Object.keys(served.resources[token].inputProperties ?? {}),
                    Object.keys(served.resources[token].properties ?? {}),
                ],
                [Object.keys(inputProperties ?? {}).sort(), Object.keys(properties ?? {}).sort()],
                token,
            );
        }
    });

    it("creates the components' resources for a program that has none of their code", async () => {
        const run: Run = await somebody.openSandbox(engine);
        copyFileSync(
            path.join(__dirname, "fixtures/remote.js"),
            path.join(somebody.project, "remote.js"),
        );
        const settings =
            "name: remote\nruntime: { name: nodejs, options: { typescript: false } }\n";
        writeFileSync(path.join(somebody.project, "Pulumi.yaml"), `${settings}main: remote.js\n`);
        const remote = {
            ...run,
            environment: {
                ...run.environment,
                PLUGIN_VERSION: version,
                BOUNDARY: boundaryPolicy(accountId),
                TRUST: trustPolicy(accountId, runs),
            },
        };
        await initStack(remote);
        assert.deepEqual(await counts(upStack(remote)), only({ created: total }));
        const { resources = [] } = (await exportStack(remote)).deployment;
        assert.deepEqual(byType(resources), made);
        const role = resources.find(({ type }) => type === "aws:iam/role:Role");
        assert.match(role?.parent ?? "", /::rollcall:index:WorkloadIdentity::shop$/);
        assert.deepEqual(await counts(upStack(remote)), only({ unchanged: total }));
        assert.deepEqual(await counts(destroyStack(remote)), only({ deleted: total }));
    });
});

/**
 * Puts the plugin where the engine finds it. Started by hand: the engine's own host for Node.js
 * does it for people, but one that was built here cannot run plugins.
 */
function installPlugin({ home, project }: Somebody): string {
    const plugin = path.join(project, "plugin"); // finds the package as anything in the project does
    cpSync(path.join(root, "plugin"), plugin, { recursive: true });
    const runner = path.join(project, "node_modules/@pulumi/pulumi/cmd/run-plugin/index.js");
    const { pulumiHome } = sandboxFolders(home);
    const folder = path.join(pulumiHome, "plugins", `resource-rollcall-v${version}`);
    mkdirSync(folder, { recursive: true });
    const executable = path.join(folder, "pulumi-resource-rollcall");
    const lines = [
        "#!/bin/sh",
        `cd '${plugin}'`,
        `exec '${process.execPath}' '${runner}' . "$@"`,
        "",
    ];
    writeFileSync(executable, lines.join("\n"));
    chmodSync(executable, 0o755);
    return executable;
}
