import assert from "node:assert/strict";
import * as fc from "fast-check";
import { identityOf } from "../../planners/entitlements";
import { entitlementOfLeaf, lostEntitlements, renamesOf } from "../../planners/lostEntitlements";
import { planAccess } from "../../planners/planAccess";
import { acme } from "../systems/organization";

const roster = acme();
const { entitlements } = planAccess(roster, Date.parse("2026-11-25T12:00:00Z"));
const people = entitlements.filter(({ principal }) => principal.startsWith("person:"));
const none = renamesOf({ people: new Map(), leavers: new Map() });

describe("planners/lostEntitlements", () => {
    it("is what people had and no longer have, complete and without anything they keep", () => {
        fc.assert(
            fc.property(fc.subarray([...entitlements]), (current) => {
                const lost = [...lostEntitlements(entitlements, current, none).values()].flat();
                const kept = current.filter(({ principal }) => principal.startsWith("person:"));
                assert.deepEqual(
                    [...lost, ...kept].map(identityOf).sort(),
                    people.map(identityOf).sort(),
                );
            }),
        );
    });

    it("is grouped by person, without services", () => {
        const lost = lostEntitlements(entitlements, [], none);
        for (const [key, own] of lost) {
            assert.ok(own.every(({ principal }) => principal === `person:${key}`));
        }
        assert.ok(lost.has("alice") && !lost.has("checkout"));
    });

    it("treats a renamed person, role or service as the same", () => {
        const back = (text: string) =>
            text.replace(/^person:alice$/, "person:al").replace(/\/checkout$/, "/till");
        const before = people.map((one) => ({
            ...one,
            principal: back(one.principal),
            target: back(one.target),
            permission: one.permission === "developer" ? "dev" : one.permission,
        }));
        const renamed = (key: string, previously: string) => [
            key,
            { key, previously: [previously] },
        ];
        const renames = renamesOf({
            people: new Map([renamed("alice", "al")] as never),
            leavers: new Map(),
            roles: new Map([renamed("developer", "dev")] as never),
            services: new Map([renamed("checkout", "till")] as never),
        });
        assert.equal(lostEntitlements(before, entitlements, renames).size, 0);
        assert.ok(lostEntitlements(before, entitlements, none).has("al"));
    });

    it("derives what a leaf in state granted", () => {
        const urn = (stack: string, type: string, name: string) =>
            `urn:pulumi:${stack}::rollcall::rollcall:index:PersonAccess$${type}::${name}`;
        const read = (stack: string, type: string, name: string) => {
            const { principal, system, target, permission, resources } = entitlementOfLeaf({
                urn: urn(stack, type, name),
                type,
                name,
            });
            return [principal, system, target, permission, ...resources];
        };
        const group = "aws:identitystore/groupMembership:GroupMembership";
        assert.deepEqual(read("dev", group, "alice/payments/developer"), [
            "person:alice",
            "aws",
            "dev",
            "developer",
            `dev:PersonAccess/alice:${group}::alice/payments/developer`,
        ]);
        const member = "github:index/membership:Membership";
        assert.deepEqual(read("org", member, "alice").slice(0, 4), [
            "person:alice",
            "github",
            "org/github",
            "member",
        ]);
    });
});
