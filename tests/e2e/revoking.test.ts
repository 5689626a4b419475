import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { issueToken } from "../../sandbox/vaultTokens";
import { World } from "../../sandbox/world";
import { LeavingHouse, later, noon, type } from "./leavingHouse";

describe("revoking access, and when it may come back", function () {
    this.timeout(300_000);
    const sandbox = new LeavingHouse();
    before("gets the engine, which may have to be built", function () {
        this.timeout(1_800_000);
        return sandbox.provision();
    });
    after(() => sandbox.remove());

    it("a person is revoked by name, including sessions, before any commit", async () => {
        sandbox.restore();
        const world = new World(path.join(sandbox.home, "world"));
        const entity = world.list("vault/entities").find(({ name }) => name === "lea");
        assert.ok(entity);
        await world.transaction((open) => {
            const about = { displayName: "oidc-lea", path: "auth/oidc/login", policies: [] };
            const life = { entityId: entity.id, ttl: 86_400, explicitMaxTtl: 0 };
            issueToken(open, { ...about, ...life }, Date.parse(noon));
        });
        const cody = sandbox.standing().filter((leaf) => leaf.includes(" cody")).length;
        const environment = { ROLLCALL_NOW: noon };
        const outcome = await sandbox.run(["revoke", "lea", "--sandbox", "--json"], environment);
        assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr);
        const { certificates } = JSON.parse(outcome.stdout);
        const byName =
            /^lea was revoked by name at \S+ and has not left: the roster still gives \d+ /;
        assert.deepEqual(
            certificates.map(({ person, verdict }: Record<string, unknown>) => [person, verdict]),
            [["lea", "incomplete"]],
            "everything is gone, and the roster gives it back",
        );
        assert.ok(certificates[0].reasons.some((why: string) => byName.test(why)));
        const anew = await sandbox.run(["certificate", "lea", "--sandbox", "--json"], environment);
        const { verdict, gone, items, reasons } = JSON.parse(anew.stdout);
        assert.deepEqual([anew.code, verdict, gone], [1, "incomplete", true]);
        assert.ok(items.length > 0);
        assert.deepEqual(
            [...new Set(items.map(({ status }: { status: string }) => status))],
            ["revoked"],
        );
        assert.ok(reasons.some((why: string) => byName.test(why)));
        assert.match(outcome.stderr, /still names lea: the next rollcall up gives everything back/);
        assert.match(outcome.stderr, /lea: entity lea, which may log in \(vault\) disabled/);
        assert.deepEqual(
            [await sandbox.foundOf("lea"), world.list("vault/tokens").length],
            [[], 0],
        );
        assert.equal(sandbox.standing().length, cody, "all that is left is Cody's");
        const unknown = await sandbox.run(["revoke", "leah", "--sandbox"], environment);
        assert.equal(unknown.code, 2);
        assert.match(unknown.stderr, /nobody is called "leah"; did you mean "lea"/);
    });

    it("a person revoked by name gets no certificate while nobody can read the roster", async () => {
        sandbox.restore();
        sandbox.edit("roster.yaml", "\nteams:", "\nteams: [");
        const outcome = await sandbox.run(["revoke", "lea", "--sandbox", "--json"], {
            ROLLCALL_NOW: noon,
        });
        const { certificates, refused } = JSON.parse(outcome.stdout);
        assert.deepEqual([outcome.code, certificates], [1, []]);
        assert.match(refused.join(), /no certificate says that anything is gone/);
        assert.ok(!sandbox.standing().some((leaf) => leaf.includes(" lea")));
    });

    it("a person is not proved to be out while one of their leaves cannot be removed", async () => {
        sandbox.restore();
        const type = "github:index/membership:Membership";
        const fault = { operation: "delete", type, match: "lea", error: "502 for ever" };
        const outcome = await sandbox.run(["revoke", "lea", "--sandbox", "--json"], {
            ROLLCALL_NOW: noon,
            ROLLCALL_SANDBOX_FAULTS: JSON.stringify([fault]),
        });
        assert.equal(outcome.code, 1);
        const [lea] = JSON.parse(outcome.stdout).certificates;
        assert.match(lea.reasons.join("\n"), /^still there: membership/m);
    });

    for (const [when, args, mistake] of [
        ["org is run alone", ["revoke", "--stack", "org"], ""],
        [
            "the roster cannot be read",
            ["up"],
            "grants: [{ team: nobody, role: keeper, in: [dev] }]",
        ],
    ] as const) {
        it(`a team that lost the person by hand keeps no membership, when ${when}`, async () => {
            const { world, run } = await withoutTeams(mistake);
            const { stdout, stderr } = await run(args);
            assert.equal(world.read("github/members", "14"), undefined, stdout + stderr);
            assert.deepEqual(
                sandbox.standing().filter((leaf) => /^org \w+ lea/.test(leaf)),
                [],
            );
            if (mistake === "") {
                const [org] = JSON.parse(stdout).stacks;
                assert.deepEqual([org.error, org.failed], [undefined, 0], "all of it is gone");
            }
        });
    }

    it("a team membership does not count as gone while the organisation membership stays", async () => {
        const { run } = await withoutTeams();
        const fault = { operation: "delete", type: type.membership, match: "lea", error: "503" };
        const { code, stdout, stderr } = await run(["revoke", "--stack", "org"], {
            ROLLCALL_SANDBOX_FAULTS: JSON.stringify([fault]),
        });
        assert.equal(code, 1, stdout + stderr);
        const left = sandbox.standing().filter((leaf) => /^org \w+ lea/.test(leaf));
        assert.deepEqual(left, ["org Membership lea"], "the engine forgets the other");
        const [org] = JSON.parse(stdout).stacks;
        // Those of Cody and the team that Mona left went.
        assert.deepEqual([org.revoked, org.failed], [3, 2], stdout + stderr);
        assert.match(org.error, /Membership lea: .*503/);
    });

    /** The commit, after somebody took Lea out of her teams by hand, and the organisation kept her. */
    async function withoutTeams(mistake = "") {
        sandbox.restore();
        sandbox.commit();
        const world = new World(path.join(sandbox.home, "world"));
        await world.transaction((open) => {
            for (const { teamId, accountId } of open.list("github/teamMembers")) {
                if (accountId === 14) open.remove("github/teamMembers", `${teamId}.14`);
            }
        });
        if (mistake) writeFileSync(path.join(sandbox.roster, "mistake.yaml"), `${mistake}\n`);
        const run = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
            sandbox.run([...args, "--sandbox", "--json"], { ROLLCALL_NOW: later, ...environment });
        return { world, run };
    }

    it("a separate job revokes in an environment that the roster no longer names", async () => {
        sandbox.restore();
        sandbox.commit();
        sandbox.edit("roster.yaml", /\n {2}staging:.*/, "");
        sandbox.edit("roster.yaml", "in: [dev, staging, prod]", "in: [dev, prod]");
        sandbox.edit("roster.yaml", "in: [dev, staging, prod]", "in: [dev, prod]");
        const wrong = await sandbox.run(["up", "--stack", "stagin", "--sandbox"]);
        assert.equal(wrong.code, 2, wrong.stderr);
        assert.match(wrong.stderr, /there is no stack "stagin".*did you mean "staging"/s);
        const others = sandbox.standing().filter((leaf) => !leaf.startsWith("staging "));
        const outcome = await sandbox.run(["up", "--stack", "staging", "--sandbox"], {
            ROLLCALL_NOW: later,
        });
        assert.notEqual(outcome.code, 2, outcome.stderr);
        assert.deepEqual(sandbox.standing(), others, outcome.stdout + outcome.stderr);
        const preview = await sandbox.run(["preview", "--stack", "staging", "--sandbox"]);
        assert.equal(preview.code, 2, "there is nothing to be made");
    });

    it("resources that could not be created do not count as a shrunken state", async () => {
        const fresh = new LeavingHouse();
        try {
            const type = "aws:identitystore/groupMembership:GroupMembership";
            const away = [{ operation: "create", type, error: "503" }];
            const faults = { ROLLCALL_SANDBOX_FAULTS: JSON.stringify(away) };
            const first = await fresh.up({ ROLLCALL_NOW: noon, ...faults }, { code: 1 });
            const sum = (counts: readonly number[]) =>
                counts.reduce((one, other) => one + other, 0);
            const missing = sum([...first.values()].map(({ failed }) => failed));
            assert.ok(missing > 0);
            const second = await fresh.up({ ROLLCALL_NOW: noon });
            assert.equal(sum([...second.values()].map(({ created }) => created)), missing);
        } finally {
            await fresh.remove();
        }
    });

    it("a denial stands until the last session has ended, and is then removed", async () => {
        sandbox.restore();
        sandbox.commit();
        // Cody's own end stood there before, with its date.
        const denied = () =>
            new World(path.join(sandbox.home, "world"))
                .list("aws/inlinePolicies")
                .filter(({ document }) => /"Deny"/.test(JSON.stringify(document)))
                .filter(({ document }) => !/DateGreaterThan/.test(JSON.stringify(document))).length;
        assert.equal(denied(), 0);
        await sandbox.up({ ROLLCALL_NOW: later });
        assert.equal(denied(), 3);
        await sandbox.up({ ROLLCALL_NOW: "2026-12-02T13:59:00Z" });
        assert.equal(denied(), 3);
        await sandbox.up({ ROLLCALL_NOW: "2026-12-02T14:00:00Z" });
        assert.equal(denied(), 0);
    });

    it("a denial outlasts a membership that is removed only after its time", async () => {
        sandbox.restore();
        sandbox.commit();
        const denied = () =>
            new World(path.join(sandbox.home, "world"))
                .list("aws/inlinePolicies")
                .filter(({ document }) => /"Deny"/.test(JSON.stringify(document)))
                .filter(({ document }) => !/DateGreaterThan/.test(JSON.stringify(document))).length;
        const type = "aws:identitystore/groupMembership:GroupMembership";
        const stuck = [{ operation: "delete", type, error: "503" }];
        const faults = { ROLLCALL_SANDBOX_FAULTS: JSON.stringify(stuck) };
        await sandbox.run(["up", "--sandbox"], { ROLLCALL_NOW: later, ...faults });
        assert.equal(denied(), 3);
        // They go now, so that a session may have been opened a minute ago.
        await sandbox.run(["up", "--sandbox"], { ROLLCALL_NOW: "2026-12-02T14:00:00Z" });
        assert.equal(denied(), 3);
        await sandbox.run(["up", "--sandbox"], { ROLLCALL_NOW: "2026-12-02T14:05:00Z" });
        assert.equal(denied(), 3);
        await sandbox.run(["up", "--sandbox"], { ROLLCALL_NOW: "2026-12-03T03:00:00Z" });
        assert.equal(denied(), 0);
    });
});
