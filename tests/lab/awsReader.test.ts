import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SSOAdmin } from "@aws-sdk/client-sso-admin";
import { judgeRoster } from "../../cli/readRoster";
import type { Roster } from "../../model/roster";
import type { Values } from "../../sandbox/values";
import { createAwsReader } from "../../systems/aws";
import { subjectOf } from "../../systems/subject";
import type { AccessReader } from "../../systems/system";
import { aws } from "./plugins/aws";
import { RemoteCalls } from "./plugins/remoteCalls";
import { anyCredentials } from "./servers/awsBucket";
import { type AwsServer, startAws } from "./servers/awsServer";
import { requireTools } from "./servers/requireTools";

const region = "eu-central-1";
const account = "123456789012"; // moto's, for whoever assumed no role
const role = "dev.payments.developer";

describe("the AWS reader against a server", () => {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-lab-"));
    const variables = { ...process.env };
    let server: AwsServer;
    let roster: Roster;
    let reader: AccessReader;

    before(async function () {
        server = await startAws(await requireTools(this));
        Object.assign(process.env, anyCredentials, { AWS_ENDPOINT_URL: server.endpoint });
        const [instance] = (await new SSOAdmin({ region }).listInstances({})).Instances ?? [];
        const { InstanceArn = "", IdentityStoreId = "" } = instance ?? {};
        roster = rosterAt(folder, InstanceArn, IdentityStoreId);
        reader = createAwsReader(roster, { endpoint: server.endpoint, second: 10 });
        await provision(InstanceArn, IdentityStoreId);
    });
    after(async () => {
        for (const name of ["AWS_ENDPOINT_URL", ...Object.keys(anyCredentials)]) {
            if (variables[name] === undefined) delete process.env[name];
            else process.env[name] = variables[name];
        }
        await server?.stop();
        rmSync(folder, { recursive: true, force: true });
    });

    it("can see, lists what bob has, and removes it", async () => {
        const canary = await reader.canary();
        assert.ok(canary.ok, canary.reason);
        const bob = roster.people.get("bob");
        assert.ok(bob);
        const subject = subjectOf(roster, bob);
        const { found, unread } = await reader.find([subject]);
        assert.deepEqual(unread, []);
        const membership = found.find(({ kind }) => kind === "group membership");
        assert.ok(membership);
        await reader.remove(membership);
        await reader.remove(membership);
        assert.deepEqual((await reader.find([subject])).found, []);
    });
});

/** The sample, at the Identity Center that the server has. */
function rosterAt(folder: string, instanceArn: string, identityStoreId: string): Roster {
    cpSync(resolve(__dirname, "../../roster"), folder, { recursive: true });
    const file = join(folder, "organization.yaml");
    const text = readFileSync(file, "utf8")
        .replace(/arn:aws:sso:::instance\/[\w-]+/, instanceArn)
        .replace("d-9067f0a1b2", identityStoreId)
        .replace("999999999999", account);
    writeFileSync(file, text);
    const { roster, problems } = judgeRoster(folder, { instant: Date.now(), lapsed: "warning" });
    assert.ok(roster, problems.map(({ message }) => message).join("\n"));
    return roster;
}

/** Two people in one role, as an environment's stack makes them. */
async function provision(instanceArn: string, identityStoreId: string): Promise<void> {
    const calls = new RemoteCalls(aws);
    await calls.configure({ region, allowedAccountIds: [account] });
    const make = async (type: string, given: Values) => {
        const target = { type, logicalName: "x" };
        const { inputs } = calls.check(target, { given, earlier: {}, seed: new Uint8Array() });
        return (await calls.create(target, inputs)).id;
    };
    const own = (id: string) => id.split("/").at(-1) ?? "";
    const group = await make("aws:identitystore/group:Group", {
        identityStoreId,
        displayName: role,
        description: role,
    });
    for (const userName of ["alice", "bob"]) {
        const user = await make("aws:identitystore/user:User", {
            ...{ identityStoreId, userName, displayName: userName },
            name: { givenName: userName, familyName: "X" },
            emails: { value: `${userName}@acme.example`, primary: true },
        });
        await make("aws:identitystore/groupMembership:GroupMembership", {
            ...{ identityStoreId, groupId: own(group), memberId: own(user) },
        });
    }
    const set = await make("aws:ssoadmin/permissionSet:PermissionSet", { instanceArn, name: role });
    await make("aws:ssoadmin/accountAssignment:AccountAssignment", {
        ...{ instanceArn, permissionSetArn: set.split(",")[0] ?? "" },
        ...{ principalType: "GROUP", principalId: own(group) },
        ...{ targetType: "AWS_ACCOUNT", targetId: account },
    });
}
