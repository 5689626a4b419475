import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import * as path from "node:path";
import { loadRoster } from "../../model/load";
import { organizationStack } from "../../planners/resources";
import { issueToken } from "../../sandbox/vaultTokens";
import { World } from "../../sandbox/world";
import { createSandboxReader } from "../../systems/sandbox";
import { subjectOf } from "../../systems/subject";
import { engine, leafOf, Sandbox } from "./sandbox";

const house = path.join(__dirname, "fixtures/house");
const noon = "2026-11-30T12:00:00Z";
/** Cody's last day is over. */
const later = "2026-12-02T12:00:00Z";
const stacks = ["org", "dev", "staging", "prod"];
const systems = ["github", "aws", "vault"] as const;

const type = {
    membership: "github:index/membership:Membership",
    teamMembership: "github:index/teamMembership:TeamMembership",
    groupMembership: "aws:identitystore/groupMembership:GroupMembership",
    vaultGroupMembers: "vault:identity/groupMemberEntityIds:GroupMemberEntityIds",
};

/**
 * One commit in which Lea leaves, Mona moves to another team, Owen is no owner any more, the lamp is
 * taken out and Joe joins; and on whose day Cody's time is over. Each row adds a fault.
 */
interface Others {
    readonly owen: string | undefined;
    readonly monaKeeps: boolean;
    readonly lamp: number;
}

/** Nobody but people who left loses anything. */
const untouched: Others = { owen: "admin", monaKeeps: true, lamp: 1 };

interface Row {
    readonly name: string;
    /** What is wrong, beside the commit. */
    readonly fault?: (house: Sandbox) => void | Promise<void>;
    readonly faults?: readonly object[];
    readonly environment?: (house: Sandbox) => NodeJS.ProcessEnv;
    /** 0 where the fault is overcome. */
    readonly code?: 0 | 1;
    /** Whose loss the fault holds up, as `stack leaf`; nothing else may be left. */
    readonly left?: readonly string[];
    /** What those who stay keep, because of the fault. */
    readonly kept?: Partial<Others>;
}

const rows: readonly Row[] = [
    { name: "nothing is wrong", code: 0 },
    {
        name: "every program throws",
        environment: (house) => {
            const broken = path.join(house.folder, "broken.js");
            writeFileSync(
                broken,
                `const { _extensions } = require("node:module"), load = _extensions[".js"];
                 _extensions[".js"] = (module, file) => {
                     if (file.endsWith("dist/stacks/index.js")) throw new Error("broken");
                     load(module, file);
                 };`,
            );
            return { NODE_OPTIONS: `--require ${broken}` };
        },
        kept: { owen: "admin" },
    },
    {
        name: "a stack is another's than the roster says",
        fault: (house) =>
            house.edit(
                "roster.yaml",
                '"111111111111", region: eu-west-1',
                '"111111111111", region: eu-west-2',
            ),
        kept: untouched,
    },
    {
        name: "what a joiner is to get cannot be made",
        faults: [{ operation: "create", match: "joe", error: "503" }],
    },
    {
        name: "a delete fails once",
        faults: [{ operation: "delete", match: "lea", error: "503", times: 1 }],
        code: 0,
    },
    {
        name: "a delete fails for ever",
        faults: [{ operation: "delete", type: type.groupMembership, match: "lea", error: "503" }],
        left: stacks
            .filter((stack) => stack !== organizationStack)
            .map((stack) => `${stack} GroupMembership lea/keepers/keeper`),
    },
    {
        name: "one stack is locked by somebody else",
        fault: (house) => lock(house, "dev", "elsewhere"),
        left: [
            "dev GroupMembership lea/keepers/keeper",
            "dev GroupMemberEntityIds lea/keepers/keeper",
            "dev GroupMembership cody/keepers/keeper",
            "dev GroupMemberEntityIds cody/keepers/keeper",
        ],
        kept: { lamp: 1 },
    },
    {
        name: "one stack is locked by a process that is gone",
        fault: (house) => lock(house, "dev"),
        code: 0,
    },
    {
        name: "the state of one stack cannot be read",
        fault: (house) => {
            const file = path.join(house.home, "state/.pulumi/stacks/rollcall/dev.json");
            writeFileSync(file, readFileSync(file, "utf8").slice(0, 100));
        },
        left: ["dev unreadable"],
        kept: { lamp: 1 },
    },
    {
        name: "the rest of the roster cannot be read",
        fault: (house) =>
            writeFileSync(
                path.join(house.roster, "mistake.yaml"),
                "grants: [{ team: nobody, role: keeper, services: [stove], in: [dev] }]\n",
            ),
        kept: untouched,
    },
    {
        name: "too few owners are left, and no reviewer",
        fault: (house) => {
            house.edit("roster.yaml", "owners: [ann, ben]", "owners: [ann]");
            house.edit("roster.yaml", "reviewers: [keepers]", "reviewers: [guests]");
            house.edit("roster.yaml", /members: \[owen, mona, joe\]/, "members: []");
        },
    },
    {
        name: "an environment is taken out in the same commit",
        fault: (house) => {
            house.edit("roster.yaml", /\n {2}staging:.*/, "");
            house.edit(
                "roster.yaml",
                "[stove], in: [dev, staging, prod]",
                "[stove], in: [dev, prod]",
            );
            house.edit("roster.yaml", "in: [dev, staging, prod]", "in: [dev, prod]");
        },
        // All roles of a stack at once are more than one run may remove, of others than leavers.
        kept: untouched,
    },
    {
        name: "somebody took the person out by hand before",
        fault: (house) =>
            new World(path.join(house.home, "world")).transaction((open) => {
                open.remove("github/members", 14);
                for (const { teamId, accountId } of open.list("github/teamMembers")) {
                    if (accountId === 14) open.remove("github/teamMembers", `${teamId}.14`);
                }
            }),
        code: 0,
    },
    {
        name: "the account was renamed the day before, and the roster does not know",
        fault: (house) =>
            new World(path.join(house.home, "world")).transaction((open) => {
                open.put("github/accounts", 14, { id: 14, login: "lea-elsewhere" });
            }),
        code: 0,
    },
    {
        name: "no space is left for what rollcall itself writes",
        environment: (house) => {
            const full = path.join(house.folder, "full.js");
            writeFileSync(full, fullDisk);
            return { NODE_OPTIONS: `--require ${full}` };
        },
        // What must be ready before something is given is written, too.
        kept: { owen: "admin" },
    },
    {
        name: "a plugin dies in the middle",
        faults: [
            {
                operation: "delete",
                type: type.vaultGroupMembers,
                match: "lea",
                kill: true,
                times: 1,
            },
        ],
        code: 0,
    },
];

