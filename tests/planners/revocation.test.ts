import assert from "node:assert/strict";
import fc from "fast-check";
import { createGraph } from "../../model/graph";
import { parseInstant } from "../../model/instant";
import { findHoldings } from "../../planners/holdings";
import { environmentLeaves, organizationLeaves } from "../../planners/leaves";
import { planEnvironment } from "../../planners/planEnvironment";
import { planOrganization } from "../../planners/planOrganization";
import type { StateResource } from "../../planners/revocation";
import {
    findLeaves,
    leaverKeys,
    leavesOfPeople,
    lostLeaves,
    planRevocation,
    targetsIn,
} from "../../planners/revocation";
import type { Draft } from "./organization";
import { now, organization, person, readable } from "./organization";

const root = "urn:pulumi:org::rollcall::rollcall:index:OrganizationAccess$rollcall:index:";
const membership = `${root}PersonAccess$github:index/membership:Membership::`;
const teamMembership = `${root}PersonAccess$github:index/teamMembership:TeamMembership::`;
const teamRepository = `${root}TeamAccess$github:index/teamRepository:TeamRepository::`;
const team = `${root}TeamAccess$github:index/team:Team::`;
const environment = `${root}DeployEnvironment$github:index/repositoryEnvironment:RepositoryEnvironment::`;

const state: StateResource[] = [
    { urn: `${team}payments`, custom: true },
    { urn: `${membership}alice`, custom: true },
    { urn: `${membership}alicia`, custom: true },
    {
        urn: `${teamMembership}alice/payments`,
        custom: true,
        dependencies: [`${team}payments`],
        deletedWith: `${membership}alice`,
    },
    { urn: `${teamRepository}payments/1`, custom: true, dependencies: [`${team}payments`] },
    { urn: `${teamRepository}platform/1`, custom: true },
    {
        urn: `${environment}checkout/prod`,
        custom: true,
        propertyDependencies: { reviewers: [`${teamRepository}platform/1`] },
    },
    { urn: `${root}PersonAccess::alice`, custom: false, dependencies: [] },
];

describe("revocation", () => {
    const leaves = findLeaves(state);

    it("recognises leaves by their URNs, and nothing else", () => {
        assert.deepEqual(
            leaves.map(({ name, personal }) => [name, personal]),
            [
                ["alice", true],
                ["alicia", true],
                ["alice/payments", true],
                ["payments/1", false],
                ["platform/1", false],
            ],
        );
        const foreign = [
            "urn:pulumi:org::rollcall::github:index/membership:Membership::alice",
            "urn:pulumi:org::rollcall::other:index:PersonAccess$github:index/membership:Membership::alice",
            `${root}PersonAccess$github:index/team:Team::alice`,
        ].map((urn) => ({ urn, custom: true }));
        assert.deepEqual(findLeaves(foreign), []);
    });

    it("matches a person's leaves by the whole key, never by a prefix", () => {
        const names = leavesOfPeople(leaves, new Set(["alice"])).map(({ name }) => name);
        assert.deepEqual(names, ["alice", "alice/payments"]);
    });

    it("destroys memberships of the organisation in a second call", () => {
        const plan = planRevocation(state, leavesOfPeople(leaves, new Set(["alice"])));
        assert.deepEqual(plan.calls, [[`${teamMembership}alice/payments`], [`${membership}alice`]]);
    });

    it("destroys a membership together with the team memberships that still exist", () => {
        const membershipOf = (resources: readonly StateResource[]) =>
            targetsIn(resources, [`${membership}alice`]).sort();
        const both = [`${membership}alice`, `${teamMembership}alice/payments`].sort();
        assert.deepEqual(membershipOf(state), both);
        const left = state.filter(({ urn }) => !urn.startsWith(teamMembership));
        assert.deepEqual(membershipOf(left), [`${membership}alice`]);
        assert.deepEqual(membershipOf([]), []);
    });

    it("destroys what is in GitHub in separate calls, after everything else", () => {
        const env = "urn:pulumi:prod::rollcall::rollcall:index:";
        const secret = `${env}RotatedSecret$github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret::key`;
        const role = `${env}WorkloadIdentity$aws:iam/role:Role::stove`;
        const anchored = `${env}WorkloadIdentity$aws:iam/role:Role::lamp`;
        const resources = [
            { urn: secret, custom: true, dependencies: [anchored] },
            { urn: role, custom: true },
            { urn: anchored, custom: true },
        ];
        const { calls } = planRevocation(resources, findLeaves(resources));
        // What a leaf in GitHub stands on waits with it.
        assert.deepEqual(calls, [[role], [anchored, secret].sort()]);
    });

    it("includes what depends on a leaf and is a leaf itself", () => {
        const [alice] = leaves;
        assert.ok(alice);
        assert.equal(planRevocation(state, [alice]).calls.flat().length, 2);
    });

    it("keeps what something else depends on, and destroys nothing but leaves", () => {
        const plan = planRevocation(state, leaves);
        assert.deepEqual(plan.waiting, [`${teamRepository}platform/1`]);
        const found = new Set(leaves.map(({ urn }) => urn));
        for (const urn of plan.calls.flat()) assert.ok(found.has(urn));
    });

    it("does not count a leaf with a former name as lost", () => {
        const planned = [
            {
                type: "github:index/teamMembership:TeamMembership",
                name: "alicia/money",
                previously: ["alicia/payments", "alice/money", "alice/payments"],
            },
        ];
        const lost = lostLeaves(leaves, planned).map(({ name }) => name);
        assert.ok(!lost.includes("alice/payments"));
        assert.ok(lost.includes("payments/1"));
    });

    it("in any state, makes calls that are disjoint, include dependents, and hold only leaves", () => {
        const urns = state.map(({ urn }) => urn);
        const graph = fc.array(
            fc.record({
                urn: fc.constantFrom(...urns),
                dependencies: fc.subarray(urns, { maxLength: 3 }),
            }),
            { maxLength: 8 },
        );
        fc.assert(
            fc.property(graph, fc.subarray(leaves), (edges, lost) => {
                const resources = state.map((resource) => ({
                    ...resource,
                    dependencies: edges
                        .filter(({ urn }) => urn === resource.urn)
                        .flatMap(({ dependencies }) => dependencies),
                }));
                const { calls, waiting } = planRevocation(resources, lost);
                const targets = calls.flat();
                assert.equal(new Set(targets).size, targets.length);
                for (const { urn } of lost) {
                    assert.ok(targets.includes(urn) || waiting.includes(urn));
                }
                for (const resource of resources.filter(({ custom }) => custom)) {
                    const on = [...resource.dependencies, resource.deletedWith ?? ""];
                    if (!on.some((urn) => targets.includes(urn))) continue;
                    assert.ok(targets.includes(resource.urn), resource.urn);
                }
            }),
        );
    });
});

