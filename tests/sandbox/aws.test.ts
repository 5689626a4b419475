import assert from "node:assert/strict";
import { aws } from "../../sandbox/providers/aws";
import { seedWorld } from "../../sandbox/seed";
import type { Values } from "../../sandbox/values";
import { EngineClient, type Resource, seed } from "./engineClient";

const { instanceArn, identityStoreId } = seed.identityCenter;
const user = "aws:identitystore/user:User";
const group = "aws:identitystore/group:Group";
const groupMembership = "aws:identitystore/groupMembership:GroupMembership";
const permissionSet = "aws:ssoadmin/permissionSet:PermissionSet";
const inlinePolicy = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy";
const managedPolicy = "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment";
const assignment = "aws:ssoadmin/accountAssignment:AccountAssignment";
const nobody = "9067f0a1b2-00000000-0000-4000-8000-000000000000";

describe("sandbox Identity Center", () => {
    let engine: EngineClient;
    let developers: Resource;
    let alice: Resource;
    let set: Resource;

    const inGroup = (groupId: unknown, memberId: unknown) =>
        engine.create(groupMembership, "m", { identityStoreId, groupId, memberId } as Values);
    const assign = (inputs: Values = {}) =>
        engine.create(assignment, "a", {
            instanceArn,
            permissionSetArn: set.state.arn ?? "",
            principalId: developers.state.groupId ?? "",
            principalType: "GROUP",
            targetId: "111111111111",
            targetType: "AWS_ACCOUNT",
            ...inputs,
        });
    const makeUser = (userName: string) =>
        engine.create(user, userName, {
            identityStoreId,
            userName,
            displayName: userName,
            name: { givenName: "A", familyName: "B" },
        });

    beforeEach(async () => {
        engine = await EngineClient.start(aws);
        developers = await engine.create(group, "g", { identityStoreId, displayName: "devs" });
        alice = await makeUser("alice");
        set = await engine.create(permissionSet, "p", { instanceArn, name: "dev" });
    });
    afterEach(() => engine.stop());

    it("refuses two users or two groups of the same name", async () => {
        await assert.rejects(
            makeUser("Alice"),
            /creating IdentityStore User \(Alice\): .*StatusCode: 409.*ConflictException: Duplicate UserName/,
        );
        await assert.rejects(
            engine.create(group, "h", { identityStoreId, displayName: "Devs" }),
            /ConflictException: Duplicate GroupDisplayName/,
        );
    });

    it("refuses a user without a family name, or with a name that is too long", async () => {
        const inputs = { identityStoreId, displayName: "A", userName: "a".repeat(129) };
        const { failures } = await engine.check(user, "a", { ...inputs, name: { givenName: "A" } });
        assert.deepEqual(
            failures.map((failure) => failure.split(":")[0]),
            ["userName", "name.familyName"],
        );
    });

    it("refuses an unknown identity store", async () => {
        const inputs = { identityStoreId: "d-0000000000", displayName: "x" };
        await assert.rejects(engine.create(group, "x", inputs), /ResourceNotFoundException/);
    });

    it("checks both sides of a membership, and refuses a duplicate", async () => {
        const { groupId = "" } = developers.state;
        const { userId = "" } = alice.state;
        await assert.rejects(inGroup(nobody, userId), /ResourceNotFoundException: GROUP not found/);
        await assert.rejects(inGroup(groupId, nobody), /ResourceNotFoundException: MEMBER/);
        await inGroup(groupId, userId);
        await assert.rejects(inGroup(groupId, userId), /ConflictException: Member and Group/);
    });

    it("deletes memberships with a group or user, and leaves assignments behind", async () => {
        await inGroup(developers.state.groupId, alice.state.userId);
        const assigned = await assign();
        await engine.delete(developers);
        assert.deepEqual(engine.world.list("aws/groupMemberships"), []);
        assert.ok(await engine.refresh(assigned));
        await engine.delete(developers);

        const again = await engine.create(group, "g", { identityStoreId, displayName: "devs" });
        await inGroup(again.state.groupId, alice.state.userId);
        await engine.delete(alice);
        assert.deepEqual(engine.world.list("aws/groupMemberships"), []);
    });

    it("checks every side of an assignment, and refuses a duplicate", async () => {
        const unknownSet = `${String(set.state.arn).slice(0, -4)}0000`;
        await assert.rejects(
            assign({ permissionSetArn: unknownSet }),
            /creating SSO Account Assignment for GROUP .*ResourceNotFoundException/,
        );
        await assert.rejects(
            assign({ principalId: nobody }),
            /404 status error: GROUP .* not found/,
        );
        await assert.rejects(assign({ targetId: "123456789012" }), /404 status error: Account/);
        await assign();
        await assert.rejects(assign(), /already exists/);
    });

    it("refuses ids and kinds that no service has, before any call", async () => {
        const { failures } = await engine.check(assignment, "a", {
            instanceArn: "ssoins-1",
            permissionSetArn: set.state.arn ?? "",
            principalId: "alice",
            principalType: "TEAM",
            targetId: "1",
            targetType: "OU",
        });
        assert.deepEqual(
            failures.map((failure) => failure.split(":")[0]),
            ["instanceArn", "principalId", "principalType", "targetId", "targetType"],
        );
    });

    it("refuses a permission set with a duplicate or long name, or an impossible session", async () => {
        const make = (inputs: Values) =>
            engine.create(permissionSet, "p", { instanceArn, ...inputs });
        await assert.rejects(
            make({ name: "dev" }),
            /creating SSO Permission Set \(dev\): .*ConflictException: PermissionSet with name dev already exists/,
        );
        await assert.rejects(make({ name: "d".repeat(33) }), /\(1 - 32\)/);
        await assert.rejects(make({ name: "a b" }), /must match/);
        for (const sessionDuration of ["PT30M", "PT13H", "8h", "PT"]) {
            await assert.rejects(make({ name: "x", sessionDuration }), /ValidationException/);
        }
        const longest = await make({ name: "x", sessionDuration: "PT12H" });
        assert.equal(longest.state.sessionDuration, "PT12H");
    });

    it("deletes a permission set before its replacement if both would have the same name", async () => {
        const elsewhere = { instanceArn: "arn:aws:sso:::instance/ssoins-0000000000000000" };
        const moved = await engine.diff(set, { ...elsewhere, name: "dev" });
        assert.equal(moved.deleteBeforeReplace, true);
        const renamed = await engine.diff(set, { instanceArn, name: "dev2" });
        assert.equal(renamed.deleteBeforeReplace, false);
        const named = await engine.create(permissionSet, "auto", { instanceArn });
        assert.equal((await engine.diff(named, elsewhere)).deleteBeforeReplace, false);
    });

    it("keeps a permission set while anyone is assigned to it", async () => {
        const assigned = await assign();
        await assert.rejects(
            engine.delete(set),
            /deleting SSO Permission Set .*ConflictException: .*ApplicationProfile associated/,
        );
        await engine.delete(assigned);
        await engine.delete(set);
        await engine.delete(set);
    });

    it("deletes the policies of a permission set with it", async () => {
        const permissionSetArn = set.state.arn ?? "";
        const policy = '{"Statement":{"Effect":"Allow","Action":"s3:List*","Resource":"*"}}';
        const inline = await engine.create(inlinePolicy, "p", {
            instanceArn,
            permissionSetArn,
            inlinePolicy: policy,
        });
        const managed = await engine.create(managedPolicy, "p", {
            instanceArn,
            permissionSetArn,
            managedPolicyArn: "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
        });
        assert.equal(managed.state.managedPolicyName, "ViewOnlyAccess");
        await engine.delete(set);
        for (const resource of [inline, managed]) {
            assert.equal(await engine.refresh(resource), undefined);
            await engine.delete(resource);
        }
    });

    it("attaches a managed policy once, at most twenty, and none that AWS does not have", async () => {
        const attach = (managedPolicyArn: string) =>
            engine.create(managedPolicy, "p", {
                instanceArn,
                permissionSetArn: set.state.arn ?? "",
                managedPolicyArn,
            });
        await assert.rejects(
            attach("arn:aws:iam::111111111111:policy/own"),
            /ResourceNotFoundException/,
        );
        await attach("arn:aws:iam::aws:policy/P0");
        await assert.rejects(attach("arn:aws:iam::aws:policy/P0"), /already attached/);
        for (let n = 1; n < 20; n += 1) await attach(`arn:aws:iam::aws:policy/P${n}`);
        await assert.rejects(
            attach("arn:aws:iam::aws:policy/P20"),
            /ServiceQuotaExceededException/,
        );
    });

    it("refuses an inline policy that IAM would refuse or that is too long", async () => {
        const put = (document: string) =>
            engine.create(inlinePolicy, "p", {
                instanceArn,
                permissionSetArn: set.state.arn ?? "",
                inlinePolicy: document,
            });
        await assert.rejects(put("{"), /"inlinePolicy" contains an invalid JSON policy/);
        const resources = Array.from(
            { length: 300 },
            (_, n) => `arn:aws:s3:::bucket-${n}/objects/*`,
        );
        const long = { Effect: "Allow", Action: "s3:GetObject", Resource: resources };
        await assert.rejects(
            put(JSON.stringify({ Version: "2012-10-17", Statement: [long] })),
            /Maximum policy size of 10240 bytes exceeded for role AWSReservedSSO_dev/,
        );
    });

    it("adds the provider's default tags without reporting them as a difference", async () => {
        const configuration = {
            region: "eu-central-1",
            defaultTags: JSON.stringify({ tags: { owner: "rollcall" } }),
        };
        const tagging = await EngineClient.start(aws, { world: engine.world, configuration });
        const inputs = { instanceArn, name: "tagged", tags: { team: "payments" } };
        const tagged = await tagging.create(permissionSet, "t", inputs);
        tagging.stop();
        assert.deepEqual(tagged.state.tags, { team: "payments" });
        assert.deepEqual(tagged.state.tagsAll, { owner: "rollcall", team: "payments" });
        assert.equal((await engine.diff(tagged, inputs)).changed, false);
    });

    it("knows users that another system provisions", async () => {
        const users = [{ userId: "90670c0f-1", userName: "kim" }];
        const identityCenter = { ...seed.identityCenter, users };
        await seedWorld(engine.world, { ...seed, identityCenter });
        const member = await inGroup(developers.state.groupId, "90670c0f-1");
        assert.equal(member.state.memberId, "90670c0f-1");
    });
});
