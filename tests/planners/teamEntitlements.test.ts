import assert from "node:assert/strict";
import { createGraph } from "../../model/graph";
import { loadRoster } from "../../model/load";
import type { Entitlement } from "../../planners/entitlements";
import { findEntitlements } from "../../planners/entitlements";
import { findHoldings } from "../../planners/holdings";
import { findTeamEntitlements } from "../../planners/teamEntitlements";

const { roster } = loadRoster("roster");
assert.ok(roster);
const holdings = findHoldings(createGraph(roster), Date.parse("2026-12-01T12:00:00Z"));

function atom({ system, target, permission, via }: Entitlement): string {
    return [system, target, permission, via].filter(Boolean).join(" ");
}

describe("what a team grants", () => {
    // People of the sample who are in this team alone and have nothing of their own.
    for (const [team, person] of [
        ["payments", "bob"],
        ["storefront", "ines"],
        ["support", "tom"],
        ["audit", "olga"],
        ["platform", "jonas"],
    ] as const) {
        it(`is what ${person} has, who is only in ${team}`, () => {
            const own = findEntitlements(holdings).filter(
                ({ principal, target }) =>
                    principal === `person:${person}` && target !== "org/github",
            );
            // An auditor without a GitHub account gets nothing there.
            const inGitHub = roster.people.get(person)?.github !== undefined;
            const held = findTeamEntitlements(holdings, team).filter(
                ({ system }) => inGitHub || system !== "github",
            );
            assert.ok(own.length > 0);
            assert.deepEqual(held.map(atom), own.map(atom));
        });
    }

    it("names the lines of the team and of those above it, and no person", () => {
        const [inherited] = findTeamEntitlements(holdings, "payments").filter(
            ({ target }) => target === "dev/gateway",
        );
        assert.deepEqual(
            inherited?.because.map(({ text }) => text),
            [
                "team engineering is viewer on all services in dev, staging",
                "payments is part of engineering",
            ],
        );
    });

    it("names the team's own resources, and nobody's leaves", () => {
        const entitlements = findTeamEntitlements(holdings, "payments");
        const resources = entitlements.flatMap((entitlement) => entitlement.resources);
        assert.ok(resources.length > 0);
        for (const resource of resources) assert.match(resource, /:(RoleAccess|TeamAccess)\//);
        assert.ok(!JSON.stringify(entitlements).includes("*/"));
    });

    it("is nothing for an unknown team, or one without a grant", () => {
        assert.deepEqual(findTeamEntitlements(holdings, "nobody"), []);
        assert.ok(findTeamEntitlements(holdings, "engineering").length > 0);
    });
});
