import assert from "node:assert/strict";
import { delimiter, dirname } from "node:path";
import { engineEnvironment } from "../../engine/environment";
import type { Engine } from "../../engine/find";

const engine: Engine = {
    folder: "/cache/bin",
    pulumi: "/cache/bin/pulumi",
    version: "3.259.0",
    source: "cache",
};

describe("the environment of a run", () => {
    it("keeps the engine off the network and preserves the user's variables", () => {
        const environment = engineEnvironment(engine, {}, { HOME: "/home/erin", PATH: "/bin" });
        assert.equal(environment.HOME, "/home/erin");
        assert.equal(environment.PULUMI_SKIP_UPDATE_CHECK, "true");
        assert.equal(environment.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION, "true");
    });

    it("lets the caller override variables, or remove them", () => {
        const given = {
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "false",
            GITHUB_TOKEN: undefined,
        };
        const environment = engineEnvironment(engine, given, { GITHUB_TOKEN: "x" });
        assert.equal(environment.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION, "false");
        assert.equal(environment.GITHUB_TOKEN, undefined);
    });

    it("drops what the user set for manual runs, unless the caller sets it", () => {
        const user = {
            PULUMI_OPTION_CONFIG_FILE: "Pulumi.dev.yaml",
            PULUMI_OPTION_STACK: "dev",
            PULUMI_RUN_PROGRAM: "true",
            PULUMI_SKIP_CHECKPOINTS: "true",
            PULUMI_NODEJS_STACK: "dev",
        };
        const environment = engineEnvironment(engine, {}, user);
        for (const name of Object.keys(user)) assert.ok(!(name in environment), name);
        const given = engineEnvironment(engine, { PULUMI_SKIP_CHECKPOINTS: "true" }, user);
        assert.equal(given.PULUMI_SKIP_CHECKPOINTS, "true");
    });

    it("adds to the user's Node.js options", () => {
        const limit = "--stack-trace-limit=0";
        assert.equal(engineEnvironment(engine, {}, {}).NODE_OPTIONS, limit);
        const user = { NODE_OPTIONS: "--max-old-space-size=4096" };
        assert.equal(
            engineEnvironment(engine, {}, user).NODE_OPTIONS,
            `--max-old-space-size=4096 ${limit}`,
        );
    });

    it("puts the engine's folder first on PATH, and never another Node.js before ours", () => {
        const ours = dirname(process.execPath);
        const path = (source: Engine["source"], user: Record<string, string>) =>
            engineEnvironment({ ...engine, source }, {}, user).PATH?.split(delimiter);
        assert.deepEqual(path("cache", { PATH: "/bin" }), ["/cache/bin", ours, "/bin"]);
        assert.deepEqual(path("path", { PATH: "/bin" }), [ours, "/cache/bin", "/bin"]);
        assert.deepEqual(path("build", {}), ["/cache/bin", ours]);
    });
});
