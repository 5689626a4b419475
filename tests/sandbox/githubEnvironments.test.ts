import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { github } from "../../sandbox/providers/github";
import { holdsValue, type Sealed, seal } from "../../sandbox/seal";
import { newBoxKeys } from "../../sandbox/sealedBox";
import { seedWorld } from "../../sandbox/seed";
import type { Values } from "../../sandbox/values";
import { sealBox, sodiumReady } from "../lab/github/sealedBox";
import { EngineClient, type Resource, seed } from "./engineClient";

const environment = "github:index/repositoryEnvironment:RepositoryEnvironment";
const deploymentPolicy =
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy";
const variable = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable";
const secret = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret";
const publicKeyOf = "github:index/getActionsEnvironmentPublicKey:getActionsEnvironmentPublicKey";
const custom = { protectedBranches: false, customBranchPolicies: true };
const prod = { repository: "checkout", environment: "prod" };

describe("sandbox GitHub environments", () => {
    let engine: EngineClient;

    before(() => sodiumReady);
    beforeEach(async () => {
        engine = await EngineClient.start(github);
    });
    afterEach(() => engine.stop());

    const make = (inputs: Values = {}) => engine.create(environment, "e", { ...prod, ...inputs });
    const makePolicy = (inputs: Values) =>
        engine.create(deploymentPolicy, "p", { ...prod, ...inputs });
    const makeVariable = (value: string, variableName = "AWS_REGION") =>
        engine.create(variable, "v", { ...prod, variableName, value });
    const makeSecret = (value: string) =>
        engine.create(secret, "s", { ...prod, secretName: "KEY", value });
    const inWorld = () => engine.world.read("github/environments", "789012.prod");

    it("are unprotected by default, like the real provider's", async () => {
        await make();
        const found = inWorld();
        assert.equal(found?.canAdminsBypass, true);
        assert.equal(found?.preventSelfReview, false);
        assert.equal(found?.branchPolicy, "all");
        assert.deepEqual(found?.reviewers, { teams: [], users: [] });
    });

    it("are a silent upsert: existing protection is overwritten, whatever the case of the name", async () => {
        await make({ waitTimer: 30, canAdminsBypass: false });
        await make({ environment: "Prod" });
        assert.equal(engine.world.list("github/environments").length, 1);
        assert.equal(inWorld()?.waitTimer, 0);
        assert.equal(inWorld()?.canAdminsBypass, true);
    });

    it("are refused in an unknown repository", async () => {
        await assert.rejects(
            make({ repository: "ghost" }),
            /PUT https:\/\/api\.github\.com\/repos\/acme\/ghost\/environments\/prod: 404 Not Found/,
        );
    });

    it("accept only reviewers who may read the repository", async () => {
        const inputs = { name: "payments", privacy: "closed" };
        const team = await engine.create("github:index/team:Team", "t", inputs);
        const reviewers = [{ teams: [Number(team.id)] }];
        await assert.rejects(
            make({ reviewers }),
            new RegExp(`422 .*Team ${team.id} must have at least read access to the repository`),
        );
        await engine.create("github:index/teamRepository:TeamRepository", "tr", {
            teamId: team.id,
            repository: "checkout",
        });
        const made = await make({ reviewers, preventSelfReview: true });
        assert.deepEqual(made.state.reviewers, reviewers);
        const child = await engine.create("github:index/team:Team", "child", {
            name: "child",
            privacy: "closed",
            parentTeamId: team.id,
        });
        await engine.update(made, { ...prod, reviewers: [{ teams: [Number(child.id)] }] });
        await assert.rejects(
            make({ reviewers: [{ users: [5000001] }] }),
            /422 .*User 5000001 must/,
        );
        await engine.create("github:index/membership:Membership", "m", {
            username: "alice-acme",
            role: "admin",
        });
        await make({ reviewers: [{ users: [5000001] }] });
    });

    it("lose a deleted team from their reviewers", async () => {
        const team = await engine.create("github:index/team:Team", "t", { name: "payments" });
        await engine.create("github:index/teamRepository:TeamRepository", "tr", {
            teamId: team.id,
            repository: "checkout",
        });
        await make({ reviewers: [{ teams: [Number(team.id)] }] });
        await engine.delete(team);
        assert.deepEqual(inWorld()?.reviewers.teams, []);
    });

    const refused: readonly [string, Values, RegExp][] = [
        [
            "self-review without a reviewer",
            { preventSelfReview: true },
            /422 .*at least one reviewer/,
        ],
        [
            "branches that are both protected and not",
            { deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: true } },
            /422 .*cannot have the same value/,
        ],
        ["a wait of more than 30 days", { waitTimer: 43_201 }, /waitTimer.*\(0 - 43200\)/],
        [
            "seven reviewers",
            { reviewers: [{ teams: [1, 2, 3, 4, 5, 6, 7] }] },
            /reviewers\[0\]\.teams: Too many .*no more than 6/,
        ],
        ["two blocks of reviewers", { reviewers: [{}, {}] }, /reviewers: Too many reviewers/],
        ["a reviewer of another kind", { reviewers: [{ roles: [1] }] }, /unknown key: roles/],
    ];
    for (const [what, inputs, message] of refused) {
        it(`refuse ${what}`, () => assert.rejects(make(inputs), message));
    }

    it("do not report self-review without a reviewer, whatever state says", async () => {
        const made = await make({ waitTimer: 5 });
        const found = inWorld();
        assert.ok(found);
        await engine.world.transaction((world) =>
            world.put("github/environments", "789012.prod", { ...found, preventSelfReview: true }),
        );
        assert.equal((await engine.refresh(made))?.state.preventSelfReview, false);
    });

    it("stay in place when their repository is renamed", async () => {
        const made = await make();
        const entered = await makeVariable("eu-west-1");
        const repositories = [{ name: "shop", id: 789012 }];
        await seedWorld(engine.world, { ...seed, repositories });
        for (const resource of [made, entered]) {
            const inputs = { ...resource.inputs, repository: "shop" };
            const difference = await engine.diff(resource, inputs);
            assert.deepEqual(difference.detail, { repository: "update" });
            await engine.update(resource, inputs);
        }
        assert.equal(inWorld()?.repositoryId, 789012);
    });

    it("are deleted with their policies, variables and secrets", async () => {
        const made = await make({ deploymentBranchPolicy: custom });
        const left = [
            await makePolicy({ branchPattern: "main" }),
            await makeVariable("x"),
            await makeSecret("y"),
        ];
        await engine.create(environment, "other", { ...prod, environment: "dev" });
        await engine.delete(made);
        assert.deepEqual(
            engine.world.list("github/environments").map(({ name }) => name),
            ["dev"],
        );
        for (const collection of [
            "github/deploymentPolicies",
            "github/environmentVariables",
            "github/environmentSecrets",
        ] as const) {
            assert.deepEqual(engine.world.list(collection), []);
        }
        for (const resource of left) {
            assert.equal(await engine.refresh(resource), undefined);
            await assert.rejects(engine.delete(resource), /404 Not Found/);
        }
        await engine.delete(made);
    });

    it("encode a colon in their name as two question marks in an id", async () => {
        const made = await make({ environment: "eu:prod" });
        assert.equal(made.id, "checkout:eu??prod");
        const imported: Resource = { ...made, inputs: {}, state: {} };
        assert.equal((await engine.refresh(imported))?.state.environment, "eu:prod");
    });

    describe("deployment policies", () => {
        it("require an environment with custom policies", async () => {
            await assert.rejects(makePolicy({ branchPattern: "main" }), /404 Not Found/);
            await make();
            await assert.rejects(
                makePolicy({ branchPattern: "main" }),
                /POST .*environments\/prod\/deployment-branch-policies: 404 Not Found/,
            );
        });

        it("are either for branches or for tags", async () => {
            await make({ deploymentBranchPolicy: custom });
            await assert.rejects(makePolicy({}), /exactly one of branchPattern, tagPattern/);
            const both = { branchPattern: "main", tagPattern: "v*" };
            await assert.rejects(makePolicy(both), /exactly one of branchPattern, tagPattern/);
            const tag = await makePolicy({ tagPattern: "v*" });
            assert.equal(tag.state.tagPattern, "v*");
            const branch = await engine.diff(tag, { ...prod, branchPattern: "main" });
            assert.deepEqual(branch.replaces, ["branchPattern", "tagPattern"]);
        });

        it("return the existing one for an existing pattern", async () => {
            await make({ deploymentBranchPolicy: custom });
            const one = await makePolicy({ branchPattern: "main" });
            assert.equal((await makePolicy({ branchPattern: "main" })).id, one.id);
            assert.notEqual((await makePolicy({ tagPattern: "main" })).id, one.id);
        });
    });

    it("refuse a duplicate variable", async () => {
        await make();
        await makeVariable("eu-west-1");
        await assert.rejects(
            makeVariable("eu-west-1", "aws_region"),
            /POST .*environments\/prod\/variables: 409 .*already exists/,
        );
        const { failures } = await engine.check(variable, "v", {
            ...prod,
            variableName: "GITHUB_X",
            value: "",
        });
        assert.match(failures[0] ?? "", /must not start with the GITHUB_ prefix/);
        const name = { ...prod, variableName: "1X", value: "" };
        assert.match((await engine.check(variable, "v", name)).failures[0] ?? "", /not start with/);
    });

    it("keep a secret sealed: it can be verified, but not read anywhere", async () => {
        await make();
        const value = "correct-horse-battery";
        const made = await makeSecret(value);
        assert.deepEqual(made.secrets, ["value"]);
        const [found] = engine.world.list("github/environmentSecrets");
        assert.ok(found && holdsValue(found.sealed, value));
        assert.ok(!holdsValue(found.sealed, "another"));
        for (const file of readdirSync(engine.world.folder, {
            recursive: true,
            encoding: "utf8",
        })) {
            if (!file.endsWith(".json")) continue;
            assert.ok(!readFileSync(join(engine.world.folder, file), "utf8").includes(value), file);
        }
        const both = { ...prod, secretName: "KEY", value, plaintextValue: value };
        await assert.rejects(engine.create(secret, "s", both), /exactly one of value/);
    });

    describe("sealed secrets", () => {
        const makeSealed = (keyId: string, valueEncrypted: string) =>
            engine.create(secret, "s", { ...prod, secretName: "KEY", keyId, valueEncrypted });
        const publicKey = async () => {
            const { keyId, key } = await engine.invoke(publicKeyOf, prod);
            return { keyId: String(keyId), key: String(key) };
        };
        const inWorld = () => engine.world.list("github/environmentSecrets")[0];

        it("are sealed with the environment's public key, which stays the same", async () => {
            await assert.rejects(publicKey(), /GET .*prod\/secrets\/public-key: 404 Not Found/);
            await make();
            const { keyId, key } = await publicKey();
            assert.deepEqual(await publicKey(), { keyId, key });
            const made = await makeSealed(keyId, sealBox(key, "open sesame"));
            assert.equal(made.state.keyId, keyId);
            assert.ok(inWorld() && holdsValue(inWorld()?.sealed as Sealed, "open sesame"));
            const again = { ...made.inputs, valueEncrypted: sealBox(key, "another") };
            assert.deepEqual((await engine.diff(made, again)).replaces, []);
            await engine.update(made, again);
            assert.ok(holdsValue(inWorld()?.sealed as Sealed, "another"));
        });

        it("are refused if nobody could open them", async () => {
            await make();
            const { keyId, key } = await publicKey();
            const other = newBoxKeys().publicKey;
            const refusal = /PUT .*secrets\/KEY: 422 .*not sealed with this environment's key/;
            await assert.rejects(makeSealed("1", sealBox(key, "x")), refusal);
            await assert.rejects(makeSealed(keyId, sealBox(other, "x")), refusal);
            await assert.rejects(makeSealed(keyId, "AAAA"), refusal);
            const unsealed = { ...prod, secretName: "KEY", keyId, valueEncrypted: "no box" };
            const { failures } = await engine.check(secret, "s", unsealed);
            assert.match(failures[0] ?? "", /expected to be a base64 string/);
            const { keyId: _, ...keyless } = { ...unsealed, valueEncrypted: "AAAA" };
            await assert.rejects(engine.create(secret, "s", keyless), /key_id, valueEncrypted/);
        });

        it("need a new key in a recreated environment", async () => {
            const environment = await make();
            const before = await publicKey();
            await engine.delete(environment);
            await make();
            assert.notEqual((await publicKey()).keyId, before.keyId);
            await assert.rejects(makeSealed(before.keyId, sealBox(before.key, "x")), /422/);
        });

        it("are written again if somebody else overwrote them", async () => {
            await make();
            const { keyId, key } = await publicKey();
            const made = await makeSealed(keyId, sealBox(key, "ours"));
            await engine.world.transaction((world) => {
                const [found] = world.list("github/environmentSecrets");
                assert.ok(found);
                const updatedAt = "2091-01-01 00:00:00 +0000 UTC";
                const theirs = { ...found, sealed: seal("theirs"), updatedAt };
                world.put("github/environmentSecrets", "789012.prod/KEY", theirs);
            });
            const found = await engine.refresh(made);
            assert.ok(found);
            assert.deepEqual((await engine.diff(found, made.inputs)).detail, {
                updatedAt: "update",
            });
            const mended = await engine.update(found, made.inputs);
            assert.ok(holdsValue(inWorld()?.sealed as Sealed, "ours"));
            assert.equal((await engine.diff(mended, made.inputs)).changed, false);
        });
    });
});
