import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync, realpathSync } from "node:fs";
import * as path from "node:path";
import { policyPackPath } from "../../engine/policyPack";
import {
    destroyStack,
    exportStack,
    initStack,
    previewStack,
    type Run,
    upStack,
} from "../../engine/run";
import { root, walk } from "./install";
import { byType, counts, only, presentEngine, Somebody } from "./somebody";

/** What the example makes, by type: all of it belongs to somebody who has no roster. */
const made = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": 1,
    "aws:iam/policy:Policy": 1,
    "aws:iam/role:Role": 1,
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": 5,
    "github:index/repositoryEnvironment:RepositoryEnvironment": 1,
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": 2,
    "github:index/team:Team": 1,
    "github:index/teamRepository:TeamRepository": 1,
    "vault:index/policy:Policy": 1,
    "vault:jwt/authBackend:AuthBackend": 1,
    "vault:jwt/authBackendRole:AuthBackendRole": 1,
};
const total = Object.values(made).reduce((sum, count) => sum + count, 0);

describe("somebody else's project, from the packed tarball", function () {
    this.timeout(180_000);
    let somebody: Somebody;

    before(() => {
        somebody = new Somebody();
    });
    after(() => somebody.remove());

    it("declares all of its dependencies, in versions that fit together", () => {
        execFileSync("npm", ["ls", "--all"], { cwd: somebody.project, stdio: "ignore" });
    });

    it("refers to nothing outside the project", () => {
        const inside = `${somebody.project}${path.sep}`;
        for (const file of walk(somebody.project)) {
            if (!lstatSync(file).isSymbolicLink()) continue;
            assert.ok(realpathSync(file).startsWith(inside), `${file} leads out of the project`);
        }
        for (const file of walk(somebody.installed)) {
            if (!lstatSync(file).isFile()) continue;
            assert.ok(!readFileSync(file, "utf8").includes(root), `${file} names the clone`);
        }
    });

    it("contains what is built, and no sources, tests or leftovers", () => {
        const files = [...walk(somebody.installed)]
            .filter((file) => lstatSync(file).isFile())
            .map((file) => path.relative(somebody.installed, file));
        const loose = files.filter((file) => !/^(dist|roster|engine\/go|docs)\//.test(file));
        assert.deepEqual(loose.filter((file) => !/^[A-Z]+(\.md)?$/.test(file)).sort(), [
            "package.json",
            "policy/PulumiPolicy.yaml",
            "policy/package.json",
            "policy/run",
            "schema.json",
        ]);
        const sources = files.filter((file) => /(?<!\.d)\.ts$|\.map$|\.tsbuildinfo$/.test(file));
        assert.deepEqual(sources, []);
        for (const needed of ["dist/index.js", "dist/index.d.ts", "dist/cli/main.js", "LICENSE"]) {
            assert.ok(files.includes(needed), `${needed} is missing`);
        }
    });

    it("compiles against the package's types, every one of which is there", () => {
        const compiler = path.join(somebody.project, "node_modules/typescript/bin/tsc");
        const args = [compiler, "--project", somebody.project, "--skipLibCheck", "false"];
        execFileSync(process.execPath, args, { cwd: somebody.project });
    });

    it("can be imported from an ES module", () => {
        const script =
            'import { TrustAnchor, trustPolicy } from "@access-as-code/rollcall";' +
            "console.log(typeof TrustAnchor, typeof trustPolicy);";
        const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
            cwd: somebody.project,
            encoding: "utf8",
        });
        assert.equal(said, "function function\n");
    });

    describe("on the real engine, with the package's own sandbox", () => {
        let run: Run;

        before(async function () {
            const engine = await presentEngine();
            if (!engine) return this.skip();
            run = await somebody.openSandbox(engine);
            await initStack(run);
        });

        const resources = async () => (await exportStack(run)).deployment.resources ?? [];

        it("preview: everything would be created, and nothing is", async () => {
            assert.deepEqual(await counts(previewStack(run)), only({ created: total }));
            assert.deepEqual(byType(await resources()), {});
        });

        it("preview with the package's policy pack: no violation", async () => {
            const pack = policyPackPath(run.engine, path.join(somebody.installed, "policy"));
            const judged = previewStack(run, { policyPacks: [{ path: pack }] });
            assert.deepEqual(await counts(judged), only({ created: total }));
        });

        it("up: creates exactly what the components say", async () => {
            assert.deepEqual(await counts(upStack(run)), only({ created: total }));
            assert.deepEqual(byType(await resources()), made);
        });

        it("both identities depend on what protects them, and the role on what it trusts", async () => {
            const all = await resources();
            const protection = [
                ":RepositoryEnvironment::shop/production",
                ":RepositoryEnvironmentDeploymentPolicy::shop/production/branch:main",
                ":RepositoryEnvironmentDeploymentPolicy::shop/production/tag:v*",
            ];
            const stands = (type: string, needed: readonly string[]) => {
                const below = all.find((each) => each.type === type)?.dependencies ?? [];
                const missing = needed.filter((end) => !below.some((urn) => urn.endsWith(end)));
                assert.deepEqual(missing, [], `${type} does not depend on these`);
            };
            stands("aws:iam/role:Role", [":OpenIdConnectProvider::github-actions", ...protection]);
            stands("vault:jwt/authBackendRole:AuthBackendRole", [
                ":AuthBackend::github-actions",
                ...protection,
            ]);
        });

        it("up again: changes nothing", async () => {
            assert.deepEqual(await counts(upStack(run)), only({ unchanged: total }));
        });

        it("destroy: removes everything", async () => {
            assert.deepEqual(await counts(destroyStack(run)), only({ deleted: total }));
        });
    });
});
