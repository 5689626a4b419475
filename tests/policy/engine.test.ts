import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { policyPackPath } from "../../engine/policyPack";
import { exportStack, type PolicyPack, previewStack, type Run, upStack } from "../../engine/run";
import { sandboxEnvironment, sandboxFolders } from "../../sandbox/environment";
import { engine, root, Sandbox, sampleRoster, today } from "../e2e/sandbox";
import { prepareRun } from "../sandbox/engineRun";
import { temporaryFolder } from "../temporaryFolder";

const folder = join(root, "policy");

/** Files of the world: the empty sandbox has what its seed put there. */
function worldOf(home: string): string[] {
    const { world } = sandboxFolders(home);
    return readdirSync(world, { recursive: true, encoding: "utf8" }).sort();
}

describe("the policy pack on the real engine", function () {
    this.timeout(240_000);
    const home = temporaryFolder();
    const path = process.env.PATH;
    let run: Run;
    let pack: PolicyPack;

    before(async function () {
        process.env.PATH = [await engine(), path].join(delimiter);
        const prepared = await prepareRun(home, "../../policy/fixtures/loose.js", ["production"]);
        if (!prepared) return this.skip();
        run = prepared;
        pack = { path: policyPackPath(run.engine, folder) };
    });

    after(() => {
        process.env.PATH = path;
    });

    it("has the package's version, and what is needed to serve it", () => {
        const versions = ["policy/package.json", "package.json"].map((file) => {
            const { version } = JSON.parse(readFileSync(join(root, file), "utf8"));
            return version;
        });
        assert.equal(versions[0], versions[1]);
        for (const file of ["run", "PulumiPolicy.yaml"]) assert.ok(existsSync(join(folder, file)));
    });

    it("stops a hand-written loose role in the preview, and nothing is created", async () => {
        const before = worldOf(home);
        const summary = await previewStack(run, { policyPacks: [pack] });
        assert.match(
            summary.error ?? "",
            /policy github-trust: [^\n]*\nthe subject repo:shop\/\* is a pattern/,
        );
        assert.match(summary.error ?? "", /policy escalation: [^\n]*\nallows iam:PutRolePolicy/);
        assert.deepEqual(worldOf(home), before);
        assert.equal((await exportStack(run)).deployment.resources?.length ?? 0, 0);
    });

    it("lets it through where its owner excepts it, and only there", async () => {
        const config = join(home, "config.json");
        const except = ["aws:iam/role:Role::deploy"];
        const pass = async (settings: object) => {
            writeFileSync(config, JSON.stringify(settings));
            return (await previewStack(run, { policyPacks: [{ ...pack, config }] })).error;
        };
        assert.equal(await pass({ "github-trust": { except }, escalation: { except } }), undefined);
        assert.match((await pass({ escalation: { except } })) ?? "", /policy github-trust/);
        assert.match((await pass({ escalation: { except: ["*::other"] } })) ?? "", /PutRolePolicy/);
    });

    it("lets the corrected role through, and it is created", async () => {
        const strict: Run = { ...run, environment: { ...run.environment, SHOP_STRICT: "true" } };
        assert.equal((await previewStack(strict, { policyPacks: [pack] })).error, undefined);
        const { created, error } = await upStack(strict, { policyPacks: [pack] });
        assert.deepEqual({ created, error }, { created: 1, error: undefined });
        assert.ok(worldOf(home).length > 0);
    });

    it("passes every stack of the sample", async () => {
        const sandbox = new Sandbox(sampleRoster, "passphrase");
        try {
            await sandbox.up();
            const stacks = ["org", "dev", "staging", "prod"];
            const inSample = {
                engine: run.engine,
                project: { folder: join(sandbox.home, "project/sandbox") },
                environment: { ...sandboxEnvironment(sandbox.home), ROLLCALL_NOW: today },
            };
            const summaries = await Promise.all(
                stacks.map((stack) =>
                    previewStack({ ...inSample, stack }, { policyPacks: [pack] }),
                ),
            );
            for (const { stack, unchanged, error } of summaries) {
                assert.equal(error, undefined, `${stack}: ${error}`);
                assert.ok(unchanged > 20, `${stack}: ${unchanged} unchanged`);
            }
        } finally {
            await sandbox.remove();
        }
    });
});