/** The command's own process writes nothing below the home any more; the engine and its plugins do. */
const fullDisk = `
    if (process.argv.join().includes("cli/main.js")) {
        const fs = require("node:fs");
        for (const files of [fs, fs.promises])
            for (const name of ["writeFile", "writeFileSync", "appendFileSync"].filter((each) => files[each])) {
                const write = files[name];
                files[name] = (file, ...rest) => {
                    if (!String(file).startsWith(process.env.ROLLCALL_HOME)) return write(file, ...rest);
                    const error = new Error("ENOSPC: no space left on device, write");
                    if (files === fs.promises) return Promise.reject(error);
                    throw error;
                };
            }
    }`;

function lock(house: Sandbox, stack: string, host = hostname()): void {
    const folder = path.join(house.home, `state/.pulumi/locks/organization/rollcall/${stack}`);
    mkdirSync(folder, { recursive: true });
    const content = { pid: 4_000_000, username: "root", hostname: host, timestamp: noon };
    writeFileSync(
        path.join(folder, "5b8f3a52-8d5c-4e55-9a1e-6a2f0f0a7a11.json"),
        JSON.stringify(content),
    );
}

function lives(pid: number): boolean {
    try {
        return process.kill(pid, 0);
    } catch {
        return false;
    }
}

function pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 100));
}

