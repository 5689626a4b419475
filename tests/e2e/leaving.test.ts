import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import * as path from "node:path";
import { organizationStack } from "../../planners/resources";
import { World } from "../../sandbox/world";
import {
    gone,
    LeavingHouse,
    later,
    noon,
    type Others,
    stacks,
    type,
    untouched,
} from "./leavingHouse";

/** A fault beside the commit, and what it holds up. */
interface Row {
    readonly name: string;
    /** What is wrong, beside the commit. */
    readonly fault?: (house: LeavingHouse) => void | Promise<void>;
    readonly faults?: readonly object[];
    readonly environment?: (house: LeavingHouse) => NodeJS.ProcessEnv;
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
        name: "every stack's program throws",
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
        name: "a stack belongs to another organisation than the roster says",
        fault: (house) =>
            house.edit(
                "roster.yaml",
                '"111111111111", region: eu-west-1',
                '"111111111111", region: eu-west-2',
            ),
        kept: untouched,
    },
    {
        name: "a joiner's resources cannot be created",
        faults: [{ operation: "create", match: "joe", error: "503" }],
    },
    {
        name: "a delete fails once",
        faults: [{ operation: "delete", match: "lea", error: "503", times: 1 }],
        code: 0,
    },
    {
        name: "a delete keeps failing",
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
        name: "an environment is removed in the same commit",
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
        name: "the person was already removed by hand",
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
        name: "the account was renamed the day before, and the roster has the old login",
        fault: (house) =>
            new World(path.join(house.home, "world")).transaction((open) => {
                open.put("github/accounts", 14, { id: 14, login: "lea-elsewhere" });
            }),
        code: 0,
    },
    {
        name: "there is no space for rollcall's own files",
        environment: (house) => {
            const full = path.join(house.folder, "full.js");
            writeFileSync(full, fullDisk);
            return { NODE_OPTIONS: `--require ${full}` };
        },
        // What must be ready before something is given is written, too.
        kept: { owen: "admin" },
    },
    {
        name: "a plugin dies halfway",
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

function lock(house: LeavingHouse, stack: string, host = hostname()): void {
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
    const sandbox = new LeavingHouse();
    before("gets the engine, which may have to be built", function () {
        this.timeout(1_800_000);
        return sandbox.provision();
    });
    after(() => sandbox.remove());

    for (const row of rows) {
        const { fault, faults = [], environment, code = 1, left = [], kept = {} } = row;
        it(row.name, async () => {
            sandbox.restore();
            assert.ok(sandbox.standing().length > 10);
            assert.deepEqual(sandbox.others(), untouched);
            sandbox.commit();
            await fault?.(sandbox);
            const outcome = await sandbox.run(["up", "--sandbox", "--json"], {
                ROLLCALL_NOW: later,
                ...(faults.length > 0 ? { ROLLCALL_SANDBOX_FAULTS: JSON.stringify(faults) } : {}),
                ...environment?.(sandbox),
            });
            const said = `${outcome.stdout}\n${outcome.stderr}`;
            assert.equal(outcome.code, code, said);
            assert.deepEqual(sandbox.standing().sort(), [...left].sort(), said);
            const found = [...(await sandbox.foundOf("lea")), ...(await sandbox.foundOf("cody"))];
            if (left.length === 0) assert.deepEqual(found, []);
            assert.deepEqual(sandbox.others(), { ...gone, ...kept }, said);
            const { certificates = [] } = JSON.parse(outcome.stdout);
            for (const { person, verdict, reasons } of certificates) {
                const complete =
                    (await sandbox.foundOf(person)).length === 0 && reasons.length === 0;
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

    it("rollcall is killed halfway, and run again", async () => {
        sandbox.restore();
        sandbox.commit();
        const slow = { operation: "delete", type: type.vaultGroupMembers, delayMs: 20_000 };
        const child = await sandbox.start(["up", "--sandbox"], {
            ROLLCALL_NOW: later,
            ROLLCALL_SANDBOX_FAULTS: JSON.stringify([slow]),
        });
        const ended = new Promise((resolve) => child.on("close", resolve));
        const before = sandbox.standing().length;
        while (sandbox.standing().length === before) await pause();
        child.kill("SIGKILL");
        await ended;
        assert.ok(sandbox.standing().length > 0);
        // The engines find out only when they have something to say; until then they hold the stacks.
        while (sandbox.holders().some(lives)) await pause();
        const outcome = await sandbox.run(["up", "--sandbox", "--json"], { ROLLCALL_NOW: later });
        assert.equal(outcome.code, 0, `${outcome.stdout}\n${outcome.stderr}`);
        assert.deepEqual(sandbox.standing(), []);
        assert.deepEqual(
            [...(await sandbox.foundOf("lea")), ...(await sandbox.foundOf("cody"))],
            [],
        );
        assert.deepEqual(sandbox.others(), gone);
    });
});
