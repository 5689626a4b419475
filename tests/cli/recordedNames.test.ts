import assert from "node:assert/strict";
import { createInvocation } from "../../cli/invocation";
import type { Mode } from "../../cli/mode";
import type { Opened } from "../../cli/runs/prepare";
import { withRecordedNames } from "../../cli/runs/recordedNames";
import { RepositoryNames } from "../../cli/runs/repositoryNames";
import type { ExportedResource } from "../../engine/run";
import { componentType, token } from "../../planners/resources";
import { type FakeServer, serve } from "../systems/fakeServer";
import { fakeIo, tiny } from "./support";

type Known = Parameters<typeof withRecordedNames>[3];
const urn = (type: string, name: string) => `urn:pulumi:org::rollcall::${type}::${name}`;

describe("names of what org has on record and the roster does not say", () => {
    let github: FakeServer;
    let down = false;
    before(async () => {
        const answers: Readonly<Record<string, unknown>> = {
            "orgs/tiny/members": [{ id: 12, login: "bob-now" }],
            "user/11": { id: 11, login: "alice-now" },
            "orgs/tiny": { id: 1, public_repos: 0, total_private_repos: 3 },
            "orgs/tiny/repos": [{ id: 101, name: "checkout-now" }],
            "repositories/102": { id: 102, name: "books", owner: { login: "elsewhere" } },
        };
        github = await serve(({ path }) => {
            if (down) return { status: 403, body: { message: "Forbidden" } };
            const body = answers[path.replace("/api/v3/", "")];
            return body ? { body } : { status: 404, body: {} };
        });
    });
    after(() => github.close());
    beforeEach(() => {
        down = false;
    });

    const provider = (owner: string): ExportedResource => ({
        urn: urn("pulumi:providers:github", owner),
        type: "pulumi:providers:github",
        custom: true,
        inputs: { owner, baseUrl: github.url },
    });
    const account = (key: string, id: number): ExportedResource => ({
        urn: urn(componentType.PersonAccess, key),
        type: componentType.PersonAccess,
        custom: false,
        inputs: { github: { id, login: `${key}-tiny` } },
    });
    const leaf = (name: string): ExportedResource => ({
        urn: urn(token.collaborator, name),
        type: token.collaborator,
        custom: true,
    });
    const recorded = () => [
        provider("tiny"),
        ...[account("alice", 11), account("bob", 12), account("gone", 13)],
        ...[leaf("alice/101"), leaf("alice/102"), leaf("bob/103")],
    ];
    const notes: string[] = [];
    const nothing = { people: [], repositories: undefined };
    const resolve = (
        resources: readonly ExportedResource[],
        {
            mode = "live",
            stack = "org",
            known = nothing,
            roster,
        }: { mode?: Mode; stack?: string; known?: Known; roster?: object } = {},
    ) => {
        notes.length = 0;
        const io = { ...fakeIo({ environment: { GITHUB_TOKEN: "ghp_x" } }) };
        const invocation = createInvocation(io, { roster: tiny, color: false });
        const noting = { ...invocation, note: (text: string) => void notes.push(text) };
        const state = { version: 3, deployment: { resources: [...resources] } };
        const opened = { mode, judged: { roster } } as unknown as Opened;
        return withRecordedNames(noting, opened, [{ stack, state }], known);
    };

    it("are those of the ids: of people, and of repositories, wherever they are", async () => {
        const { people, repositories } = await resolve(recorded());
        assert.deepEqual(
            people.map(({ key, github }) => [key, github]),
            [
                ["alice", { id: 11, login: "alice-now" }],
                ["bob", { id: 12, login: "bob-now" }],
                // An account that is to be seen no more keeps the login by which it was known.
                ["gone", { id: 13, login: "gone-tiny" }],
            ],
        );
        assert.deepEqual(
            [101, 102, 103].map((id) => [repositories?.nameOf(id), repositories?.find(id)?.owner]),
            [
                ["checkout-now", "tiny"],
                [undefined, "elsewhere"],
                [undefined, undefined],
            ],
        );
        assert.match(repositories?.hidden ?? "", /1 of the organisation's 3 repositories/);
    });

    it("are asked for only of those that a roster which can be read does not name", async () => {
        const repositories = new RepositoryNames("tiny", []);
        const bob = { key: "bob", github: { id: 12, login: "bob-known" } };
        const alice = { key: "alice-new-key", github: { id: 11, login: "alice-known" } };
        const before = github.asked.length;
        const some = await resolve(recorded(), {
            roster: {},
            known: { people: [bob, alice], repositories },
        });
        assert.deepEqual(some.people.slice(0, 2), [bob, alice]);
        assert.deepEqual(
            some.people.slice(2).map(({ key }) => key),
            ["gone"],
        );
        assert.equal(some.repositories, repositories);
        const asked = github.asked.slice(before).map(({ path }) => path.replace("/api/v3/", ""));
        assert.deepEqual(asked, ["orgs/tiny/members", "user/13"]);
        const all = { key: "gone", github: { id: 13, login: "gone-known" } };
        const known = { people: [bob, alice, all], repositories };
        assert.deepEqual(await resolve(recorded(), { roster: {}, known }), known);
        assert.equal(github.asked.length, before + 2);
        // Of a roster that cannot be read, what it names was looked up by nobody.
        const unread = await resolve(recorded(), { known: { ...nothing, people: [alice] } });
        const byId = new Map(unread.people.map(({ github }) => [github?.id, github?.login]));
        assert.equal(byId.get(11), "alice-now");
    });

    it("are not known, and that is said, if GitHub does not tell them or there are two organisations", async () => {
        down = true;
        const refused = await resolve(recorded());
        assert.deepEqual([refused.people, refused.repositories], [[], undefined]);
        assert.match(notes.join(), /^names on record were not looked up: .*403/);
        down = false;
        const two = await resolve([...recorded(), provider("other")]);
        assert.deepEqual([two.people, two.repositories], [[], undefined]);
        assert.match(notes.join(), /providers of several organisations/);
    });

    it("are asked of nobody for the sandbox, for another stack, or without a provider", async () => {
        const before = github.asked.length;
        await resolve(recorded(), { mode: "sandbox" });
        await resolve(recorded(), { stack: "prod" });
        await resolve(recorded().slice(1));
        assert.equal(github.asked.length, before);
        assert.deepEqual(notes, []);
    });
});
