import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { engine, Sandbox } from "./sandbox";

const house = path.join(__dirname, "fixtures/house");
const day = "2026-11-30T12:00:00Z";
const newYear = "2027-01-01T12:00:00Z";

/** Of thirty people, the last twelve have a contract until the end of the year. */
const crowd = Array.from({ length: 30 }, (_, each) => `p${each + 10}`);
const contract = (each: number) => (each >= 18 ? ", until: 2026-12-31" : "");

describe("the limits on what a change may remove", function () {
    this.timeout(300_000);
    const sandbox = new Sandbox(house);
    const file = path.join(sandbox.roster, "roster.yaml");
    let restore: () => void;
    before("gets the engine, which may have to be built", async function () {
        this.timeout(1_800_000);
        await engine();
        write(crowd);
        git("init", "--quiet");
        land("everybody is there");
        await sandbox.up({ ROLLCALL_NOW: day });
        restore = sandbox.snapshot();
    });
    beforeEach(() => restore());
    after(() => sandbox.remove());

    function write(people: readonly string[]): void {
        const lines = people.map(
            (key, each) =>
                `  ${key}: { name: Person ${key}, email: ${key}@house.example, ` +
                `github: { login: ${key}-house, id: ${100 + crowd.indexOf(key)} }${contract(each)} }`,
        );
        const text = readFileSync(path.join(house, "roster.yaml"), "utf8")
            .replace("\nteams:", `\n${lines.join("\n")}\nteams:`)
            .replace("members: [owen]", `members: [owen, ${people.join(", ")}]`)
            .replace(", until: 2026-12-01 }", " }");
        writeFileSync(file, text);
    }

    function git(...args: string[]): string {
        const who = ["-c", "user.name=test", "-c", "user.email=test@house.example"];
        return execFileSync("git", [...who, ...args], { cwd: sandbox.folder })
            .toString()
            .trim();
    }

    function land(message: string): string {
        git("add", "roster");
        git("commit", "--quiet", "--allow-empty", "--message", message);
        return git("rev-parse", "HEAD");
    }

    const leaves = () =>
        ["org", "dev", "staging", "prod"].flatMap((stack) =>
            [...sandbox.resources(stack).keys()]
                .filter((urn) => urn.includes("PersonAccess$"))
                .sort(),
        );

    type Resources = { readonly urn: string }[];

    function rewriteState(stack: string, change: (resources: Resources) => Resources): void {
        const state = path.join(sandbox.home, `state/.pulumi/stacks/rollcall/${stack}.json`);
        const content = JSON.parse(readFileSync(state, "utf8"));
        const { latest } = content.checkpoint;
        latest.resources = change(latest.resources);
        writeFileSync(state, JSON.stringify(content));
    }

    async function up(now: string, code: 0 | 1) {
        const outcome = await sandbox.run(["up", "--sandbox", "--json"], { ROLLCALL_NOW: now });
        assert.equal(outcome.code, code, `${outcome.stdout}\n${outcome.stderr}`);
        return JSON.parse(outcome.stdout);
    }

    for (const [what, change] of [
        [
            "an emptied people file",
            (text: string) => text.replace(/people:[\s\S]*?\nteams:/, "people: {}\nteams:"),
        ],
        ["a file that was cut off", (text: string) => text.slice(0, text.indexOf("p20:") + 30)],
    ] as const) {
        it(`${what} removes nothing`, async () => {
            const before = leaves();
            writeFileSync(file, change(readFileSync(file, "utf8")));
            await up(day, 1);
            assert.deepEqual(leaves(), before);
        });
    }

    it("a roster from a wrong branch, with 60 % fewer people, removes nothing", async () => {
        const before = leaves();
        write(crowd.slice(0, 12));
        const { refused } = await up(day, 1);
        assert.deepEqual(leaves(), before);
        assert.match(refused.join("\n"), /org: 18 of 36 organisation memberships would be removed/);
    });

    it("reviewers stay if more environments would lose them than one run may open", async () => {
        rewriteState("org", (resources) => {
            const real = resources.find(({ urn }) =>
                /:RepositoryEnvironment::stove\/prod$/.test(urn),
            );
            assert.ok(real);
            const more = Array.from({ length: 6 }, (_, each) => ({
                ...real,
                urn: real.urn.replace("stove", `oven${each}`),
            }));
            return [...resources, ...more];
        });
        const { refused } = await up(day, 1);
        assert.deepEqual(
            refused.map((why: string) => why.replace(/;.*/, "")),
            [
                "org: 6 of 7 reviewers would be removed, and one run may remove 5 (a share of 0.25, or 5)",
            ],
        );
        assert.match(refused[0], /commit `removals: \{ grants: 0\.86 \}` under `rules` first/);
    });

    it("a change cannot raise the limit for its own removals", async () => {
        const before = leaves();
        write(crowd.slice(0, 12));
        writeFileSync(
            file,
            `${readFileSync(file, "utf8")}rules:\n  removals: { people: 1, grants: 1 }\n`,
        );
        await up(day, 1);
        assert.deepEqual(leaves(), before);
    });

    it("ends are carried out, even if 40 % of the people leave on one day", async () => {
        const before = leaves().length;
        await up(newYear, 0);
        // Membership, team, and what the team gives in dev, in AWS and in Vault.
        assert.equal(before - leaves().length, 12 * 4);
    });

    it("an end in the past that the change itself introduces counts as a removal", async () => {
        const before = leaves();
        sandbox.edit(
            "roster.yaml",
            /owen, ([^\]]*)\]/,
            (_: string, keys: string) =>
                `owen, ${keys
                    .split(", ")
                    .map((key) => `{ person: ${key}, until: 2026-11-29 }`)
                    .join(", ")}]`,
        );
        const { refused } = await up(day, 1);
        assert.match(refused.join("\n"), /org: 30 of 36 team memberships would be removed/);
        assert.deepEqual(leaves(), before);
    });

    it("what was revoked by name does not count as a shrunken state once there is a tombstone", async () => {
        const many = crowd.slice(0, 20);
        const named = await sandbox.run(["revoke", ...many, "--sandbox"], { ROLLCALL_NOW: day });
        assert.equal(named.code, 0, named.stderr);
        const outcome = await up(day, 0);
        assert.equal(outcome.refused, undefined);
    });

    it("an older commit gives a leaver nothing, even in a stack with nothing to lose", async () => {
        const first = git("rev-parse", "HEAD");
        sandbox.edit(
            "roster.yaml",
            "members: [owen, p10,",
            "members: [owen, { person: p10, from: 2026-12-01 },",
        );
        const access = land("p10 is to have dev");
        sandbox.edit("roster.yaml", /\n {2}p10:.*/, "");
        sandbox.edit("roster.yaml", "{ person: p10, from: 2026-12-01 },", "");
        sandbox.edit(
            "roster.yaml",
            "\nteams:",
            "\nleavers:\n  p10: { name: Person p10, left: 2026-11-29, " +
                "github: { login: p10-house, id: 100 } }\nteams:",
        );
        land("p10 leaves");
        const revoked = await sandbox.run(["revoke", "--sandbox"], { ROLLCALL_NOW: day });
        assert.equal(revoked.code, 0, revoked.stdout + revoked.stderr);
        git("checkout", "--quiet", access);
        for (const stack of ["dev", "staging", "prod"]) {
            const late = await sandbox.run(["up", "--sandbox", "--stack", stack], {
                ROLLCALL_NOW: "2026-12-02T12:00:00Z",
            });
            assert.equal(late.code, 1, stack);
            assert.match(late.stdout, /does not contain/);
        }
        git("checkout", "--quiet", first);
        git("checkout", "--quiet", "-");
    });

    it("a state that shrank by itself stops the run, which says how to proceed", async () => {
        rewriteState("dev", (resources) =>
            resources.filter(({ urn }) => !/PersonAccess\$.*::p\d/.test(urn)),
        );
        const { refused } = await up(day, 1);
        assert.match(refused.join("\n"), /^dev: the state has \d+ role memberships, and had \d+/);
    });

    it("an older commit applied late is refused entirely, and the leaver stays out", async () => {
        const first = git("rev-parse", "HEAD");
        const tombstone =
            "leavers:\n  p10: { name: Person p10, left: 2026-11-29, " +
            "github: { login: p10-house, id: 100 } }\nteams:";
        sandbox.edit("roster.yaml", /\n {2}p10:.*/, "");
        sandbox.edit("roster.yaml", "owen, p10,", "owen,");
        sandbox.edit("roster.yaml", "\nteams:", `\n${tombstone}`);
        land("p10 leaves");
        await up(day, 0);
        const without = leaves();
        assert.ok(!without.some((urn) => /::p10(\/|$)/.test(urn)));
        git("checkout", "--quiet", first);
        const { refused } = await up(day, 1);
        assert.match(refused.join("\n"), /org: commit \w{12} does not contain \w{12}/);
        assert.deepEqual(leaves(), without);
        // The program itself refuses, so that the engine by hand does too.
        const preview = await sandbox.run(["preview", "--sandbox"], { ROLLCALL_NOW: day });
        assert.equal(preview.code, 1);
        assert.match(preview.stdout, /does not contain/);
        git("checkout", "--quiet", "-");
        await up(day, 0);
    });
});
