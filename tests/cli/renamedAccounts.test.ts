import assert from "node:assert/strict";
import { findRenamedAccounts, withNewLogins } from "../../cli/runs/renamedAccounts";
import type { ExportedResource, StackExport } from "../../engine/run";
import { loadRoster } from "../../model/load";
import { tiny } from "./support";

const membership = "github:index/membership:Membership";
const teamMembership = "github:index/teamMembership:TeamMembership";

function urn(type: string, name: string): string {
    return `urn:pulumi:org::rollcall::${type}::${name}`;
}

function component(name: string, github?: object): ExportedResource {
    return {
        urn: urn("rollcall:index:PersonAccess", name),
        type: "rollcall:index:PersonAccess",
        custom: false,
        inputs: { ...(github ? { github } : {}) },
    };
}

function leaf(type: string, name: string, username: string, id = username): ExportedResource {
    return {
        urn: urn(type, name),
        type,
        custom: true,
        id,
        parent: urn("rollcall:index:PersonAccess", name.split("/")[0] ?? ""),
        inputs: { username, role: "member" },
        outputs: { id, username, role: "member", etag: "W/1" },
    };
}

function stateOf(...resources: ExportedResource[]): StackExport {
    return { version: 3, deployment: { resources } };
}

const { roster } = loadRoster(tiny);
assert.ok(roster);
const people = [...roster.people.values(), ...roster.leavers.values()];

describe("renamed accounts", () => {
    it("are those whose login changed while the id stayed, with exactly their leaves", () => {
        const state = stateOf(
            component("alice", { id: 11, login: "alice-old" }),
            leaf(membership, "alice", "alice-old"),
            leaf(teamMembership, "alice/payments", "alice-old"),
            leaf("aws:identitystore/groupMembership:GroupMembership", "alice/x", "alice-old"),
            component("bob", { id: 12, login: "bob-tiny" }),
            leaf(membership, "bob", "bob-tiny"),
        );
        assert.deepEqual(findRenamedAccounts(state, people), [
            {
                person: "alice",
                from: "alice-old",
                to: "alice-tiny",
                urns: [urn(membership, "alice"), urn(teamMembership, "alice/payments")],
            },
        ]);
    });

    it("are found under a former key too, and among leavers", () => {
        const state = stateOf(
            component("pay", { id: 17, login: "pay-old" }),
            leaf(membership, "pay", "pay-old"),
            component("victor", { id: 18, login: "vic-old" }),
            leaf(membership, "victor", "vic-old"),
        );
        assert.deepEqual(
            findRenamedAccounts(state, people).map(({ person, urns }) => [person, urns]),
            [
                ["payments", [urn(membership, "pay")]],
                ["victor", [urn(membership, "victor")]],
            ],
        );
    });

    it("exclude those that differ only in case, have nothing, or now belong to others", () => {
        const state = stateOf(
            component("alice", { id: 11, login: "Alice-Tiny" }),
            leaf(membership, "alice", "Alice-Tiny"),
            component("bob", { id: 12, login: "bob-old" }),
            component("erin"),
            component("frank", { id: 99, login: "frank-tiny" }),
            leaf(membership, "frank", "frank-tiny"),
        );
        assert.deepEqual(findRenamedAccounts(state, people), []);
        assert.deepEqual(findRenamedAccounts({ version: 3, deployment: {} }, people), []);
    });

    it("have their leaves removed under the new login, and everything else stays", () => {
        const kept = leaf(membership, "alice", "alice-old", "tiny:alice-old");
        const lost = leaf(teamMembership, "alice/payments", "alice-old", "4700001:alice-old");
        const state = stateOf(component("alice", { id: 11, login: "alice-old" }), kept, lost);
        const renamed = findRenamedAccounts(state, people);
        const next = withNewLogins(state, renamed, new Set([lost.urn]));
        assert.deepEqual(
            next,
            stateOf(component("alice", { id: 11, login: "alice-old" }), kept, {
                ...lost,
                id: "4700001:alice-tiny",
                inputs: { username: "alice-tiny", role: "member" },
                outputs: {
                    id: "4700001:alice-tiny",
                    username: "alice-tiny",
                    role: "member",
                    etag: "W/1",
                },
            }),
        );
        assert.ok(next);
        // What could not be deleted is not taken for one of the old login, which is read back.
        assert.deepEqual(findRenamedAccounts(next, people)[0]?.urns, [kept.urn]);
    });

    it("leave the state alone if they lose nothing", () => {
        const state = stateOf(
            component("alice", { id: 11, login: "alice-old" }),
            leaf(membership, "alice", "alice-old"),
            leaf(membership, "bob", "bob-tiny"),
        );
        const renamed = findRenamedAccounts(state, people);
        assert.equal(withNewLogins(state, renamed, new Set([urn(membership, "bob")])), undefined);
        assert.equal(withNewLogins(state, [], new Set([urn(membership, "alice")])), undefined);
    });
});
