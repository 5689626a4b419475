import assert from "node:assert/strict";
import type { Value, Values } from "../../sandbox/values";
import { EngineClient } from "./engineClient";
import { type Expectation, expectationsOfPeople, type Inputs } from "./resourceTypeTable";
import { expectationsOfServices } from "./serviceTypeTable";

for (const expected of [...expectationsOfPeople, ...expectationsOfServices]) {
    describe(`sandbox ${expected.type}`, () => {
        let engine: EngineClient;
        let inputs: Values;
        const create = () => engine.create(expected.type, "name", inputs);

        beforeEach(async () => {
            engine = await EngineClient.start(expected.provider);
            inputs = await inputsOf(engine, expected);
        });
        afterEach(() => engine.stop());

        it("names the source of the real provider that it follows", () => {
            const type = expected.provider.resources[expected.type];
            assert.match(type?.source ?? "", /^terraform-provider-\w+ .*\.go$/);
        });

        it("gets an id of the real form, and does not change when it is read again", async () => {
            const made = await create();
            assert.match(made.id, expected.id);
            assert.equal((await engine.diff(made, inputs)).changed, false);
            const found = await engine.refresh(made);
            assert.deepEqual(found, made);
        });

        it("does not exist in a preview: generated values are unknown", async () => {
            const before = engine.world.list("github/teams").length;
            const planned = await engine.create(expected.type, "name", inputs, { preview: true });
            assert.equal(planned.id, "");
            const outputs = Object.keys(expected.provider.resources[expected.type]?.outputs ?? {});
            for (const output of outputs.filter((name) => inputs[name] === undefined)) {
                assert.equal(planned.state[output], "04da6b54-80e4-46f7-96ec-b56ff0331ba9");
            }
            assert.equal(engine.world.list("github/teams").length, before);
        });

        it("requires what the real provider requires, and refuses unknown inputs", async () => {
            for (const name of expected.required) {
                const { [name]: _left, ...rest } = inputs;
                const { failures } = await engine.check(expected.type, "name", rest);
                assert.equal(failures.length, 1, name);
                assert.match(failures[0] ?? "", new RegExp(`^${name}: Missing required`));
            }
            const { failures } = await engine.check(expected.type, "name", {
                ...inputs,
                colour: 1,
            });
            assert.deepEqual(failures, ["colour: Invalid or unknown key: colour"]);
        });

        it("is replaced where the real provider replaces it, and nowhere else", async () => {
            const made = await create();
            for (const [name, value] of Object.entries(expected.replacing)) {
                const difference = await engine.diff(made, { ...inputs, [name]: value });
                assert.deepEqual(difference.replaces, [name]);
            }
            for (const [name, value] of Object.entries(expected.changing)) {
                const difference = await engine.diff(made, { ...inputs, [name]: value });
                assert.equal(difference.changed, true, name);
                assert.deepEqual(difference.replaces, [], name);
            }
        });

        it("is updated in place, one property after the other", async () => {
            let made = await create();
            let wanted = inputs;
            for (const [name, value] of Object.entries(expected.changing)) {
                wanted = { ...wanted, [name]: value };
                const planned = await engine.update(made, wanted, { preview: true });
                assert.deepEqual(planned.state[name], value);
                assert.deepEqual((await engine.refresh(made))?.state, made.state);
                made = await engine.update(made, wanted);
                assert.equal((await engine.diff(made, wanted)).changed, false, name);
                assert.deepEqual(await engine.refresh(made), made, name);
            }
        });

        it("is gone after its deletion, with every file that it created", async () => {
            const before = files(engine);
            const made = await create();
            await engine.delete(made);
            const found = await engine.refresh(made);
            // A password is in the state alone; the only version of a secret stays readable; the
            // others say how they are gone.
            const stays = [
                "aws:secretsmanager/secretVersion:SecretVersion",
                "random:index/randomPassword:RandomPassword",
                "vault:index/policy:Policy",
            ];
            const ownless = "vault:identity/groupMemberEntityIds:GroupMemberEntityIds";
            if (expected.type === ownless) assert.deepEqual(found?.state.memberEntityIds, []);
            else if (!stays.includes(expected.type)) assert.equal(found, undefined);
            assert.deepEqual(files(engine), before);
        });
    });
}

async function inputsOf(
    engine: EngineClient,
    { before = {}, inputs }: Expectation,
): Promise<Values> {
    const made: Record<string, string> = {};
    for (const [name, [type, given, output]] of Object.entries(before)) {
        const resource = await engine.create(type, name, resolve(given, made));
        made[name] = String(output === undefined ? resource.id : resource.state[output]);
    }
    return resolve(inputs, made);
}

function resolve(inputs: Inputs, made: Readonly<Record<string, string>>): Values {
    return typeof inputs === "function" ? inputs(made) : inputs;
}

/** What Rollcall made; an organisation remembers its last team, and an invited member stays. */
function files({ world }: EngineClient): Record<string, Value> {
    const made = [
        "github/teams",
        "github/teamMembers",
        "github/teamRepositories",
        "github/collaborators",
        "aws/users",
        "aws/groups",
        "aws/groupMemberships",
        "aws/permissionSets",
        "aws/inlinePolicies",
        "aws/managedPolicies",
        "aws/accountAssignments",
        "aws/iamRoles",
        "aws/iamPolicies",
        "aws/oidcProviders",
        "aws/iamUsers",
        "aws/accessKeys",
        "aws/secrets",
        "github/deploymentPolicies",
        "github/environments",
        "github/environmentVariables",
        "github/environmentSecrets",
        "vault/policies",
        "vault/entities",
        "vault/entityAliases",
        "vault/groups",
        "vault/jwtBackends",
        "vault/jwtRoles",
        "vault/authMounts",
        "vault/kvSecrets",
    ] as const;
    return Object.fromEntries(made.map((name) => [name, JSON.stringify(world.list(name))]));
}
