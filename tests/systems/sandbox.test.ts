import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { permissionSetPolicy } from "../../planners/documents";
import { FaultInjection } from "../../sandbox/faultInjection";
import { issueLease, issueToken } from "../../sandbox/vaultTokens";
import { World } from "../../sandbox/world";
import { createSandboxReader, type SandboxConnection } from "../../systems/sandbox";
import { sweepSystem } from "../../systems/sweep";
import type { System } from "../../systems/system";
import { acme, subject, summarize } from "./organization";

const roster = acme();
const center = roster.organization.aws?.identityCenter;
const accessor = roster.organization.vault?.login.accessor ?? "";
const alice = subject(roster, "alice", { awsUserId: "u-alice", vaultEntityId: "e-alice" });
const systems: readonly System[] = ["github", "aws", "vault"];
const instant = Date.parse("2026-12-01T12:00:00Z");

describe("systems/sandbox", () => {
    let folder: string;
    let world: World;

    const reader = (system: System, connection: Partial<SandboxConnection> = {}) =>
        createSandboxReader(roster, system, { world, ...connection });

    beforeEach(async () => {
        folder = mkdtempSync(join(tmpdir(), "rollcall-systems-"));
        world = new World(folder);
        await world.transaction((open) => {
            open.put("github/organizations", 100200, {
                id: 100200,
                login: "acme",
                baseUrl: "https://api.github.com/",
                basePermission: "none",
                lastTeamId: 4_700_000,
            });
            open.put("github/accounts", 5000001, { id: 5000001, login: "renamed" });
            open.put("github/repositories", 789012, {
                id: 789012,
                name: "checkout",
                formerNames: [],
            });
            for (const [accountId, role] of [
                [5000001, "member"],
                [5000002, "admin"],
            ] as const) {
                open.put("github/members", accountId, { accountId, role, state: "active" });
            }
            open.put("github/teams", 7, {
                id: 7,
                name: "payments",
                slug: "payments",
                description: "",
                privacy: "closed",
                notificationSetting: "",
            });
            for (const accountId of [5000001, 5000002]) {
                const member = { teamId: 7, accountId, role: "member", state: "active" } as const;
                open.put("github/teamMembers", `7.${accountId}`, member);
            }
            open.put("github/collaborators", "789012.5000001", {
                repositoryId: 789012,
                accountId: 5000001,
                permission: "push",
            });
            const store = {
                identityStoreId: center?.identityStoreId ?? "",
                instanceArn: center?.instanceArn ?? "",
                accountId: "999999999999",
            };
            open.put("aws/identityStores", store.identityStoreId, store);
            for (const who of ["alice", "erin"]) {
                open.put("aws/users", `u-${who}`, {
                    userId: `u-${who}`,
                    identityStoreId: store.identityStoreId,
                    userName: who,
                    displayName: who,
                    attributes: { emails: { value: `${who}@acme.example`, primary: true } },
                });
                open.put("aws/groupMemberships", `m-${who}`, {
                    membershipId: `m-${who}`,
                    identityStoreId: store.identityStoreId,
                    groupId: "g-1",
                    userId: `u-${who}`,
                });
                open.put("vault/entities", `e-${who}`, {
                    id: `e-${who}`,
                    name: who,
                    disabled: false,
                    policies: [],
                    metadata: {},
                });
                open.put("vault/entityAliases", `a-${who}`, {
                    id: `a-${who}`,
                    name: `${who}@acme.example`,
                    mountAccessor: accessor,
                    canonicalId: `e-${who}`,
                    customMetadata: {},
                });
            }
            open.put("aws/groups", "g-1", {
                groupId: "g-1",
                identityStoreId: store.identityStoreId,
                displayName: "dev.payments.developer",
                description: "",
            });
            open.put("vault/authMounts", accessor, { accessor, path: "oidc", type: "oidc" });
            open.put("vault/groups", "vg-1", {
                id: "vg-1",
                name: "dev.payments.developer",
                type: "internal",
                policies: [],
                metadata: {},
                memberEntityIds: ["e-alice", "e-erin"],
                memberGroupIds: [],
            });
        });
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    const expected: Readonly<Record<System, readonly string[]>> = {
        github: [
            "alice | direct collaborator | org/checkout | push | collaborator of checkout",
            "alice | membership | org/github | member | membership of acme",
            "alice | team membership | org/github | member | team payments",
        ],
        aws: ["alice | group membership | dev | developer | group dev.payments.developer"],
        vault: [
            "alice | entity | org/vault | login | entity alice, which may log in",
            "alice | group | dev | developer | group dev.payments.developer",
        ],
    };

    for (const system of ["github", "aws", "vault"] as const) {
        it(`finds what is in ${system}, removes it, and leaves others alone`, async () => {
            assert.equal((await reader(system).canary()).ok, true);
            const { found } = await reader(system).find([alice]);
            assert.deepEqual(summarize(found), expected[system]);
            for (const each of found) await reader(system).remove(each);
            for (const each of found) await reader(system).remove(each);
            assert.deepEqual((await reader(system).find([alice])).found, []);
            const erin = subject(roster, "erin");
            assert.ok((await reader(system).find([erin])).found.length >= 1);
            assert.equal((await reader(system).canary()).ok, true);
        });

        it(`shows nothing of ${system} if it cannot see, and says so`, async () => {
            const blind = reader(system, { blind: true });
            assert.equal((await blind.canary()).ok, false);
            assert.deepEqual(await blind.find([alice]), { found: [], unread: [] });
        });
    }

    it("believes nobody of GitHub where the only owner of the roster's is invited, and no member", async () => {
        const all = world.list("github/members").filter(({ role }) => role === "admin");
        assert.ok(all.length > 0);
        await world.transaction((open) => {
            for (const one of all) {
                open.put("github/members", one.accountId, { ...one, state: "pending" });
            }
        });
        assert.equal((await reader("github").canary()).ok, false);
    });

    it("finds a renamed account by its id, and says that it was renamed", async () => {
        assert.deepEqual(await reader("github").resolve?.([alice]), [
            { person: "alice", declared: "alice-acme", actual: "renamed", matches: false },
        ]);
    });

    it("tells an invitation from a membership, and an outside collaborator from both", async () => {
        await world.transaction((open) => {
            open.put("github/members", 5000001, {
                accountId: 5000001,
                role: "admin",
                state: "pending",
            });
        });
        const [invitation] = (await reader("github").find([alice])).found;
        assert.deepEqual([invitation?.kind, invitation?.permission], ["invitation", "owner"]);
        await world.transaction((open) => open.remove("github/members", 5000001));
        const { found } = await reader("github").find([alice]);
        assert.ok(found.some(({ kind }) => kind === "outside collaborator"));
    });

    it("keeps the only reviewer", async () => {
        const put = (teams: number[]) =>
            world.transaction((open) =>
                open.put("github/environments", "789012.prod", {
                    repositoryId: 789012,
                    name: "Prod",
                    waitTimer: 0,
                    preventSelfReview: true,
                    canAdminsBypass: false,
                    reviewers: { teams, users: [5000001] },
                    branchPolicy: "all",
                }),
            );
        await put([]);
        const find = async () =>
            (await reader("github").find([alice])).found.find(
                ({ kind }) => kind === "environment reviewer",
            );
        const only = await find();
        assert.ok(only);
        await assert.rejects(reader("github").remove(only), /only reviewer/);
        await put([7]);
        await reader("github").remove(only);
        assert.equal(await find(), undefined);
    });

    it("reads a deny back from the permission set", async () => {
        const arn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
        const ending = { until: "2026-12-01T11:00:00Z", userIds: ["u-alice"] };
        await world.transaction((open) => {
            open.put("aws/permissionSets", "ps-1", {
                arn,
                instanceArn: center?.instanceArn ?? "",
                name: "dev.payments.developer",
                description: "",
                relayState: "",
                sessionDuration: "PT8H",
                createdDate: "",
                tags: {},
            });
            open.put("aws/inlinePolicies", "ps-1", {
                permissionSetArn: arn,
                document: JSON.parse(permissionSetPolicy([], [ending])),
            });
        });
        const blocks = await reader("aws").blocks([alice, subject(roster, "erin")], instant);
        assert.deepEqual(
            blocks.map(({ person, what, acting }) => [person, what, acting]),
            [["alice", "permission set dev.payments.developer", true]],
        );
        assert.deepEqual(await reader("aws").blocks([alice], instant - 7_200_000), []);
    });

    it("revokes a leaver's tokens and the leases issued to them, and nobody else's", async () => {
        const login = (entityId: string) =>
            world.transaction((open) =>
                issueToken(
                    open,
                    {
                        displayName: "oidc",
                        path: "auth/oidc/login",
                        policies: [],
                        entityId,
                        ttl: 3_600,
                        explicitMaxTtl: 0,
                    },
                    instant,
                ),
            );
        const [hers, other] = [await login("e-alice"), await login("e-erin")];
        await issueLease(world, hers.accessor, "database/creds/checkout", 600, instant);
        const reading = await sweepSystem(reader("vault"), [alice], () => instant);
        assert.deepEqual(
            reading.sessions.map(({ ended }) => ended),
            [true],
        );
        assert.deepEqual(reading.found, []);
        assert.deepEqual(
            world.list("vault/tokens").map((token) => token.accessor),
            [other.accessor],
        );
        assert.ok(world.list("vault/leases").every((each) => each.accessor === other.accessor));
        assert.deepEqual(
            reading.blocks.map(({ kind, acting }) => [kind, acting]),
            [["disabled entity", true]],
        );
    });

    it("tells of an entity to which a leaver's name leads on another mount", async () => {
        await world.transaction((open) => {
            open.put("vault/authMounts", "auth_ldap_1", {
                accessor: "auth_ldap_1",
                path: "ldap",
                type: "ldap",
            });
            open.put("vault/entities", "e-other", {
                id: "e-other",
                name: "entity_other",
                disabled: false,
                policies: [],
                metadata: {},
            });
            open.put("vault/entityAliases", "a-other", {
                id: "a-other",
                name: "Alice@acme.example",
                mountAccessor: "auth_ldap_1",
                canonicalId: "e-other",
                customMetadata: {},
            });
        });
        const reading = await sweepSystem(reader("vault"), [alice], () => instant);
        assert.deepEqual(summarize(reading.found), [
            "alice | alias | org/vault | login | alias Alice@acme.example on auth/ldap/ of entity entity_other, which may log in",
        ]);
        assert.match(
            reading.removed.find(({ found }) => found.kind === "alias")?.error ?? "",
            /disable the entity/,
        );
    });

    it("fails where the sandbox's faults say so, by the names that the engine uses", async () => {
        const faults = [
            {
                operation: "delete" as const,
                type: "github:index/teamMembership:TeamMembership",
                match: "alice",
                error: "no",
            },
        ];
        const injection = new FaultInjection(faults, folder);
        const around: SandboxConnection["around"] = (operation, target, work) =>
            injection.around(operation, target, work);
        const github = reader("github", { around });
        const { found } = await github.find([alice]);
        const team = found.find(({ kind }) => kind === "team membership");
        const collaborator = found.find(({ kind }) => kind === "direct collaborator");
        assert.ok(team && collaborator);
        await assert.rejects(github.remove(team), /^Error: no$/);
        await github.remove(collaborator);
        const left = (await github.find([alice])).found.map(({ kind }) => kind);
        assert.deepEqual(left, ["membership", "team membership"]);
    });

    it("finds accounts that belong to nobody in the roster, and no others", async () => {
        const everybody = [...roster.people.keys()].map((key) => subject(roster, key));
        const all = async () =>
            (await Promise.all(systems.map((system) => reader(system).strangers(everybody))))
                .flat()
                .map(({ account, kind, stack }) => `${account} ${kind} ${stack}`);
        assert.deepEqual(await all(), []);
        await world.transaction((open) => {
            open.put("github/accounts", 66, { id: 66, login: "mallory" });
            open.put("github/members", 66, { accountId: 66, role: "member", state: "pending" });
            open.put("github/collaborators", "789012.67", {
                repositoryId: 789012,
                accountId: 67,
                permission: "pull",
            });
            const membership = world.read("aws/groupMemberships", "m-alice");
            assert.ok(membership);
            open.put("aws/groupMemberships", "m-66", {
                ...membership,
                membershipId: "m-66",
                userId: "u-66",
            });
            const group = world.list("vault/groups").find(({ name }) => name.startsWith("dev."));
            assert.ok(group);
            const memberEntityIds = [...group.memberEntityIds, "e-66"];
            open.put("vault/groups", group.id, { ...group, memberEntityIds });
        });
        assert.deepEqual(await all(), [
            "mallory (66) invitation org",
            "an account (67) outside collaborator org",
            "a user (u-66) group membership dev",
            "an entity (e-66) group dev",
        ]);
    });
});
