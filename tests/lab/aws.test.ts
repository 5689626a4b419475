import assert from "node:assert/strict";
import { SSOAdmin } from "@aws-sdk/client-sso-admin";
import { isMap, type Values } from "../../sandbox/values";
import { aws } from "./plugins/aws";
import { RemoteCalls } from "./plugins/remoteCalls";
import { anyCredentials } from "./servers/awsBucket";
import { type AwsServer, startAws } from "./servers/awsServer";
import { requireTools } from "./servers/requireTools";

const account = "123456789012"; // moto's, for whoever assumed no role
const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
        {
            Effect: "Allow",
            Action: "sts:AssumeRoleWithWebIdentity",
            Principal: {
                Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
            },
            Condition: {
                StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
            },
        },
    ],
});
const reads = (bucket: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/*` },
        ],
    });

/**
 * Each as the program would give it, and a change of it; absent: every change makes another, or moto
 * (5.2.5) has none, as for users and groups.
 */
const things: readonly Thing[] = [
    {
        type: "aws:identitystore/user:User",
        inputs: ({ store }) => ({
            identityStoreId: store,
            userName: "alice",
            displayName: "Alice A",
            name: { givenName: "Alice", familyName: "A" },
            emails: { value: "a@x.example", primary: true },
        }),
    },
    {
        type: "aws:identitystore/group:Group",
        inputs: ({ store }) => ({
            identityStoreId: store,
            displayName: "prod.payments.developer",
            description: "d",
        }),
    },
    {
        type: "aws:identitystore/groupMembership:GroupMembership",
        inputs: ({ store, User, Group }) => ({
            identityStoreId: store,
            groupId: last(Group),
            memberId: last(User),
        }),
    },
    {
        type: "aws:ssoadmin/permissionSet:PermissionSet",
        inputs: ({ instance }) => ({
            instanceArn: instance,
            name: "prod.payments.developer",
            description: "d",
            sessionDuration: "PT8H",
        }),
        change: { sessionDuration: "PT4H" },
    },
    {
        type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
        inputs: ({ instance, PermissionSet }) => ({
            instanceArn: instance,
            permissionSetArn: first(PermissionSet),
            inlinePolicy: reads("a"),
        }),
        change: { inlinePolicy: reads("b") },
    },
    {
        type: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
        inputs: ({ instance, PermissionSet }) => ({
            instanceArn: instance,
            permissionSetArn: first(PermissionSet),
            managedPolicyArn: "arn:aws:iam::aws:policy/SecurityAudit",
        }),
    },
    {
        type: "aws:ssoadmin/accountAssignment:AccountAssignment",
        inputs: ({ instance, PermissionSet, Group }) => ({
            instanceArn: instance,
            permissionSetArn: first(PermissionSet),
            principalType: "GROUP",
            principalId: last(Group),
            targetType: "AWS_ACCOUNT",
            targetId: account,
        }),
    },
    {
        type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        inputs: () => ({
            url: "https://token.actions.githubusercontent.com",
            clientIdLists: ["sts.amazonaws.com"],
        }),
        change: { thumbprintLists: ["a".repeat(40)] }, // moto takes no other audience afterwards
    },
    {
        type: "aws:iam/policy:Policy",
        inputs: () => ({
            name: "rollcall-workloads",
            path: "/rollcall/",
            description: "d",
            policy: reads("a"),
        }),
        change: { policy: reads("b") },
    },
    {
        type: "aws:iam/role:Role",
        inputs: ({ Policy }) => ({
            name: "prod.checkout",
            path: "/rollcall/",
            description: "d",
            maxSessionDuration: 3600,
            assumeRolePolicy: trust,
            permissionsBoundary: Policy ?? "",
            inlinePolicies: [{ name: "rollcall", policy: reads("a") }],
            managedPolicyArns: ["arn:aws:iam::aws:policy/SecurityAudit"],
        }),
        change: { inlinePolicies: [{}], managedPolicyArns: [], maxSessionDuration: 7200 },
    },
    {
        type: "aws:iam/user:User",
        inputs: () => ({ name: "prod.mailer", path: "/rollcall/", forceDestroy: true }),
    },
    {
        type: "aws:iam/userPolicy:UserPolicy",
        inputs: () => ({ user: "prod.mailer", name: "rollcall", policy: reads("a") }),
        change: { policy: reads("b") },
    },
    {
        type: "aws:iam/accessKey:AccessKey",
        inputs: () => ({ user: "prod.mailer", status: "Active" }),
        change: { status: "Inactive" },
    },
    {
        type: "aws:secretsmanager/secret:Secret",
        inputs: () => ({ name: "checkout/signing-key", recoveryWindowInDays: 0 }),
    },
    {
        type: "aws:secretsmanager/secretVersion:SecretVersion",
        inputs: ({ Secret = "" }) => ({
            secretId: Secret,
            secretString: "canary",
            versionStages: ["AWSCURRENT"],
        }),
        change: { versionStages: ["AWSCURRENT", "AWSPREVIOUS"] },
        stays: true,
    },
];

interface Made extends Readonly<Record<string, string>> {
    readonly store: string;
    readonly instance: string;
}

interface Thing {
    readonly type: string;
    readonly inputs: (made: Made) => Values;
    readonly change?: Values;
    /** What is deleted is there as long as what it belongs to. */
    readonly stays?: true;
}

/** Two are called User. */
const nameOf = (type: string) =>
    type.startsWith("aws:iam/user:") ? "IamUser" : (type.split(":").at(-1) ?? "");

const first = (id = "") => id.split(",")[0] ?? "";
const last = (id = "") => id.split("/").at(-1) ?? "";

describe("the AWS plugin on a server", () => {
    let server: AwsServer;
    const variables = { ...process.env };
    const calls = new RemoteCalls(aws);
    const made: Record<string, string> & { store: string; instance: string } = {
        store: "",
        instance: "",
    };
    const states = new Map<string, Values>();

    before(async function () {
        server = await startAws(await requireTools(this));
        Object.assign(process.env, anyCredentials, { AWS_ENDPOINT_URL: server.endpoint });
        const center = new SSOAdmin({ region: "us-east-1" });
        await center.createInstance({ Name: "acme" }).catch(() => undefined);
        const [instance] = (await center.listInstances({})).Instances ?? [];
        made.instance = instance?.InstanceArn ?? "";
        made.store = instance?.IdentityStoreId ?? "";
        await calls.configure({ region: "us-east-1", allowedAccountIds: [account] });
    });
    after(async () => {
        for (const name of ["AWS_ENDPOINT_URL", ...Object.keys(anyCredentials)]) {
            if (variables[name] === undefined) delete process.env[name];
            else process.env[name] = variables[name];
        }
        await server?.stop();
    });

    it("refuses another account", async () => {
        const other = new RemoteCalls(aws).configure({
            region: "us-east-1",
            allowedAccountIds: ["111111111111"],
        });
        await assert.rejects(other, /account ID not allowed: 123456789012/);
    });

    for (const { type, inputs: given, change } of things) {
        const name = nameOf(type);
        const target = { type, logicalName: "x" };
        const checked = (values: Values, earlier: Values = {}) => {
            const { inputs, failures } = calls.check(target, {
                given: values,
                earlier,
                seed: new Uint8Array(),
            });
            assert.deepEqual(failures, []);
            return inputs;
        };
        const differs = (state: Values, inputs: Values) => [
            ...calls.diff(target, state, inputs).properties.keys(),
        ];

        it(`creates a ${name}, reads it back, and finds no difference`, async () => {
            const inputs = checked(given(made));
            const { id, state } = await calls.create(target, inputs);
            made[name] = id;
            assert.deepEqual(differs(state, inputs), []);
            const read = await calls.read(target, id, state, inputs);
            assert.ok(read);
            assert.deepEqual(differs(read.state, inputs), []);
            states.set(name, read.state);
            if (change === undefined) return;

            const changed = checked({ ...given(made), ...change }, inputs);
            assert.notDeepEqual(differs(read.state, changed), []);
            const after = await calls.update(target, id, read.state, changed);
            assert.deepEqual(differs(after, changed), []);
            states.set(name, after);
        });
    }

    for (const { type, stays = false } of [...things].reverse()) {
        const name = nameOf(type);
        const target = { type, logicalName: "x" };

        it(`deletes a ${name}, and counts a missing one as deleted`, async () => {
            const [id = "", state] = [made[name], states.get(name)];
            assert.ok(isMap(state));
            await calls.delete(target, id, state);
            assert.equal((await calls.read(target, id, state, {})) !== undefined, stays);
            await calls.delete(target, id, state);
        });
    }
});