describe("leaving, whatever else is wrong", function () {
    this.timeout(300_000);
    const sandbox = new Sandbox(house);
    let restore: () => void;
    before("gets the engine, which may have to be built", async function () {
        this.timeout(1_800_000);
        await engine();
        await sandbox.up({ ROLLCALL_NOW: noon });
        restore = sandbox.snapshot();
    });
    after(() => sandbox.remove());

    function commit(): void {
        sandbox.edit("roster.yaml", "owners: [ann, ben, owen]", "owners: [ann, ben]");
        sandbox.edit("roster.yaml", /\n {2}lea: .*/, "");
        sandbox.edit("roster.yaml", "[ann, ben, lea, mona, cody]", "[ann, ben, cody]");
        sandbox.edit("roster.yaml", "members: [owen]", "members: [owen, mona, joe]");
        sandbox.edit("roster.yaml", /\n {2}lamp:[\s\S]*/, "\n");
        sandbox.edit(
            "roster.yaml",
            "\nteams:",
            "\n  joe: { name: Joe Jo, email: joe@house.example, github: { login: joe-house, id: 17 } }\n" +
                "leavers:\n  lea: { name: Lea Lo, left: 2026-12-01, email: lea@house.example, " +
                "github: { login: lea-house, id: 14 } }\nteams:",
        );
    }

    /** What stands in state of what is to go: leaves, or a stack that cannot be read. */
    function standing(): string[] {
        return stacks.flatMap((stack) => {
            let urns: string[];
            try {
                urns = [...sandbox.resources(stack).keys()];
            } catch {
                return [`${stack} unreadable`];
            }
            return urns
                .filter((urn) => urn.includes("rollcall:index:PersonAccess$"))
                .map((urn) => `${stack} ${leafOf(urn)}`)
                .filter((leaf) => /^\w+ \w+ (lea|cody)(\/|$)/.test(leaf));
        });
    }

    /** What the systems themselves have of a person, by their own ids. */
    async function foundOf(person: "lea" | "cody"): Promise<string[]> {
        const { roster } = loadRoster(house);
        assert.ok(roster);
        const somebody = roster.people.get(person);
        assert.ok(somebody);
        const world = new World(path.join(sandbox.home, "world"));
        const subject = subjectOf(roster, somebody);
        const all = await Promise.all(
            systems.map((system) => createSandboxReader(roster, system, { world }).find([subject])),
        );
        return all
            .flatMap((findings) => findings.found)
            .filter(({ kind }) => kind !== "entity")
            .map(({ stack, what }) => `${stack} ${what}`);
    }

    /** What those who stay have of what the commit takes from them, as the systems have it. */
    function others(): Others {
        const world = new World(path.join(sandbox.home, "world"));
        const keepers = world.list("github/teams").find(({ slug }) => slug === "keepers");
        return {
            owen: world.read("github/members", "13")?.role,
            monaKeeps: world
                .list("github/teamMembers")
                .some(({ accountId, teamId }) => accountId === 15 && teamId === keepers?.id),
            lamp: world.list("aws/iamRoles").filter(({ name }) => /lamp/.test(name)).length,
        };
    }

    /** Process ids of those who hold a stack. */
    function holders(): number[] {
        return sandbox
            .files(path.join(sandbox.home, "state/.pulumi/locks"))
            .filter((file) => file.endsWith(".json"))
            .map((file) => JSON.parse(readFileSync(file, "utf8")).pid);
    }

    const gone: Others = { owen: "member", monaKeeps: false, lamp: 0 };

    for (const row of rows) {
        const { fault, faults = [], environment, code = 1, left = [], kept = {} } = row;
        it(row.name, async () => {
            restore();
            assert.ok(standing().length > 10);
            assert.deepEqual(others(), untouched);
            commit();
            await fault?.(sandbox);
            const outcome = await sandbox.run(["up", "--sandbox", "--json"], {
                ROLLCALL_NOW: later,
                ...(faults.length > 0 ? { ROLLCALL_SANDBOX_FAULTS: JSON.stringify(faults) } : {}),
                ...environment?.(sandbox),
            });
            const said = `${outcome.stdout}\n${outcome.stderr}`;
            assert.equal(outcome.code, code, said);
            assert.deepEqual(standing().sort(), [...left].sort(), said);
            const found = [...(await foundOf("lea")), ...(await foundOf("cody"))];
            if (left.length === 0) assert.deepEqual(found, []);
            assert.deepEqual(others(), { ...gone, ...kept }, said);
            const { certificates = [] } = JSON.parse(outcome.stdout);
            for (const { person, verdict, reasons } of certificates) {
                const complete = (await foundOf(person)).length === 0 && reasons.length === 0;
                assert.equal(verdict, complete ? "complete" : "incomplete", said);
            }
            if (code === 0) {
                assert.equal(certificates.length, 2, said);
                const reasons = certificates.flatMap((one: { reasons: string[] }) => one.reasons);
                const taken = / that its workflow took in (aws|vault) may be .* until \S+$/;
                assert.deepEqual(
                    reasons.filter((why: string) => !taken.test(why)),
                    [],
                    "nobody can hasten that, and all the rest is gone",
                );
            }
        });
    }

    it("somebody is revoked by name, sessions too, before any commit", async () => {
        restore();
        const world = new World(path.join(sandbox.home, "world"));
        const entity = world.list("vault/entities").find(({ name }) => name === "lea");
        assert.ok(entity);
        await world.transaction((open) => {
            const about = { displayName: "oidc-lea", path: "auth/oidc/login", policies: [] };
            const life = { entityId: entity.id, ttl: 86_400, explicitMaxTtl: 0 };
            issueToken(open, { ...about, ...life }, Date.parse(noon));
        });
        const cody = standing().filter((leaf) => leaf.includes(" cody")).length;
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
        assert.match(outcome.stderr, /still names lea: the next rollcall up gives it back/);
        assert.deepEqual([await foundOf("lea"), world.list("vault/tokens").length], [[], 0]);
        assert.equal(standing().length, cody, "all that is left is Cody's");
        const unknown = await sandbox.run(["revoke", "leah", "--sandbox"], environment);
        assert.equal(unknown.code, 1);
        assert.match(unknown.stderr, /nobody is called "leah"; did you mean "lea"/);
    });

    it("somebody who is revoked by name gets no certificate from a roster that nobody can read", async () => {
        restore();
        sandbox.edit("roster.yaml", "\nteams:", "\nteams: [");
        const outcome = await sandbox.run(["revoke", "lea", "--sandbox", "--json"], {
            ROLLCALL_NOW: noon,
        });
        const { certificates, refused } = JSON.parse(outcome.stdout);
        assert.deepEqual([outcome.code, certificates], [1, []]);
        assert.match(refused.join(), /no certificate says that anything is gone/);
        assert.ok(!standing().some((leaf) => leaf.includes(" lea")));
    });

    it("somebody is not proved to be out while a leaf of hers cannot be taken", async () => {
        restore();
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
                standing().filter((leaf) => /^org \w+ lea/.test(leaf)),
                [],
            );
            if (mistake === "") {
                const [org] = JSON.parse(stdout).stacks;
                assert.deepEqual([org.error, org.failed], [undefined, 0], "all of it is gone");
            }
        });
    }

    it("a team membership is not gone with a membership that stays, whatever state says", async () => {
        const { run } = await withoutTeams();
        const fault = { operation: "delete", type: type.membership, match: "lea", error: "503" };
        const { code, stdout, stderr } = await run(["revoke", "--stack", "org"], {
            ROLLCALL_SANDBOX_FAULTS: JSON.stringify([fault]),
        });
        assert.equal(code, 1, stdout + stderr);
        const left = standing().filter((leaf) => /^org \w+ lea/.test(leaf));
        assert.deepEqual(left, ["org Membership lea"], "the engine forgets the other");
        const [org] = JSON.parse(stdout).stacks;
        // Those of Cody and the team that Mona left went.
        assert.deepEqual([org.revoked, org.failed], [3, 2], stdout + stderr);
        assert.match(org.error, /Membership lea: .*503/);
    });

    /** The commit, after somebody took Lea out of her teams by hand, and the organisation kept her. */
    async function withoutTeams(mistake = "") {
        restore();
        commit();
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

    it("a job of its own revokes in an environment that the roster no longer names", async () => {
        restore();
        commit();
        sandbox.edit("roster.yaml", /\n {2}staging:.*/, "");
        sandbox.edit("roster.yaml", "in: [dev, staging, prod]", "in: [dev, prod]");
        sandbox.edit("roster.yaml", "in: [dev, staging, prod]", "in: [dev, prod]");
        const wrong = await sandbox.run(["up", "--stack", "stagin", "--sandbox"]);
        assert.equal(wrong.code, 2, wrong.stderr);
        assert.match(wrong.stderr, /there is no stack "stagin".*did you mean "staging"/s);
        const others = standing().filter((leaf) => !leaf.startsWith("staging "));
        const outcome = await sandbox.run(["up", "--stack", "staging", "--sandbox"], {
            ROLLCALL_NOW: later,
        });
        assert.notEqual(outcome.code, 2, outcome.stderr);
        assert.deepEqual(standing(), others, outcome.stdout + outcome.stderr);
        const preview = await sandbox.run(["preview", "--stack", "staging", "--sandbox"]);
        assert.equal(preview.code, 2, "there is nothing to be made");
    });

    it("what could not be made is no state that shrank", async () => {
        const fresh = new Sandbox(house);
        try {
            const type = "aws:identitystore/groupMembership:GroupMembership";
            const away = [{ operation: "create", type, error: "503" }];
            const faults = { ROLLCALL_SANDBOX_FAULTS: JSON.stringify(away) };
            await fresh.up({ ROLLCALL_NOW: noon, ...faults }, { code: 1 });
            await fresh.up({ ROLLCALL_NOW: noon });
        } finally {
            await fresh.remove();
        }
    });

    it("what was denied stands until the last session is dead, and then goes", async () => {
        restore();
        commit();
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

    it("rollcall is killed in the middle, and run again", async () => {
        restore();
        commit();
        const slow = { operation: "delete", type: type.vaultGroupMembers, delayMs: 20_000 };
        const child = await sandbox.start(["up", "--sandbox"], {
            ROLLCALL_NOW: later,
            ROLLCALL_SANDBOX_FAULTS: JSON.stringify([slow]),
        });
        const ended = new Promise((resolve) => child.on("close", resolve));
        const before = standing().length;
        while (standing().length === before) await pause();
        child.kill("SIGKILL");
        await ended;
        assert.ok(standing().length > 0);
        // The engines find out only when they have something to say; until then they hold the stacks.
        while (holders().some(lives)) await pause();
        const outcome = await sandbox.run(["up", "--sandbox", "--json"], { ROLLCALL_NOW: later });
        assert.equal(outcome.code, 0, `${outcome.stdout}\n${outcome.stderr}`);
        assert.deepEqual(standing(), []);
        assert.deepEqual([...(await foundOf("lea")), ...(await foundOf("cody"))], []);
        assert.deepEqual(others(), gone);
    });
});