describe("leaverKeys", () => {
    const keys = (change: (input: Draft) => unknown) => {
        const input = organization();
        change(input);
        const { people, leavers } = readable(input);
        return [...leaverKeys(people, leavers, now)].sort();
    };

    it("are those of everyone who has left, with every other account and every former key", () => {
        assert.deepEqual(
            keys((input) => {
                input.leavers = {
                    victor: { name: "Victor Holm", left: "2026-11-20", previously: ["vic"] },
                };
                input.people["victor-admin"] = { ...person("Admin", 8), sameAs: "victor" };
                input.people.kim = { ...person("Kim Castell", 4), until: "2026-11-30" };
                input.people["kim-admin"] = { ...person("Other", 9), sameAs: "kim" };
            }),
            ["kim", "kim-admin", "vic", "victor", "victor-admin"],
        );
    });

    it("leave out somebody whose last day is today", () => {
        const input = organization();
        input.people.kim = { ...person("Kim Castell", 4), until: "2026-12-01" };
        const { people, leavers } = readable(input);
        assert.equal(leaverKeys(people, leavers, now).size, 0);
        const midnight = parseInstant("2026-12-02", "from") ?? 0;
        assert.deepEqual([...leaverKeys(people, leavers, midnight)], ["kim"]);
    });
});

describe("the leaves of a plan", () => {
    it("are one for each way in which a person, a team or a service has something", () => {
        const holdings = findHoldings(createGraph(readable(organization())), now);
        const names = (leaves: ReturnType<typeof organizationLeaves>) =>
            leaves.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort();
        assert.deepEqual(names(environmentLeaves(planEnvironment(holdings, "dev"))), [
            "AccountAssignment payments/developer",
            "GroupMemberEntityIds alice/payments/developer",
            "GroupMemberEntityIds kim/payments/developer",
            "GroupMembership alice/payments/developer",
            "GroupMembership kim/payments/developer",
            "Role checkout",
        ]);
        assert.deepEqual(names(organizationLeaves(planOrganization(holdings, new Set()))), [
            "Membership alice",
            "Membership erin",
            "Membership frank",
            "Membership kim",
            "TeamMembership alice/payments",
            "TeamMembership erin/platform",
            "TeamMembership frank/platform",
            "TeamMembership kim/payments",
            "TeamRepository payments/789012",
            "TeamRepository platform/789012",
        ]);
    });
});
