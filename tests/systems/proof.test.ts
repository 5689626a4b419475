import assert from "node:assert/strict";
import type { Entitlement } from "../../planners/entitlements";
import type { Evidence } from "../../systems/proof";
import { prove } from "../../systems/proof";
import {
    deny,
    entitlementsOf,
    evidence,
    instant,
    reading,
    roster,
    things,
    urn,
    withReading,
} from "./evidence";
import { subject } from "./organization";

/** `status proof` of each entitlement of one target. */
function decided(given: Evidence, system: string, target: string): string[] {
    return prove(given)
        .items.filter(({ entitlement }) => entitlement.via === undefined)
        .filter(({ entitlement }) => entitlement.system === system && entitlement.target === target)
        .map(({ status, proof }) => `${status}: ${proof}`);
}

describe("systems/proof", () => {
    it("is complete if everything was read back as absent and nothing is open", () => {
        const { verdict, reasons, items } = prove(evidence());
        assert.deepEqual([verdict, reasons], ["complete", []]);
        assert.ok(items.length > 8);
        assert.ok(items.some(({ entitlement }) => entitlement.via !== undefined));
        assert.ok(
            items.every(({ status, proof }) => `${status} ${proof}` === "revoked read back absent"),
        );
    });

    it("is incomplete while a session may be open of what only a sweep found in AWS", () => {
        const swept = (kind: "group membership" | "account assignment" | "user access key") => {
            const found = {
                ...({
                    person: "alice",
                    system: "aws",
                    kind,
                    stack: "prod",
                    target: "prod",
                } as const),
                ...{ permission: "viewer", what: "group of hers by hand", leaves: [], ids: {} },
            };
            const removed = [{ found, at: instant - 3_600_000 }];
            return prove(withReading("aws", { removed }));
        };
        for (const kind of ["group membership", "account assignment"] as const) {
            const { verdict, reasons, gone } = swept(kind);
            assert.deepEqual([verdict, gone], ["incomplete", true]);
            assert.match(reasons.join(), /by hand was taken away: .* until 2026-11-26T00:00:00Z$/);
        }
        assert.equal(swept("user access key").verdict, "complete");
    });

    const denied = { ok: false, reason: "everything answered 404" };
    const table: readonly (readonly [
        what: string,
        given: Evidence,
        decision: readonly [system: string, target: string, expected: string],
        reason: RegExp | undefined,
    ])[] = [
        [
            "a failing canary",
            withReading("github", { canary: denied }),
            ["github", "org/checkout", "unproved: none"],
            /^github may not show what is there: everything answered 404$/,
        ],
        [
            "a system that nobody read",
            evidence({ readings: [reading("github"), reading("vault")] }),
            ["aws", "dev/checkout", "unproved: none"],
            /^aws was not read$/,
        ],
        [
            "a place that could not be read",
            withReading("github", {
                unread: [{ system: "github", target: "org/ledger", reason: "403" }],
            }),
            ["github", "org/ledger", "unproved: none"],
            /^org\/ledger was not read: 403$/,
        ],
        [
            "another place that could not be read",
            withReading("github", {
                unread: [{ system: "github", target: "org/ledger", reason: "403" }],
            }),
            ["github", "org/checkout", "revoked: read back absent"],
            /^org\/ledger was not read/,
        ],
        [
            "a membership that is still there",
            withReading("github", { found: [things.membership] }),
            ["github", "org/github", "kept: found"],
            /^still there: membership in github/,
        ],
        [
            "a membership that is still there, with regard to what teams granted",
            withReading("github", { found: [things.membership] }),
            ["github", "org/checkout", "revoked: read back absent"],
            /^still there/,
        ],
        [
            "a team that is still there",
            withReading("github", { found: [things.team] }),
            ["github", "org/checkout", "kept: found"],
            /^still there: team membership/,
        ],
        [
            "something that no entitlement covers",
            withReading("github", { found: [things.deployKey] }),
            ["github", "org/github", "revoked: read back absent"],
            /^still there: deploy key/,
        ],
        [
            "a group under a deny in force",
            withReading("aws", { found: [things.awsGroup], blocks: [deny("dev")] }),
            ["aws", "dev/checkout", "blocked: blocked by deny"],
            /is blocked: permission set dev/,
        ],
        [
            "a group under a deny that is not in force yet",
            withReading("aws", { found: [things.awsGroup], blocks: [deny("dev", false)] }),
            ["aws", "dev/checkout", "kept: found"],
            /^still there: group membership/,
        ],
        [
            "a group of a disabled entity",
            withReading("vault", {
                found: [things.vaultGroup],
                blocks: [
                    {
                        person: "alice",
                        system: "vault",
                        kind: "disabled entity",
                        stack: "org",
                        what: "entity alice",
                        resources: [],
                        acting: true,
                    },
                ],
            }),
            ["vault", "dev/checkout", "blocked: blocked by disabled entity"],
            /^still there: group in vault/,
        ],
        [
            "an entity that may still log in",
            withReading("vault", { found: [things.entity] }),
            ["vault", "dev/checkout", "revoked: read back absent"],
            /^still there: entity/,
        ],
        [
            "a person of whom nothing is known in a system",
            evidence({ subject: { key: "alice", previously: [] } }),
            ["github", "org/github", "unproved: none"],
            /nothing is known by which to look/,
        ],
    ];
    for (const [what, given, [system, target, expected], reason] of table) {
        it(`decides on ${what}`, () => {
            const decisions = decided(given, system, target);
            assert.ok(decisions.length > 0);
            assert.deepEqual([...new Set(decisions)], [expected]);
            const { verdict, reasons } = prove(given);
            assert.equal(verdict, "incomplete");
            assert.ok(
                reasons.some((each) => reason?.test(each)),
                reasons.join("\n"),
            );
        });
    }

    it("treats what is reached through a repository as kept while anything in GitHub is", () => {
        const via = (given: Evidence) =>
            prove(given)
                .items.filter(({ entitlement }) => entitlement.via !== undefined)
                .map(({ status }) => status);
        assert.deepEqual([...new Set(via(evidence()))], ["revoked"]);
        const found = withReading("github", { found: [things.deployKey] });
        assert.deepEqual([...new Set(via(found))], ["kept"]);
        const silent = withReading("github", { canary: denied });
        assert.deepEqual([...new Set(via(silent))], ["unproved"]);
    });

    it("says that a grant with its own end expired, and leaves no window then", () => {
        const lost = entitlementsOf("alice").map((each) =>
            each.system === "aws"
                ? { ...each, until: "2026-11-20", enforcement: "target" as const }
                : each,
        );
        const given = withReading("aws", { blocks: [] }, evidence({ lost }));
        const { verdict, items } = prove(given);
        const aws = items.filter(({ entitlement }) => entitlement.system === "aws");
        const own = aws.filter(({ entitlement }) => entitlement.via === undefined);
        assert.deepEqual([...new Set(own.map(({ proof }) => proof))], ["expired"]);
        assert.equal(verdict, "complete");
    });

    it("says what the engine failed at, even if it is gone", () => {
        const deletes = [
            {
                urn: urn("org", "github:index/membership:Membership", "alice"),
                at: instant,
                failed: "502",
            },
        ];
        const [item] = prove(evidence({ deletes })).items.filter(
            ({ entitlement }) => entitlement.permission === "member",
        );
        assert.equal(item?.detail, "the engine could not delete it: 502");
        assert.equal(item?.revokedAt, undefined);
    });

    it("counts the last of several ways, and takes no time of one for that of all", () => {
        const type = "aws:identitystore/groupMembership:GroupMembership";
        const names = ["alice/payments/developer", "alice/platform/developer"] as const;
        const lost: Entitlement = {
            ...{ principal: "person:alice", stack: "dev", system: "aws", target: "dev" },
            ...{ permission: "developer", because: [] },
            resources: names.map((name) => `dev:PersonAccess/alice:${type}::${name}`),
        };
        const hour = 3_600_000;
        const until = (...hours: readonly number[]) => {
            const deletes = hours.map((each, index) => ({
                urn: urn("dev", type, names[index] ?? ""),
                at: instant - each * hour,
            }));
            const given = evidence({ lost: [lost], deletes, provedAt: instant - hour });
            return prove(withReading("aws", { blocks: [] }, given)).items[0]?.residual?.until;
        };
        assert.equal(until(5, 3), until(3, 3), "the last of them");
        assert.equal(until(5), until(1, 1), "the look's");
        assert.notEqual(until(5), until(5, 5));
    });

    describe("of somebody who stays", () => {
        const all = entitlementsOf("alice");
        const member = all.filter(({ permission }) => permission === "member");
        const stays = { leaver: false, kept: member };

        it("ignores what is rightly kept, including a login", () => {
            const lost = all.filter((each) => !member.includes(each));
            const given = withReading(
                "github",
                { found: [things.membership] },
                evidence({ ...stays, lost }),
            );
            assert.equal(prove(given).verdict, "complete");
            assert.equal(
                prove(withReading("vault", { found: [things.entity] }, given)).verdict,
                "complete",
            );
            const more = withReading("github", { found: [things.membership, things.team] }, given);
            assert.equal(prove(more).verdict, "incomplete");
        });

        it("tells an owner who became a member from one who did not", () => {
            const owner = member.map((each) => ({ ...each, permission: "owner" }));
            const demoted = evidence({ ...stays, lost: owner });
            assert.equal(
                prove(withReading("github", { found: [things.membership] }, demoted)).verdict,
                "complete",
            );
            const still = prove(withReading("github", { found: [things.owner] }, demoted));
            assert.equal(still.items[0]?.status, "kept");
        });

        it("does not prove the absence of what shares a leaf with something kept", () => {
            const dev = all.filter(({ system, stack }) => system === "aws" && stack === "dev");
            const own = dev.filter(({ via }) => via === undefined);
            const [lost, kept] = [own.slice(0, 1), own.slice(1)];
            assert.equal(kept.length > 0, true);
            const given = withReading(
                "aws",
                { found: [things.awsGroup] },
                evidence({ leaver: false, lost, kept }),
            );
            assert.deepEqual(
                prove(given).items.map(({ status }) => status),
                ["unproved"],
            );
        });
    });

    it("finds a person renamed in the roster by their leaves", () => {
        const renamed = subject(roster, "alice");
        const lost = entitlementsOf("alice").map((each) => ({
            ...each,
            principal: "person:ally",
            resources: each.resources.map((one) =>
                one.replace("PersonAccess/alice", "PersonAccess/ally").replace("::alice", "::ally"),
            ),
        }));
        const given = evidence({ subject: { ...renamed, previously: ["ally"] }, lost });
        const { items } = prove(withReading("github", { found: [things.team] }, given));
        const kept = items.filter(({ status }) => status === "kept");
        assert.ok(kept.some(({ entitlement }) => entitlement.target === "org/checkout"));
    });
});
