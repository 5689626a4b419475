import assert from "node:assert/strict";
import { type AwsCall, sessionCan } from "../../sandbox/awsSession";
import { assumePermissionSet } from "../../sandbox/permissionSetSession";
import { aws } from "../../sandbox/providers/aws";
import { EngineClient, type Resource, seed } from "./engineClient";

const { instanceArn, identityStoreId } = seed.identityCenter;
const accountId = "111111111111";
const instant = Date.parse("2026-12-01T08:00:00Z");
const hour = 3_600_000;
const read: AwsCall = { action: "s3:GetObject", resource: "arn:aws:s3:::data/x" };

describe("sandbox Identity Center sessions", () => {
    let engine: EngineClient;
    let set: Resource;
    let policy: Resource;
    let member: Resource;
    let group: Resource;
    let alice: string;
    let bob: string;

    const makeUser = async (userName: string) => {
        const made = await engine.create("aws:identitystore/user:User", userName, {
            identityStoreId,
            userName,
            displayName: userName,
            name: { givenName: "A", familyName: "B" },
        });
        return String(made.state.userId);
    };
    const enter = (userId: string, at = instant) =>
        assumePermissionSet(
            engine.world,
            { userId, accountId, permissionSetArn: String(set.state.arn) },
            at,
        );
    const sessionOf = (userId: string) => {
        const { session, reason } = enter(userId);
        assert.ok(session, reason);
        return session;
    };
    const document = (...more: object[]) =>
        JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "s3:Get*", Resource: "*" }, ...more],
        });
    const join = (memberId: string) =>
        engine.create("aws:identitystore/groupMembership:GroupMembership", memberId, {
            identityStoreId,
            groupId: group.state.groupId ?? "",
            memberId,
        });

    beforeEach(async () => {
        engine = await EngineClient.start(aws);
        alice = await makeUser("alice");
        bob = await makeUser("bob");
        group = await engine.create("aws:identitystore/group:Group", "g", {
            identityStoreId,
            displayName: "devs",
        });
        set = await engine.create("aws:ssoadmin/permissionSet:PermissionSet", "p", {
            instanceArn,
            name: "developer",
            sessionDuration: "PT8H",
        });
        const permissionSetArn = set.state.arn ?? "";
        policy = await engine.create(
            "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
            "p",
            { instanceArn, permissionSetArn, inlinePolicy: document() },
        );
        await engine.create("aws:ssoadmin/accountAssignment:AccountAssignment", "a", {
            instanceArn,
            permissionSetArn,
            principalId: group.state.groupId ?? "",
            principalType: "GROUP",
            targetId: accountId,
            targetType: "AWS_ACCOUNT",
        });
        member = await join(alice);
        await join(bob);
    });
    afterEach(() => engine.stop());

    it("are granted to users assigned through a group, for as long as the permission set says", () => {
        const { granted, reason, session } = enter(alice);
        assert.ok(granted);
        assert.equal(reason, "alice is assigned to developer through the group devs");
        assert.match(
            session?.arn ?? "",
            /^arn:aws:sts::111111111111:assumed-role\/AWSReservedSSO_developer_[0-9a-f]{16}\/alice$/,
        );
        assert.equal(session?.expiresAt, instant + 8 * hour);
    });

    it("are granted to users assigned directly, and to nobody else", async () => {
        const carol = await makeUser("carol");
        assert.match(enter(carol).reason, /carol is not assigned to developer in 111111111111/);
        await engine.create("aws:ssoadmin/accountAssignment:AccountAssignment", "c", {
            instanceArn,
            permissionSetArn: set.state.arn ?? "",
            principalId: carol,
            principalType: "USER",
            targetId: accountId,
            targetType: "AWS_ACCOUNT",
        });
        assert.match(enter(carol).reason, /directly/);
        const elsewhere = { accountId: "222222222222", permissionSetArn: String(set.state.arn) };
        assert.ok(
            !assumePermissionSet(engine.world, { userId: carol, ...elsewhere }, instant).granted,
        );
        assert.match(enter("ghost").reason, /no user ghost/);
    });

    it("outlive the membership: only a deny stops them, and only for those it names", async () => {
        const [hers, his] = [sessionOf(alice), sessionOf(bob)];
        await engine.delete(member);
        assert.equal(enter(alice).granted, false);
        assert.ok(sessionCan(engine.world, hers, read, instant).granted);

        const deny = {
            Sid: "Left",
            Effect: "Deny",
            Action: "*",
            Resource: "*",
            Condition: { StringEquals: { "identitystore:UserId": alice } },
        };
        await engine.update(policy, { ...policy.inputs, inlinePolicy: document(deny) });
        const { granted, reason } = sessionCan(engine.world, hers, read, instant);
        assert.equal(granted, false);
        assert.equal(reason, "denied by the identity policy 1, statement 2 (Left)");
        assert.ok(sessionCan(engine.world, his, read, instant).granted);
    });

    it("end at an instant that the policy names, even if they are still open", async () => {
        const ending = {
            Effect: "Deny",
            Action: "*",
            Resource: "*",
            Condition: {
                DateGreaterThanEquals: { "aws:CurrentTime": "2026-12-01T10:00:00Z" },
                StringEquals: { "identitystore:UserId": [alice] },
            },
        };
        await engine.update(policy, { ...policy.inputs, inlinePolicy: document(ending) });
        const session = sessionOf(alice);
        assert.ok(sessionCan(engine.world, session, read, instant + 2 * hour - 1_000).granted);
        assert.match(
            sessionCan(engine.world, session, read, instant + 2 * hour).reason,
            /^denied by/,
        );
    });

    it("end when their time is over, and with their permission set", async () => {
        const session = sessionOf(alice);
        assert.match(
            sessionCan(engine.world, session, read, instant + 8 * hour).reason,
            /ExpiredToken: the session ended at 2026-12-01T16:00:00Z/,
        );
        await engine.world.transaction((world) => {
            for (const { permissionSetArn } of world.list("aws/accountAssignments")) {
                assert.equal(permissionSetArn, set.state.arn);
            }
            world.remove("aws/permissionSets", String(set.state.arn).split("/").at(-1) ?? "");
        });
        assert.match(
            sessionCan(engine.world, session, read, instant).reason,
            /the permission set is gone/,
        );
    });

    it("may do nothing without an inline policy: AWS managed policies are not known here", async () => {
        await engine.delete(policy);
        assert.match(
            sessionCan(engine.world, sessionOf(alice), read, instant).reason,
            /no identity policy allows it/,
        );
    });
});
