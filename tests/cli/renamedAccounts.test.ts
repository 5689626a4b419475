import assert from "node:assert/strict";
import { findRenamedAccounts } from "../../cli/runs/renamedAccounts";
import type { ExportedResource } from "../../engine/run";
import { loadRoster } from "../../model/load";
import { tiny } from "./support";

describe("renamed accounts", () => {
    const { roster } = loadRoster(tiny);
    assert.ok(roster);
    const urn = (type: string, name: string) => `urn:pulumi:org::rollcall::${type}::${name}`;
    const component = (name: string, github: object | undefined): ExportedResource => ({
        urn: urn("rollcall:index:PersonAccess", name),
        type: "rollcall:index:PersonAccess",
        custom: false,
        inputs: { ...(github ? { github } : {}) },
    });
    const leaf = (type: string, name: string, person: string): ExportedResource => ({
        urn: urn(type, name),
        type,
        custom: true,
        parent: urn("rollcall:index:PersonAccess", person),
    });
    const membership = "github:index/membership:Membership";
    const teamMembership = "github:index/teamMembership:TeamMembership";
    const find = (...resources: ExportedResource[]) =>
        findRenamedAccounts({ version: 3, deployment: { resources } }, roster);

    it("are those whose id stayed while the login changed, with exactly their leaves", () => {
        assert.deepEqual(
            find(
                component("alice", { id: 11, login: "alice-old" }),
                leaf(membership, "alice", "alice"),
                leaf(teamMembership, "alice/payments", "alice"),
                leaf("aws:identitystore/groupMembership:GroupMembership", "alice/x", "alice"),
                component("bob", { id: 12, login: "bob-tiny" }),
                leaf(membership, "bob", "bob"),
            ),
            [
                {
                    person: "alice",
                    from: "alice-old",
                    to: "alice-tiny",
                    urns: [urn(membership, "alice"), urn(teamMembership, "alice/payments")],
                },
            ],
        );
    });

    it("are found under an earlier key too", () => {
        const [found] = find(
            component("pay", { id: 17, login: "pay-old" }),
            leaf(membership, "pay", "pay"),
        );
        assert.equal(found?.person, "payments");
        assert.deepEqual(found?.urns, [urn(membership, "pay")]);
    });

    it("are not those that differ in case alone, have nothing, left, or are others now", () => {
        assert.deepEqual(
            find(
                component("alice", { id: 11, login: "Alice-Tiny" }),
                leaf(membership, "alice", "alice"),
                component("bob", { id: 12, login: "bob-old" }),
                component("erin", undefined),
                component("victor", { id: 18, login: "vic-old" }),
                leaf(membership, "victor", "victor"),
                component("frank", { id: 99, login: "frank-tiny" }),
                leaf(membership, "frank", "frank"),
            ),
            [],
        );
        assert.deepEqual(findRenamedAccounts({ version: 3, deployment: {} }, roster), []);
    });
});
