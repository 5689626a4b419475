import assert from "node:assert/strict";
import fc from "fast-check";
import { github } from "../../sandbox/providers/github";
import { EngineClient, newWorld, type Resource, seed } from "./engineClient";

const membership = "github:index/membership:Membership";
const team = "github:index/team:Team";
const teamMembership = "github:index/teamMembership:TeamMembership";

describe("sandbox GitHub, after any sequence of changes", () => {
    const logins = seed.accounts.map(({ login }) => login);

    it("never refers to a team or member that does not exist", async () => {
        const step = fc.record({
            what: fc.constantFrom("join", "leave", "enter", "exit", "drop"),
            login: fc.constantFrom(...logins),
        });
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
                const engine = await EngineClient.start(github, { world: await newWorld() });
                try {
                    for (const { what, login } of steps) await perform(engine, what, login);
                    assertWhole(engine);
                } finally {
                    engine.stop();
                }
            }),
            { numRuns: 25 },
        );
    });
});

async function perform(engine: EngineClient, what: string, login: string): Promise<void> {
    const named = { username: login };
    const teamInputs = { name: "t", privacy: "closed" };
    const resource = (type: string, id: string): Resource => ({
        type,
        name: login,
        id,
        inputs: {},
        state: {},
        secrets: [],
    });
    const [held] = engine.world.list("github/teams");
    const id = held === undefined ? undefined : String(held.id);
    if (what === "join") await engine.create(membership, login, named);
    if (what === "leave") await engine.delete(resource(membership, `acme:${login}`));
    if (what === "drop" && id !== undefined) await engine.delete(resource(team, id));
    if (what === "enter") {
        const teamId = id ?? (await engine.create(team, "t", teamInputs)).id;
        await engine.create(teamMembership, `${login}/t`, { ...named, teamId });
    }
    if (what === "exit" && id !== undefined) {
        await engine.delete(resource(teamMembership, `${id}:${login}`)).catch((error: Error) => {
            assert.match(error.message, /404/);
        });
    }
}

function assertWhole({ world }: EngineClient): void {
    for (const { teamId, accountId, state } of world.list("github/teamMembers")) {
        assert.ok(world.read("github/teams", teamId));
        const member = world.read("github/members", accountId);
        assert.ok(member);
        assert.equal(state, member.state);
    }
}
