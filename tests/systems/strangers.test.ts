import assert from "node:assert/strict";
import { createAwsReader } from "../../systems/aws";
import { createGitHubReader } from "../../systems/github";
import { subjectOf } from "../../systems/subject";
import type { AccessReader } from "../../systems/system";
import { createVaultReader } from "../../systems/vault";
import { organization as center, fault, group, startAws } from "./fakeAws";
import { startGitHub } from "./fakeGitHub";
import type { FakeServer } from "./fakeServer";
import { startVault } from "./fakeVault";
import { organization } from "./gitHubState";
import { acme } from "./organization";

const roster = acme();
const everybody = [...roster.people.values(), ...roster.leavers.values()];
const known = everybody.map((somebody) => subjectOf(roster, somebody));
const accessor = roster.organization.vault?.login.accessor ?? "";

async function linesOf(reader: AccessReader): Promise<string[]> {
    const found = await reader.strangers(known);
    return found
        .map(({ kind, stack, target, permission, account }) =>
            [account, kind, stack, target, permission].join(" | "),
        )
        .sort();
}

describe("accounts that the roster does not know", () => {
    let server: FakeServer;
    afterEach(() => server.close());

    async function inGitHub(change: (state: ReturnType<typeof organization>) => void) {
        const state = organization();
        change(state);
        server = await startGitHub(state);
        const asked = { token: "ghp_canary", baseUrl: server.url, second: 5 };
        return linesOf(createGitHubReader(roster, asked));
    }

    it("are none in an organisation with only the roster's, even if one was renamed", async () => {
        const lines = await inGitHub((state) => {
            const alice = state.users.find(({ id }) => id === 5000001);
            if (alice) alice.login = "somebody-new";
            state.invitations.push(
                { id: 1, login: "somebody-new", email: null },
                { id: 2, login: null, email: "Kim@Partner.example" },
            );
        });
        assert.deepEqual(lines, []);
    });

    it("are members, owners, invitees and outside collaborators, by id", async () => {
        const lines = await inGitHub((state) => {
            state.users.push(
                { id: 66, login: "mallory" },
                { id: 67, login: "oscar" },
                { id: 68, login: "trudy" },
            );
            state.members.push(66);
            state.admins.push(67);
            state.outsiders.push(68, 5000001);
            state.invitations.push(
                { id: 1, login: "trudy", email: null },
                { id: 2, login: null, email: "who@else.example" },
            );
        });
        assert.deepEqual(lines, [
            "mallory (66) | membership | org | org/github | member",
            "oscar (67) | membership | org | org/github | owner",
            "trudy (68) | invitation | org | org/github | member",
            "trudy (68) | outside collaborator | org | org/github | outside collaborator",
            "who@else.example | invitation | org | org/github | member",
        ]);
    });

    it("are users in Rollcall's groups of Identity Center, however many lists", async () => {
        const state = center();
        const before = state.users.length;
        state.users.push(
            { id: "u-mallory", userName: "mallory", email: "mallory@acme.example" },
            { id: "u-new", userName: "not-kim", email: "KIM@partner.example" },
        );
        state.groups.push(
            group("g-8", "staging.payments.developer", ["u-mallory", "u-new", "u-gone"]),
            group("g-9", "Visitors", ["u-mallory"]),
        );
        assert.ok(before > 0);
        const aws = await startAws(state);
        server = aws;
        let calls = 0;
        aws.intercept = (action) => {
            calls += 1;
            return /Describe|GetUserId/.test(action) ? fault("Unexpected", action) : undefined;
        };
        const credentials = { accessKeyId: "AKIA", secretAccessKey: "S" };
        const lines = await linesOf(
            createAwsReader(roster, { credentials, endpoint: aws.url, second: 5 }),
        );
        assert.deepEqual(lines, [
            "a user (u-gone) | group membership | staging | staging | developer",
            "mallory (u-mallory) | group membership | staging | staging | developer",
        ]);
        assert.ok(calls < 20, `${calls} calls`);
    });

    it("are entities in Rollcall's groups of Vault", async () => {
        const entity = { disabled: false, policies: [] };
        const alias = (name: string) => [{ name, mount_accessor: accessor }];
        const made = (id: string, name: string, aliases = alias(`${name}@acme.example`)) => ({
            ...entity,
            id,
            name,
            aliases,
        });
        const internal = { type: "internal" };
        server = await startVault({
            accessor,
            entities: [
                made("e-1", "alice"),
                made("e-2", "entity_4711", alias("ERIN@acme.example")),
                made("e-3", "mallory"),
                made("e-4", "oscar", [{ name: "erin@acme.example", mount_accessor: "other" }]),
            ],
            groups: [
                {
                    ...internal,
                    id: "g-1",
                    name: "dev.payments.developer",
                    member_entity_ids: ["e-1", "e-2", "e-3", "e-4", "e-9"],
                },
                { ...internal, id: "g-2", name: "everybody", member_entity_ids: ["e-3"] },
            ],
            tokens: [],
        });
        const vault = { ...roster.organization.vault, address: server.url };
        const moved = { ...roster, organization: { ...roster.organization, vault } };
        const reader = createVaultReader(moved as typeof roster, { token: "hvs.x", second: 5 });
        assert.deepEqual(await linesOf(reader), [
            "an entity (e-9) | group | dev | dev | developer",
            "mallory (e-3) | group | dev | dev | developer",
            "oscar (e-4) | group | dev | dev | developer",
        ]);
    });
});
