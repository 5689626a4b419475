import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import { createGraph } from "../../model/graph";
import type { Roster } from "../../model/roster";
import type { RosterInput } from "../../model/schema";
import { identityOf } from "../../planners/entitlements";
import { findHoldings } from "../../planners/holdings";
import { physicalName } from "../../planners/names";
import { planAccess } from "../../planners/planAccess";
import { planEnvironment } from "../../planners/planEnvironment";
import { planOrganization } from "../../planners/planOrganization";
import { now, organization, person, readable } from "./organization";

const people = ["alice", "bob", "carol", "dan", "erin", "frank"];
const teams = ["audit", "engineering", "payments", "platform"];
const services = ["checkout", "ledger"];
const environments = ["dev", "prod"];
const days = ["2026-11-20", "2026-12-05", "2027-01-31"];

const when = fc.record(
    { from: fc.constantFrom(...days), until: fc.constantFrom("2027-02-01", "2027-03-01") },
    { requiredKeys: [] },
);

const grant = fc
    .record({
        principal: fc.oneof(
            fc.constantFrom(...teams).map((team) => ({ team })),
            fc.constantFrom(...people).map((key) => ({ person: key })),
        ),
        scope: fc.oneof(
            fc
                .record({
                    services: fc.oneof(
                        fc.constant("all" as const),
                        fc.subarray(services, { minLength: 1 }),
                    ),
                    in: fc.subarray(environments, { minLength: 1 }),
                })
                .map((scope) => ({ role: "developer", ...scope })),
            fc
                .subarray(environments, { minLength: 1 })
                .map((chosen) => ({ role: "auditor", in: chosen })),
        ),
        when,
    })
    .map(({ principal, scope, when: window }) => ({ ...principal, ...scope, ...window }));

/** Rosters that differ in who is in which team, which grants there are and until when. */
const rosters: fc.Arbitrary<RosterInput> = fc
    .record({
        members: fc.tuple(
            ...teams.map(() =>
                fc.uniqueArray(
                    fc.record({
                        person: fc.constantFrom(...people),
                        role: fc.constantFrom("member" as const, "maintainer" as const),
                        when,
                    }),
                    { selector: (member) => member.person, maxLength: 4 },
                ),
            ),
        ),
        grants: fc.array(grant, { maxLength: 6 }),
        ends: fc.array(fc.option(fc.constantFrom("2026-11-25", "2027-06-30"), { nil: undefined }), {
            minLength: people.length,
            maxLength: people.length,
        }),
        reviewed: fc.boolean(),
    })
    .map(({ members, grants, ends, reviewed }) => build(members, grants, ends, reviewed));

type Members = { person: string; role: "member" | "maintainer"; when: object }[][];

function build(
    members: Members,
    grants: NonNullable<RosterInput["grants"]>,
    ends: (string | undefined)[],
    reviewed: boolean,
): RosterInput {
    const input = organization();
    const { checkout } = input.services ?? {};
    const { dev } = input.environments;
    assert.ok(checkout && dev);
    if (reviewed) dev.deploy = { branches: "all", reviewers: ["platform"] };
    return {
        ...input,
        people: Object.fromEntries(
            people.map((key, index) => [
                key,
                {
                    ...person(`${key} Lastname`, index),
                    ...(ends[index] ? { until: ends[index] } : {}),
                },
            ]),
        ),
        teams: Object.fromEntries(
            teams.map((key, index) => [
                key,
                {
                    description: key,
                    ...(key === "payments" || key === "audit" ? { parent: "engineering" } : {}),
                    members: (members[index] ?? []).map(({ when: window, ...member }) => ({
                        ...member,
                        ...window,
                    })),
                },
            ]),
        ),
        services: {
            checkout,
            ledger: { ...checkout, repository: { name: "ledger", id: 789013 } },
        },
        grants,
    };
}

/** The same roster with every list and mapping in another order; environments have one. */
function reorder(value: unknown, path = ""): unknown {
    if (Array.isArray(value)) return value.map((item) => reorder(item)).reverse();
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, child]) => [key, reorder(child, key)]);
    return Object.fromEntries(path === "environments" ? entries : entries.reverse());
}

const sameAccess = (roster: Roster) => {
    const { entitlements, guards, coordinates, digest } = planAccess(roster, now);
    const withoutReasons = <T extends object>(items: readonly T[]) =>
        items.map((item) => ({ ...item, because: [] }));
    return {
        digest,
        guards: withoutReasons(guards),
        entitlements: withoutReasons(entitlements),
        coordinates,
    };
};

const specs = (roster: Roster) => {
    const holdings = findHoldings(createGraph(roster), now);
    return {
        org: planOrganization(holdings, new Set()),
        environments: new Map(environments.map((key) => [key, planEnvironment(holdings, key)])),
    };
};

