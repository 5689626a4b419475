import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { issueToken } from "../../sandbox/vaultTokens";
import { World } from "../../sandbox/world";
import { engine, root, Sandbox } from "./sandbox";

const tiny = path.join(root, "tests/cli/roster");
const day = "2026-12-01T12:00:00Z";
const nextDay = "2026-12-02T12:00:00Z";
const newYear = "2027-01-01T12:00:00Z";
const later = "2027-01-03T12:00:00Z";

interface Line {
    readonly person: string;
    readonly verdict: string;
    readonly file: string;
    readonly reasons: readonly string[];
    readonly openUntil?: string;
}

describe("leaver certificates, on the real engine with the sandbox", function () {
    this.timeout(240_000);
    const sandbox = new Sandbox(tiny);
    const world = new World(path.join(sandbox.home, "world"));
    before("gets the engine, which may have to be built", async function () {
        this.timeout(1_800_000);
        await engine();
        git("init", "--quiet");
        git("add", "roster");
        git("commit", "--quiet", "--message", "everybody is there");
    });
    after(() => sandbox.remove());

    function git(...args: string[]): string {
        const who = ["-c", "user.name=test", "-c", "user.email=test@tiny.example"];
        return execFileSync("git", [...who, ...args], { cwd: sandbox.folder })
            .toString()
            .trim();
    }

    async function up(now: string, code: number, environment: NodeJS.ProcessEnv = {}) {
        const outcome = await sandbox.run(["up", "--sandbox", "--json"], {
            ROLLCALL_NOW: now,
            ...environment,
        });
        assert.equal(outcome.code, code, `${outcome.stdout}\n${outcome.stderr}`);
        const answer = JSON.parse(outcome.stdout);
        const certificates = new Map<string, Line>(
            answer.certificates.map((line: Line) => [line.person, line]),
        );
        return { answer, certificates, stderr: outcome.stderr };
    }

    async function certificate(person: string, now: string) {
        const outcome = await sandbox.run(["certificate", person, "--sandbox", "--json"], {
            ROLLCALL_NOW: now,
        });
        return { ...outcome, document: JSON.parse(outcome.stdout) };
    }

    const revokedAll = (document: { items: { status: string }[] }) =>
        document.items.length > 0 && document.items.every(({ status }) => status === "revoked");

    it("are not written if nobody lost anything and nothing was found", async () => {
        const { answer } = await up(day, 0);
        assert.deepEqual([answer.certificates, answer.findings], [[], []]);
        const kept = path.join(sandbox.home, "applied/sandbox/plan.json");
        assert.equal(statSync(kept).mode & 0o777, 0o600);
    });

    it("a leaver loses what is in state, what was added by hand, and the open session", async () => {
        const entity = world.list("vault/entities").find(({ name }) => name === "alice");
        const builders = world.list("github/teams").find(({ slug }) => slug === "builders");
        assert.ok(entity && builders);
        await world.transaction((open) => {
            const about = { displayName: "oidc-alice", path: "auth/oidc/login", policies: [] };
            const life = { entityId: entity.id, ttl: 86_400, explicitMaxTtl: 0 };
            issueToken(open, { ...about, ...life }, Date.parse(day));
            const member = { teamId: builders.id, accountId: 11, role: "member" as const };
            open.put("github/teamMembers", `${builders.id}.11`, { ...member, state: "active" });
        });
        // What leaving the organisation takes along is there no more when the sweep comes: this
        // one is a membership that the engine does not get to.
        leave("alice", "Alice Andersson", "alice-tiny", 11);
        const fault = { operation: "delete", match: "alice", error: "503", times: 3 };
        const type = "vault:identity/groupMemberEntityIds:GroupMemberEntityIds";
        const { answer, certificates, stderr } = await up(day, 0, {
            ROLLCALL_SANDBOX_FAULTS: JSON.stringify([{ ...fault, type }]),
        });
        assert.match(stderr, /alice: group dev\.payments\.developer \(vault\) removed/);
        assert.equal(world.list("vault/tokens").length, 0);
        assert.ok(!world.list("github/teamMembers").some(({ accountId }) => accountId === 11));
        assert.ok(!world.list("github/members").some(({ accountId }) => accountId === 11));
        assert.deepEqual(answer.findings, []);
        const line = certificates.get("alice");
        // A session in AWS may be open, and is denied everything. What a workflow took is not.
        const until = "2026-12-01T14:00:00Z";
        assert.ok(line);
        assert.deepEqual(line.reasons, [
            "service on dev/checkout in vault: a token that its workflow took in vault may be in " +
                `use, until ${until}`,
        ]);
        assert.deepEqual([line.verdict, line.openUntil], ["incomplete", until]);
        assert.equal(statSync(path.join(sandbox.folder, line.file)).mode & 0o777, 0o600);
    });

    it("are complete once nothing can be open any more, and say who acted", async () => {
        await up(day, 0);
        for (const now of [day, nextDay]) {
            const { code, document } = await certificate("alice", now);
            const open = now === day ? 1 : 0;
            assert.deepEqual(
                [code, document.verdict, document.reasons.length],
                [open, open ? "incomplete" : "complete", open],
            );
            assert.ok(document.gone && revokedAll(document));
            const stacks = document.items.map(
                ({ entitlement }: { entitlement: { stack: string } }) => entitlement.stack,
            );
            assert.deepEqual([...new Set(stacks)].sort(), ["dev", "org", "prod"]);
            const removed = document.readings.flatMap(
                ({ removed }: { removed: string[] }) => removed,
            );
            assert.ok(removed.includes("group dev.payments.developer"), removed.join());
            assert.ok(document.notes.some((note: string) => /ended: token /.test(note)));
            assert.ok(document.notes.some((note: string) => /plan that was applied/.test(note)));
            assert.deepEqual(
                [document.mode, document.roster.commit, document.roster.dirty],
                ["sandbox", git("rev-parse", "HEAD"), true],
            );
        }
        const page = readFileSync(
            path.join(sandbox.home, "certificates/sandbox/alice.html"),
            "utf8",
        );
        assert.match(page, /<title>SANDBOX, proves nothing real: .*: complete<\/title>/);
    });

    it("are never complete while the reader cannot see", async () => {
        const owners = world.list("github/members").filter(({ role }) => role === "admin");
        const put = (role: "admin" | "member") =>
            world.transaction((open) => {
                for (const one of owners) {
                    open.put("github/members", one.accountId, { ...one, role });
                }
            });
        await put("member");
        const { code, document } = await certificate("alice", nextDay);
        await put("admin");
        assert.deepEqual([code, document.verdict], [1, "incomplete"]);
        assert.ok(document.reasons.some((one: string) => /^github may not show/.test(one)));
        const github = document.items.filter(
            ({ entitlement }: { entitlement: { system: string } }) =>
                entitlement.system === "github",
        );
        assert.ok(github.every(({ status }: { status: string }) => status === "unproved"));
    });

    it("are no longer complete once the tombstone names an account that nobody searched for", async () => {
        const accountId = 91;
        await world.transaction((open) => {
            open.put("github/accounts", accountId, { id: accountId, login: "alice-second" });
            open.put("github/members", accountId, { accountId, role: "admin", state: "active" });
        });
        sandbox.edit("people.yaml", "login: alice-tiny, id: 11", "login: alice-second, id: 91");
        const { code, document } = await certificate("alice", nextDay);
        assert.deepEqual([code, document.gone], [1, false]);
        assert.match(document.reasons.join("\n"), /^still there: membership/m);
        const { certificates, stderr } = await up(nextDay, 0);
        assert.match(stderr, /alice: member.* removed/);
        assert.ok(!world.list("github/members").some((one) => one.accountId === accountId));
        assert.equal(
            certificates.get("alice")?.verdict,
            "incomplete",
            "a workflow of hers may run",
        );
        assert.equal((await certificate("alice", newYear)).document.verdict, "complete");
    });

    it("somebody who was let in by hand is a finding, and stays", async () => {
        const team = world.list("github/teams").find(({ slug }) => slug === "payments");
        assert.ok(team);
        const key = `${team.id}.13`;
        const member = { teamId: team.id, accountId: 13, role: "member", state: "active" } as const;
        await world.transaction((open) => open.put("github/teamMembers", key, member));
        const { answer } = await up(nextDay, 1);
        assert.deepEqual(answer.findings, [
            {
                person: "erin",
                system: "github",
                stack: "org",
                target: "org/github",
                permission: "member",
                what: "team payments",
            },
        ]);
        assert.ok(world.read("github/teamMembers", key));
        await world.transaction((open) => open.remove("github/teamMembers", key));
    });

    it("an organisation with members is fully provisioned, and unknown ones are reported", async () => {
        const fresh = new Sandbox(tiny);
        try {
            const there = new World(path.join(fresh.home, "world"));
            await there.transaction((open) => {
                open.put("github/accounts", 66, { id: 66, login: "mallory" });
                const member = { accountId: 66, role: "member", state: "active" } as const;
                open.put("github/members", 66, member);
            });
            const first = await fresh.run(["up", "--sandbox", "--json"], { ROLLCALL_NOW: day });
            assert.equal(first.code, 1, first.stdout);
            const { findings, stacks } = JSON.parse(first.stdout);
            assert.deepEqual(findings, [
                {
                    account: "mallory (66)",
                    system: "github",
                    stack: "org",
                    target: "org/github",
                    permission: "member",
                    what: "membership of tiny",
                },
            ]);
            for (const { stack, created, failed } of stacks) {
                assert.ok(created > 0 && failed === 0, stack);
            }
            assert.ok(there.read("github/members", 66), "nobody takes away what is not ours");
            fresh.edit(
                "people.yaml",
                "\n\nleavers:",
                "\n  mallory: { name: Mallory, email: m@tiny.example, github: { login: mallory, id: 66 }, machine: payments }\n\nleavers:",
            );
            const again = await fresh.run(["up", "--sandbox"], { ROLLCALL_NOW: day });
            assert.equal(again.code, 0, again.stdout + again.stderr);
        } finally {
            await fresh.remove();
        }
    });

    it("past an end: what ended by itself is expired; without a plan the roster is used", async () => {
        rmSync(path.join(sandbox.home, "applied"), { recursive: true });
        sandbox.edit("people.yaml", "id: 12 } }", "id: 12 }, until: 2026-12-31 }");
        const { certificates } = await up(newYear, 0);
        // How long a workflow's token lasted, nobody knows without the plan.
        const { verdict, openUntil } = certificates.get("bob") ?? {};
        assert.deepEqual([verdict, openUntil], ["incomplete", "2027-01-02T01:00:00Z"]);
        const { code, document } = await certificate("bob", later);
        assert.deepEqual([code, document.verdict], [0, "complete"]);
        const proofs = new Set(document.items.map(({ proof }: { proof: string }) => proof));
        assert.deepEqual([...proofs].sort(), ["expired", "read back absent"]);
        assert.ok(document.notes.some((note: string) => /just before the end/.test(note)));
    });

    it("removed by hand: says what a missing tombstone leaves open; without a plan git is used", async () => {
        rmSync(path.join(sandbox.home, "applied"), { recursive: true });
        sandbox.edit("people.yaml", /\n {2}payments: .*/, "");
        sandbox.edit("access.yaml", /\n {6}- payments\b/, "");
        const fault = { type: "github:index/membership:Membership", match: "payments" };
        const { certificates } = await up(newYear, 1, {
            ROLLCALL_SANDBOX_FAULTS: JSON.stringify([
                { ...fault, operation: "delete", error: "502 for ever" },
            ]),
        });
        const line = certificates.get("payments");
        assert.equal(line?.verdict, "incomplete");
        assert.ok(
            line.reasons.some((reason) => /^still there: membership/.test(reason)),
            line.reasons.join("\n"),
        );
        const left = ["dev", "prod"].flatMap((stack) =>
            [...sandbox.resources(stack).keys()].filter((urn) => /::payments\/.*\//.test(urn)),
        );
        assert.deepEqual(left, [], "nothing else of the person stays");
        await up(newYear, 0);
        const { code, document } = await certificate("payments", later);
        assert.deepEqual([code, document.verdict], [0, "complete"], document.reasons.join());
        assert.ok(revokedAll(document));
        const { notes } = document;
        assert.equal(notes.filter((note: string) => /^no tombstone/.test(note)).length, 3);
        assert.ok(
            notes.some((note: string) => note.endsWith(`commit ${git("rev-parse", "HEAD")}`)),
        );
    });

    it("are refused for somebody who has not left, and for an unknown person", async () => {
        const stays = await certificate("erin", later);
        assert.equal(stays.code, 1);
        assert.match(stays.document.error.message, /erin has not left/);
        const nobody = await certificate("alize", later);
        assert.equal(nobody.code, 2);
        assert.match(nobody.document.error.hint, /did you mean "alice"/);
        assert.ok(!existsSync(path.join(sandbox.home, "certificates/sandbox/erin.json")));
    });

    function leave(key: string, name: string, login: string, id: number): void {
        const people = path.join(sandbox.roster, "people.yaml");
        const access = path.join(sandbox.roster, "access.yaml");
        const text = readFileSync(people, "utf8")
            .replace(new RegExp(`\\n {2}${key}: .*`), "")
            .replace(
                "\nleavers:\n",
                `\nleavers:\n  ${key}: { name: ${name}, left: 2026-12-01, email: ${key}@tiny.example, github: { login: ${login}, id: ${id} } }\n`,
            );
        writeFileSync(people, text);
        const line = new RegExp(`\\n {6}- (\\{ person: )?${key}\\b.*`);
        writeFileSync(access, readFileSync(access, "utf8").replace(line, ""));
    }
});
