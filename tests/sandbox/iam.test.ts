import assert from "node:assert/strict";
import { aws } from "../../sandbox/providers/aws";
import type { Value, Values } from "../../sandbox/values";
import { EngineClient, type Resource } from "./engineClient";

const role = "aws:iam/role:Role";
const policy = "aws:iam/policy:Policy";
const oidcProvider = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const issuer = "token.actions.githubusercontent.com";
const account = "111111111111";

const statement = {
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${issuer}:sub`]: "repo:acme/checkout:environment:prod" } },
};
const document = (...statements: object[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
const trust = document(statement);
const allow = document({ Effect: "Allow", Action: "s3:Get*", Resource: "*" });

describe("sandbox IAM", () => {
    let engine: EngineClient;

    beforeEach(async () => {
        const configuration = { region: "eu-west-1", profile: account };
        engine = await EngineClient.start(aws, { configuration });
    });
    afterEach(() => engine.stop());

    const makeRole = (inputs: Values = {}) =>
        engine.create(role, "checkout", { name: "checkout", assumeRolePolicy: trust, ...inputs });
    const makePolicy = (inputs: Values = {}) =>
        engine.create(policy, "boundary", { name: "boundary", policy: allow, ...inputs });
    const inWorld = (name = "checkout") => engine.world.read("aws/iamRoles", `${account}.${name}`);

    describe("Role", () => {
        it("has an ARN with its account and path, a unique id, and a case-insensitive name", async () => {
            const made = await makeRole({ path: "/rollcall/" });
            assert.equal(made.state.arn, `arn:aws:iam::${account}:role/rollcall/checkout`);
            assert.match(String(made.state.uniqueId), /^AROA[A-Z2-7]{17}$/);
            await assert.rejects(
                makeRole({ name: "Checkout" }),
                /creating IAM Role \(Checkout\): operation error IAM: CreateRole, .*StatusCode: 409.*EntityAlreadyExists: Role with name Checkout already exists/,
            );
        });

        it("may have the same name in another account", async () => {
            await makeRole();
            const configuration = { region: "eu-west-1", profile: "222222222222" };
            const other = await EngineClient.start(aws, { world: engine.world, configuration });
            const made = await other.create(role, "c", {
                name: "checkout",
                assumeRolePolicy: trust,
            });
            assert.equal(made.state.arn, "arn:aws:iam::222222222222:role/checkout");
            other.stop();
        });

        const documents: readonly [what: string, trust: string, message: RegExp][] = [
            [
                "that is not a policy",
                "{}",
                /MalformedPolicyDocument: Statement: a policy has at least one/,
            ],
            [
                "with a resource",
                document({ ...statement, Resource: "*" }),
                /MalformedPolicyDocument: Statement\[0\]\.Resource/,
            ],
            [
                "for a role that does not exist",
                document({
                    Effect: "Allow",
                    Principal: { AWS: `arn:aws:iam::${account}:role/ghost` },
                    Action: "sts:AssumeRole",
                }),
                /MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:.*ghost"/,
            ],
            [
                "for something that is not a provider",
                document({ ...statement, Principal: { Federated: "token" } }),
                /MalformedPolicyDocument: Federated principals must be valid domain names/,
            ],
            [
                "for GitHub without the subject",
                document({
                    ...statement,
                    Condition: { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" } },
                }),
                /MalformedPolicyDocument: .*must evaluate token\.actions\.githubusercontent\.com:sub/,
            ],
            [
                "for GitHub with any subject",
                document({ ...statement, Condition: { StringLike: { [`${issuer}:sub`]: "*" } } }),
                /MalformedPolicyDocument: .*more than wildcards/,
            ],
            [
                "of more than 2,048 characters",
                document(...Array.from({ length: 9 }, () => statement)),
                /LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048/,
            ],
        ];
        for (const [what, assumeRolePolicy, message] of documents) {
            it(`is refused with a trust policy ${what}, and so is the change to it`, async () => {
                await assert.rejects(makeRole({ assumeRolePolicy }), message);
                assert.equal(inWorld(), undefined);
                const made = await makeRole();
                const inputs = { ...made.inputs, assumeRolePolicy };
                await assert.rejects(engine.update(made, inputs), message);
            });
        }

        it("may trust a provider that does not exist yet: STS will refuse", async () => {
            await makeRole();
            assert.deepEqual(engine.world.list("aws/oidcProviders"), []);
        });

        it("accepts objects as documents, in any order", async () => {
            const policyObject = JSON.parse(allow) as Value;
            const made = await makeRole({
                assumeRolePolicy: JSON.parse(trust) as Value,
                inlinePolicies: [{ name: "access", policy: policyObject }],
            });
            assert.equal(typeof made.state.assumeRolePolicy, "string");
            const reordered = JSON.stringify({ Statement: statement, Version: "2012-10-17" });
            const same = { ...made.inputs, assumeRolePolicy: reordered };
            assert.equal((await engine.diff(made, same)).changed, false);
        });

        it("needs an existing boundary of its own account", async () => {
            const permissionsBoundary = `arn:aws:iam::${account}:policy/boundary`;
            await assert.rejects(
                makeRole({ permissionsBoundary }),
                /StatusCode: 404.*NoSuchEntity: Scope ARN: .*boundary does not exist or is not attachable/,
            );
            await makePolicy();
            const made = await makeRole({ permissionsBoundary });
            assert.equal(inWorld()?.permissionsBoundary, permissionsBoundary);
            await engine.update(made, { name: "checkout", assumeRolePolicy: trust });
            assert.equal(inWorld()?.permissionsBoundary, undefined);
            const foreign = "arn:aws:iam::222222222222:policy/boundary";
            const other = { name: "other", permissionsBoundary: foreign };
            await assert.rejects(makeRole(other), /NoSuchEntity/);
        });

        it("refuses inline policies that IAM cannot read, or that are too long together", async () => {
            const withPolicy = (...documents: string[]) =>
                makeRole({
                    inlinePolicies: documents.map((each, n) => ({ name: `p${n}`, policy: each })),
                });
            const broken = document({ Effect: "Allow", Action: "GetObject", Resource: "*" });
            await assert.rejects(
                withPolicy(broken),
                /creating inline policy \(p0\): .*MalformedPolicyDocument: .*Action/,
            );
            const Resource = Array.from(
                { length: 150 },
                (_, n) => `arn:aws:s3:::bucket-${n}/data/*`,
            );
            const long = document({ Effect: "Allow", Action: "s3:GetObject", Resource });
            await withPolicy(long);
            await assert.rejects(
                engine.create(role, "ledger", {
                    name: "ledger",
                    assumeRolePolicy: trust,
                    inlinePolicies: [0, 1, 2].map((n) => ({ name: `p${n}`, policy: long })),
                }),
                /LimitExceeded: Maximum policy size of 10240 bytes exceeded for role ledger/,
            );
        });

        it("keeps its inline policies if none are given, and loses them to an empty one", async () => {
            const made = await makeRole({ inlinePolicies: [{ name: "access", policy: allow }] });
            const without = { name: "checkout", assumeRolePolicy: trust };
            for (const inputs of [without, { ...without, inlinePolicies: [] }]) {
                assert.equal((await engine.diff(made, inputs)).changed, false);
            }
            const emptied = { ...without, inlinePolicies: [{}] };
            assert.equal((await engine.diff(made, emptied)).changed, true);
            await engine.update(made, emptied);
            assert.deepEqual(inWorld()?.inlinePolicies, {});
        });

        it("sees changes made outside the program", async () => {
            const made = await makeRole({ inlinePolicies: [{ name: "access", policy: allow }] });
            const found = inWorld();
            assert.ok(found);
            await engine.world.transaction((world) =>
                world.put("aws/iamRoles", `${account}.checkout`, {
                    ...found,
                    inlinePolicies: { ...found.inlinePolicies, more: JSON.parse(allow) },
                }),
            );
            const refreshed = await engine.refresh(made);
            assert.ok(refreshed);
            assert.equal((await engine.diff(refreshed, made.inputs)).changed, true);
        });

        it("is not deleted with policies that others attached, unless forced", async () => {
            const attach = async (name: string) => {
                const found = inWorld(name);
                assert.ok(found);
                const managedPolicies = ["arn:aws:iam::aws:policy/ReadOnlyAccess"];
                await engine.world.transaction((world) =>
                    world.put("aws/iamRoles", `${account}.${name}`, { ...found, managedPolicies }),
                );
            };
            const made = await makeRole();
            await attach("checkout");
            await assert.rejects(
                engine.delete(made),
                /deleting IAM Role \(checkout\): .*DeleteConflict: Cannot delete entity, must detach/,
            );
            const forced = await makeRole({ name: "forced", forceDetachPolicies: true });
            await attach("forced");
            await engine.delete(forced);
            assert.equal(inWorld("forced"), undefined);
            await engine.delete(forced);
        });

        it("refuses a name, a path and a session duration that IAM does not allow", async () => {
            const { failures } = await engine.check(role, "r", {
                name: "a/b",
                assumeRolePolicy: "{",
                maxSessionDuration: 60,
            });
            assert.deepEqual(
                failures.map((failure) => failure.split(":")[0]),
                ["name", "assumeRolePolicy", "maxSessionDuration"],
            );
            await assert.rejects(makeRole({ path: "rollcall" }), /ValidationError: .*path/);
        });
    });

    describe("Policy", () => {
        const used = /deleting IAM Policy .*DeleteConflict: Cannot delete a policy attached/;

        it("cannot be deleted while it is attached or is a boundary", async () => {
            const boundary = await makePolicy();
            const arn = boundary.id;
            for (const inputs of [{ permissionsBoundary: arn }, { managedPolicyArns: [arn] }]) {
                const holder = await makeRole(inputs);
                await assert.rejects(engine.delete(boundary), used);
                await engine.delete(holder);
            }
            await engine.delete(boundary);
            assert.equal(await engine.refresh(boundary), undefined);
        });

        it("is refused if it is malformed, too long or has a duplicate name", async () => {
            await makePolicy();
            await assert.rejects(makePolicy({ name: "Boundary" }), /EntityAlreadyExists/);
            const broken = document({ Effect: "Allow", Action: "s3:*" });
            await assert.rejects(
                makePolicy({ name: "b", policy: broken }),
                /MalformedPolicyDocument: .*Resource/,
            );
            const Resource = Array.from({ length: 300 }, (_, n) => `arn:aws:s3:::bucket-${n}/*`);
            const long = document({ Effect: "Allow", Action: "s3:GetObject", Resource });
            await assert.rejects(
                makePolicy({ name: "b", policy: long }),
                /LimitExceeded: Cannot exceed quota for PolicySize: 6144/,
            );
        });

        it("counts its attachments", async () => {
            const made = await makePolicy();
            await makeRole({ managedPolicyArns: [made.id] });
            assert.equal((await engine.refresh(made))?.state.attachmentCount, 1);
        });
    });

    describe("OpenIdConnectProvider", () => {
        const make = (inputs: Values = {}): Promise<Resource> =>
            engine.create(oidcProvider, "github", {
                url: `https://${issuer}`,
                clientIdLists: ["sts.amazonaws.com"],
                ...inputs,
            });

        it("is unique per account and URL", async () => {
            const made = await make();
            assert.equal(made.id, `arn:aws:iam::${account}:oidc-provider/${issuer}`);
            await assert.rejects(
                make({ clientIdLists: ["other"] }),
                /creating IAM OIDC Provider: .*StatusCode: 409.*EntityAlreadyExists: Provider with url https:\/\/token/,
            );
        });

        it("is read without its scheme, which is not a difference", async () => {
            const made = await make();
            assert.equal(made.state.url, issuer);
            assert.equal((await engine.diff(made, made.inputs)).changed, false);
        });

        it("requires https, and audiences of 1 to 255 characters", async () => {
            const { failures } = await engine.check(oidcProvider, "g", {
                url: `http://${issuer}`,
                clientIdLists: [""],
            });
            assert.deepEqual(
                failures.map((failure) => failure.split(":")[0]),
                ["url", "clientIdLists"],
            );
        });

        it("is deleted even if roles trust it", async () => {
            const made = await make();
            await makeRole();
            await engine.delete(made);
            assert.equal(await engine.refresh(made), undefined);
        });
    });
});
