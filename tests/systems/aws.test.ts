import assert from "node:assert/strict";
import { createAwsReader } from "../../systems/aws";
import type { AwsConnection } from "../../systems/awsClients";
import type { AccessReader } from "../../systems/system";
import { type AwsState, type FakeAws, fault, group, organization, startAws } from "./fakeAws";
import { acme, subject, summarize } from "./organization";

const roster = acme();
const alice = subject(roster, "alice", { awsUserId: "u-alice" });
const kim = subject(roster, "kim");
const secret = "SECRET0123456789canary";
const instant = Date.parse("2026-12-01T12:00:00Z");

function deny(userIds: readonly string[], condition: object = {}): string {
    const Condition = { StringEquals: { "identitystore:UserId": userIds }, ...condition };
    const statement = { Effect: "Deny", Action: "*", Resource: "*", Condition };
    return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

describe("systems/aws", () => {
    let aws: FakeAws;
    let reader: AccessReader;

    async function start(state: AwsState, connection: Partial<AwsConnection> = {}) {
        aws = await startAws(state);
        const credentials = { accessKeyId: "AKIA", secretAccessKey: secret };
        const settings = { credentials, endpoint: aws.url, second: 5, ...connection };
        reader = createAwsReader(roster, settings);
    }

    afterEach(() => aws.close());

    it("finds memberships on every page, and names roles as the roster does", async () => {
        await start(organization());
        const { found, unread } = await reader.find([alice, kim]);
        assert.deepEqual(summarize(found), [
            "alice | group membership | dev | developer | group dev.payments.developer",
            "alice | group membership | org/aws | Everybody | group Everybody",
            "alice | group membership | prod | operator | group prod.person.alice.operator",
        ]);
        assert.deepEqual(unread, []);
        assert.deepEqual(
            found.flatMap(({ leaves }) => leaves),
            [
                "dev:PersonAccess/alice:aws:identitystore/groupMembership:GroupMembership::alice/payments/developer",
                "prod:PersonAccess/alice:aws:identitystore/groupMembership:GroupMembership::alice/person:alice/operator",
            ],
        );
        for (const each of found) await reader.remove(each);
        for (const each of found) await reader.remove(each);
        assert.deepEqual((await reader.find([alice])).found, []);
    });

    it("finds a recreated user with a new id by e-mail address", async () => {
        const state = organization();
        state.users.splice(0, 1, { id: "u-new", userName: "aa", email: "alice@acme.example" });
        state.groups.push(group("g-5", "staging.payments.developer", ["u-new"]));
        await start(state);
        const { found } = await reader.find([alice]);
        assert.deepEqual(
            found.map(({ target }) => target),
            ["staging"],
        );
    });

    it("does not mistake another user with the same user name for a person with a known id", async () => {
        const state = organization();
        state.users.splice(0, 1, { id: "u-new", userName: "alice", email: "alice2@acme.example" });
        state.groups.push(group("g-5", "staging.payments.developer", ["u-new"]));
        await start(state);
        assert.deepEqual((await reader.find([alice])).found, []);
        const unknown = subject(roster, "alice");
        assert.equal((await reader.find([unknown])).found.length, 1);
    });

    it("finds what is assigned to a user directly, and waits until it is removed", async () => {
        const state = organization();
        state.assignments.splice(
            0,
            1,
            { principal: "u-alice", accountId: "333333333333", arn: "ps-admin" },
            { principal: "u-alice", accountId: "444444444444", arn: "ps-admin" },
        );
        await start(state);
        const { found } = await reader.find([alice]);
        const direct = found.filter(({ kind }) => kind === "account assignment");
        assert.deepEqual(summarize(direct), [
            "alice | account assignment | account:444444444444 | AdministratorAccess | permission set AdministratorAccess in account 444444444444",
            "alice | account assignment | prod | AdministratorAccess | permission set AdministratorAccess in account 333333333333",
        ]);
        state.polls = 3;
        if (direct[0]) await reader.remove(direct[0]);
        assert.equal(state.polls, 0);
    });

    it("says why an assignment stays", async () => {
        const state = organization();
        state.assignments.splice(0, 1, {
            principal: "u-alice",
            accountId: "333333333333",
            arn: "ps-admin",
        });
        await start(state);
        aws.intercept = (action) =>
            action === "DeleteAccountAssignment"
                ? {
                      body: {
                          AccountAssignmentDeletionStatus: {
                              Status: "FAILED",
                              FailureReason: "account is suspended",
                          },
                      },
                  }
                : undefined;
        const { found } = await reader.find([alice]);
        const [direct] = found.filter(({ kind }) => kind === "account assignment");
        assert.ok(direct);
        await assert.rejects(reader.remove(direct), /FAILED: account is suspended/);
    });

    it("finds the sign-in credentials of a person's IAM user, in the accounts that are named", async () => {
        const state = organization();
        const keys = [
            { id: "AKIA1", active: true },
            { id: "AKIA2", active: false },
        ];
        state.iamUsers.push(
            { name: "Alice", keys, password: true },
            { name: "alice-build", keys: [{ id: "AKIA3", active: true }], password: false },
        );
        const roleArn = "arn:aws:iam::333333333333:role/rollcall";
        const accounts = [{ accountId: "111111111111" }, { accountId: "333333333333", roleArn }];
        await start(state, { accounts });
        const { found, unread } = await reader.find([alice]);
        const users = found.filter(({ permission }) => permission.startsWith("user "));
        assert.deepEqual(summarize(users), [
            "alice | console password | prod | user Alice | password of Alice",
            "alice | user access key | prod | user Alice | access key AKIA1 of Alice",
        ]);
        assert.deepEqual(
            unread.map(({ target }) => target),
            ["dev"],
        );
        for (const each of users) await reader.remove(each);
        assert.deepEqual(state.iamUsers[0], {
            name: "Alice",
            keys: keys.map(({ id }) => ({ id, active: false })),
            password: false,
        });
    });

    describe("blocks", () => {
        it("are denials that name the user's id, in Rollcall's own permission sets", async () => {
            const state = organization();
            for (const set of state.sets) set.policy = deny(["u-alice", "u-x"]);
            await start(state);
            const blocks = await reader.blocks([alice, kim], instant);
            assert.deepEqual(
                blocks.map(({ person, what, acting }) => [person, what, acting]),
                [
                    ["alice", "permission set dev.payments.developer", true],
                    ["alice", "permission set prod.person.alice.operator", true],
                ],
            );
            assert.deepEqual(blocks[1]?.resources, [
                "prod:RoleAccess/person:alice/operator:aws:ssoadmin/permissionSet:PermissionSet::person:alice/operator",
            ]);
        });

        it("do not act before they are provisioned", async () => {
            const state = organization();
            const [set] = state.sets;
            if (set) Object.assign(set, { policy: deny(["u-alice"]), outdated: ["111111111111"] });
            await start(state);
            assert.deepEqual(
                (await reader.blocks([alice], instant)).map(({ acting, reason }) => [
                    acting,
                    reason,
                ]),
                [[false, "it is not yet provisioned to dev"]],
            );
        });

        it("count for a deleted user, whose sessions stay alive", async () => {
            const state = organization();
            state.users.splice(0);
            const [set] = state.sets;
            if (set) set.policy = deny(["u-alice"]);
            await start(state);
            assert.equal((await reader.blocks([alice], instant)).length, 1);
        });

        it("must name every user that belongs to the person", async () => {
            const state = organization();
            state.users.push({ id: "u-2", userName: "a2", email: "alice@acme.example" });
            state.users.shift();
            const [set] = state.sets;
            if (set) set.policy = deny(["u-alice"]);
            await start(state);
            assert.deepEqual(await reader.blocks([alice], instant), []);
        });
    });

    describe("canary", () => {
        it("succeeds if a known group shows a member", async () => {
            await start(organization());
            assert.deepEqual(await reader.canary(), {
                ok: true,
                reason: "a known group and its members are seen",
            });
        });

        const silences: readonly [name: string, change: (state: AwsState) => void, RegExp][] = [
            ["in another account", (state) => (state.caller = "1"), /credentials are of account 1/],
            ["without the instance", (state) => state.instances.pop(), /no instance/],
            ["if no group is known", (state) => state.groups.splice(1), /none of the 1 groups/],
            [
                "if nobody is in a group",
                (state) => {
                    for (const { members } of state.groups) members.splice(0);
                },
                /none of the 4 groups/,
            ],
        ];
        for (const [name, change, reason] of silences) {
            it(`fails ${name}`, async () => {
                const state = organization();
                change(state);
                await start(state);
                const canary = await reader.canary();
                assert.equal(canary.ok, false);
                assert.match(canary.reason, reason);
            });
        }

        for (const action of [
            "GetCallerIdentity",
            "ListInstances",
            "ListGroups",
            "ListGroupMembershipsForMember",
            "ListAccountAssignmentsForPrincipal",
        ]) {
            it(`fails if ${action} is denied, and says so`, async () => {
                await start(organization());
                aws.intercept = (asked) =>
                    asked === action ? fault("AccessDeniedException", "not authorized") : undefined;
                const { ok, reason } = await reader.canary();
                assert.equal(ok, false);
                assert.match(reason, new RegExp(`${action}.*: `));
            });
        }
    });

    it("fails without permission, and says what was asked, without the secret", async () => {
        await start(organization());
        aws.intercept = (action) =>
            action === "ListGroupMembershipsForMember"
                ? fault("AccessDeniedException", "User is not authorized")
                : undefined;
        await assert.rejects(reader.find([alice]), (error: Error) => {
            assert.equal(
                error.message,
                "identitystore ListGroupMembershipsForMember u-alice: AccessDeniedException: " +
                    "User is not authorized",
            );
            assert.ok(!`${error.stack}`.includes(secret));
            return true;
        });
    });

    it("retries if AWS is too busy or does not answer in time", async () => {
        await start(organization(), { timeoutSeconds: 0.3 });
        const stumbles = [
            fault("ThrottlingException", "Rate exceeded"),
            { delayMs: 2_000, body: {} },
        ];
        aws.intercept = (action) => (action === "DescribeUser" ? stumbles.shift() : undefined);
        assert.equal((await reader.find([alice])).found.length, 3);
        assert.deepEqual(stumbles, []);
    });
});