describe("planning, for any roster", () => {
    it("the order of lists and mappings changes neither plan nor specs", () => {
        fc.assert(
            fc.property(rosters, (input) => {
                const [one, other] = [input, reorder(input) as RosterInput].map(readable);
                assert.ok(one && other);
                assert.deepEqual(sameAccess(other), sameAccess(one));
                assert.deepEqual(specs(other), specs(one));
            }),
        );
    });

    it("removing a person leaves no trace of the key, and adds nothing to anybody", () => {
        fc.assert(
            fc.property(rosters, fc.constantFrom(...people), (input, key) => {
                const before = planAccess(readable(input), now);
                const without = readable(remove(input, key));
                const after = planAccess(without, now);
                const had = new Set(before.entitlements.map(identityOf));
                for (const entitlement of after.entitlements) {
                    assert.ok(had.has(identityOf(entitlement)), identityOf(entitlement));
                }
                const trace = new RegExp(`\\b${key}\\b`);
                assert.doesNotMatch(JSON.stringify(after.entitlements), trace);
                assert.doesNotMatch(inspect(specs(without), { depth: null }), trace);
            }),
        );
    });

    it("adding a person to a team renames nothing and takes nothing from anybody", () => {
        fc.assert(
            fc.property(rosters, fc.constantFrom(...teams), (input, team) => {
                const before = planAccess(readable(input), now);
                const after = planAccess(readable(join(input, team)), now);
                const has = new Map(after.entitlements.map((one) => [identityOf(one), one]));
                for (const entitlement of before.entitlements) {
                    assert.deepEqual(
                        has.get(identityOf(entitlement))?.resources,
                        entitlement.resources,
                    );
                }
                for (const one of after.entitlements) {
                    if (one.principal === "person:zoe") continue;
                    assert.ok(
                        before.entitlements.some((old) => identityOf(old) === identityOf(one)),
                    );
                }
            }),
        );
    });

    it("nobody has more than a line of the roster says, and nobody who has left has anything", () => {
        fc.assert(
            fc.property(rosters, (input) => {
                const roster = readable(input);
                for (const { principal, permission, via, stack } of planAccess(roster, now)
                    .entitlements) {
                    const [kind, key = ""] = principal.split(":");
                    if (kind !== "person") continue;
                    const { until = Infinity } = roster.people.get(key) ?? { until: 0 };
                    assert.ok(until > now, `${key} has left`);
                    if (via || stack === "org") continue;
                    assert.ok(isGranted(roster, key, permission, stack), `${key} ${permission}`);
                }
            }),
        );
    });

    it("the report matches what is provisioned: each leaf has its spec, and each spec a leaf", () => {
        fc.assert(
            fc.property(rosters, (input) => {
                const roster = readable(input);
                const plan = planAccess(roster, now);
                const planned = specs(roster);
                for (const environment of environments) {
                    const spec = planned.environments.get(environment);
                    assert.ok(spec);
                    const wanted = spec.people.flatMap(({ key, aws, vault }) => [
                        ...aws.map(({ role }) => `GroupMembership::${key}/${role}`),
                        ...vault.map(({ role }) => `GroupMemberEntityIds::${key}/${role}`),
                    ]);
                    const reported = plan.entitlements
                        .filter(
                            ({ stack, via, principal }) =>
                                stack === environment && !via && principal.startsWith("person:"),
                        )
                        .flatMap(({ resources }) =>
                            resources
                                .filter((resource) => resource.includes(":PersonAccess/"))
                                .map(leafOf),
                        );
                    assert.deepEqual([...new Set(reported)].sort(), wanted.sort());
                }
            }),
        );
    });
});

/** `GroupMembership::alice/payments/developer` */
function leafOf(resource: string): string {
    const [type = "", name] = resource.split("::");
    return `${type.split(":").at(-1)}::${name}`;
}

/** Written from the format's rules alone, not from the planner. */
function isGranted(roster: Roster, person: string, role: string, environment: string): boolean {
    const within = (window: { from?: number; until?: number }) =>
        (window.from ?? -Infinity) <= now && now < (window.until ?? Infinity);
    const ancestors = (team: string): string[] => {
        const parent = roster.teams.get(team)?.parent?.key;
        return parent ? [team, ...ancestors(parent)] : [team];
    };
    const own = [...roster.teams.values()]
        .filter(({ members }) => members.some((one) => one.person === person && within(one)))
        .flatMap(({ key }) => ancestors(key));
    return roster.grants.some(
        (grant) =>
            within(grant) &&
            grant.role.key === role &&
            grant.in?.some(({ key }) => key === environment) &&
            (grant.principal.kind === "person"
                ? grant.principal.key === person
                : own.includes(grant.principal.key)),
    );
}

function remove(input: RosterInput, key: string): RosterInput {
    const { [key]: _, ...rest } = input.people ?? {};
    const { owners, ...github } = input.organization.github;
    return {
        ...input,
        organization: {
            ...input.organization,
            github: { ...github, owners: owners.filter((owner) => owner !== key) },
        },
        people: rest,
        teams: Object.fromEntries(
            Object.entries(input.teams ?? {}).map(([team, declared]) => [
                team,
                {
                    ...declared,
                    members: declared.members?.filter(
                        (member) => typeof member === "string" || member.person !== key,
                    ),
                },
            ]),
        ) as NonNullable<RosterInput["teams"]>,
        grants: input.grants?.filter((one) => !("person" in one) || one.person !== key) ?? [],
    };
}

function join(input: RosterInput, team: string): RosterInput {
    const declared = input.teams?.[team];
    assert.ok(declared);
    return {
        ...input,
        people: { ...input.people, zoe: person("Zoe Zed", 99) },
        teams: {
            ...input.teams,
            [team]: { ...declared, members: [...(declared.members ?? []), "zoe"] },
        },
    };
}

describe("physicalName", () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,38}$/);
    const parts = fc.array(key, { minLength: 3, maxLength: 4 });

    it("fits the limit, uses only characters that every service accepts, and is unique", () => {
        fc.assert(
            fc.property(parts, parts, fc.constantFrom(32, 64, 512), (one, other, limit) => {
                const names = [one, other].map((name) => physicalName(name, limit));
                for (const name of names) {
                    assert.ok(name.length <= limit);
                    assert.match(name, /^[\w+=,.@-]+$/);
                }
                assert.equal(names[0] === names[1], one.join(".") === other.join("."));
            }),
        );
    });

    it("stays stable: another name would be another permission set", () => {
        assert.equal(
            physicalName(["prod", "payments", "developer"], 32),
            "prod.payments.developer",
        );
        assert.equal(
            physicalName(["production", "customer-support", "developer"], 32),
            "production.customer-s+epzbwu7eir",
        );
    });
});
