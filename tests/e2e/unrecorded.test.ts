import assert from "node:assert/strict";
import * as path from "node:path";
import { token } from "../../planners/resources";
import { World } from "../../sandbox/world";
import { engine, Sandbox } from "./sandbox";

const noon = "2026-11-30T12:00:00Z";

/** What the next run does with a leaf that is there and that no state has. */
const leafTypes = {
    // One call both makes it and changes it: the next run takes over what is there.
    [token.membership]: "taken over",
    [token.teamMembership]: "taken over",
    [token.teamRepository]: "taken over",
    [token.collaborator]: "taken over",
    [token.vaultGroupMembers]: "taken over",
    [token.workloadJwtRole]: "taken over",
    [token.githubSecret]: "taken over",
    // These are made once: the next run says that they are there, and touches nothing.
    [token.groupMembership]: "refused",
    [token.assignment]: "refused",
    [token.workloadRole]: "refused",
} as const;

/** How many of each there are, whoever made them. */
const inWorld: Readonly<Record<keyof typeof leafTypes, (world: World) => number>> = {
    [token.membership]: (world) => world.list("github/members").length,
    [token.teamMembership]: (world) => world.list("github/teamMembers").length,
    [token.teamRepository]: (world) => world.list("github/teamRepositories").length,
    [token.collaborator]: (world) => world.list("github/collaborators").length,
    [token.vaultGroupMembers]: (world) =>
        world.list("vault/groups").flatMap(({ memberEntityIds }) => memberEntityIds).length,
    [token.workloadJwtRole]: (world) => world.list("vault/jwtRoles").length,
    [token.githubSecret]: (world) => world.list("github/environmentSecrets").length,
    [token.groupMembership]: (world) => world.list("aws/groupMemberships").length,
    [token.assignment]: (world) => world.list("aws/accountAssignments").length,
    [token.workloadRole]: (world) => world.list("aws/iamRoles").length,
};

describe("a leaf that was created but not recorded, on the real engine", function () {
    this.timeout(300_000);
    const sandbox = new Sandbox(path.join(__dirname, "fixtures/house"));
    before("gets the engine, which may have to be built", async function () {
        this.timeout(1_800_000);
        await engine();
        sandbox.edit(
            "roster.yaml",
            "\nservices:",
            "\n  - { person: mona, role: keeper, services: [lamp], in: [dev] }\nservices:",
        );
        sandbox.edit(
            "roster.yaml",
            /$/,
            "secrets:\n  oven-key: { service: stove, in: [dev], kind: generated, rotateEvery: 30d, " +
                "deliver: { github: OVEN_KEY }, reason: the oven has no OIDC }\n",
        );
    });
    after(() => sandbox.remove());

    async function up(code: 0 | 1, environment: NodeJS.ProcessEnv = {}) {
        const outcome = await sandbox.run(["up", "--sandbox", "--json"], {
            ROLLCALL_NOW: noon,
            ...environment,
        });
        assert.equal(outcome.code, code, outcome.stdout + outcome.stderr);
        return { ...JSON.parse(outcome.stdout), stderr: outcome.stderr };
    }

    interface Failure {
        readonly stack: string;
        readonly name: string;
        readonly why: string;
    }

    /** What failed in a run, by its type. */
    function failuresOf({ stacks }: { stacks: { stack: string; error?: string }[] }) {
        const failures = stacks.flatMap(({ stack, error = "" }) =>
            error.split("\n").flatMap((line): [string, Failure][] => {
                const [, type, name, why] = /^([^ ]+) ([^ ]+): (.*)$/.exec(line) ?? [];
                return type && name && why ? [[type, { stack, name, why }]] : [];
            }),
        );
        return new Map(failures);
    }

    /** How many leaves of a type all states have, and how many there are in the world. */
    function countsOf(type: keyof typeof inWorld): { recorded: number; there: number } {
        const world = new World(path.join(sandbox.home, "world"));
        const states = ["org", "dev", "staging", "prod"].map((stack) => sandbox.resources(stack));
        const leaves = states.flatMap((state) => [...state.values()]);
        const recorded = leaves.filter((leaf) => leaf.type === type).length;
        return { recorded, there: inWorld[type](world) };
    }

    it("is adopted by the next run, or reported as existing: nothing is created twice", async () => {
        const faults = Object.keys(leafTypes).map((type) => ({
            type,
            operation: "create",
            when: "after",
            error: "cut off",
            times: 1,
        }));
        const first = failuresOf(await up(1, { ROLLCALL_SANDBOX_FAULTS: JSON.stringify(faults) }));
        assert.deepEqual(
            [...first.keys()].sort(),
            Object.keys(leafTypes).sort(),
            "each was cut off",
        );
        const second = failuresOf(await up(1));
        for (const [type, what] of Object.entries(leafTypes)) {
            const why = second.get(type)?.why;
            if (what === "taken over") assert.equal(why, undefined, type);
            else assert.match(why ?? "", /already exists/i, type);
            const { stack, name } = first.get(type) ?? { stack: "", name: "" };
            const own = [...sandbox.resources(stack).keys()].filter((urn) =>
                urn.endsWith(`${type}::${name}`),
            );
            assert.equal(own.length, what === "taken over" ? 1 : 0, `${type} ${name} in ${stack}`);
        }
        for (const type of Object.keys(inWorld) as (keyof typeof inWorld)[]) {
            const { recorded, there } = countsOf(type);
            // What was refused is there too, and in no state.
            assert.equal(there, recorded + (leafTypes[type] === "refused" ? 1 : 0), type);
            assert.ok(there > 0, type);
        }
    });

    it("is removed when its person leaves, although no state has it", async () => {
        const world = new World(path.join(sandbox.home, "world"));
        const users = new Map(world.list("aws/users").map((user) => [user.userId, user.userName]));
        const groups = new Map(
            world.list("aws/groups").map((each) => [each.groupId, each.displayName]),
        );
        const holdings = () =>
            world.list("aws/groupMemberships").map(({ groupId, userId }) => ({
                person: users.get(userId) ?? "",
                group: groups.get(groupId) ?? "",
            }));
        const recorded = ["dev", "staging", "prod"].flatMap((stack) =>
            [...sandbox.resources(stack).keys()]
                .filter((urn) => urn.includes(token.groupMembership))
                .map((urn) => `${stack}.${urn.split("::").at(-1)?.replace(/[/:]/g, ".")}`),
        );
        // Stacks run beside each other: whose leaf was cut off in which of them is a matter of chance.
        const unrecorded = holdings().filter(({ person, group }) => {
            const [stack, ...holder] = group.split(".");
            return !recorded.includes([stack, person, ...holder].join("."));
        });
        assert.equal(unrecorded.length, 1, JSON.stringify(unrecorded));
        const [{ person, group } = { person: "", group: "" }] = unrecorded;
        const left = await sandbox.run(["leave", person], { ROLLCALL_NOW: noon });
        assert.equal(left.code, 0, left.stderr);
        const { stderr } = await up(1);
        assert.match(stderr, new RegExp(`${person}: group ${group} \\(aws\\) removed`));
        assert.ok(!holdings().some((each) => each.person === person && each.group === group));
    });
});
