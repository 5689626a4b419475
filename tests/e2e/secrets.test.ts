import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { sandboxEnvironment } from "../../sandbox/environment";
import type { Fault } from "../../sandbox/faults";
import { operations } from "../../sandbox/faults";
import { holdsValue } from "../../sandbox/seal";
import { engine, Sandbox } from "./sandbox";

const days = 30;
const day = 86_400_000;
const start = Date.parse("2091-03-01T06:00:00Z");

/** What a fault may hit: whatever a secret is made of. */
const types = [
    "random:index/randomPassword:RandomPassword",
    "vault:kv/secretV2:SecretV2",
    "aws:secretsmanager/secret:Secret",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
];

describe("a month of daily runs with a fault in each, on the real engine", function () {
    this.timeout(900_000);
    const sandbox = new Sandbox(path.join(__dirname, "secrets"));
    const random = createRandom(20_910_301);
    /** Every value that there ever was. */
    const seen = new Set<string>();
    /** The values that work, in the order of their slots. */
    let working: string[] = [];
    let shown = "";
    const outputs: string[] = [];
    let failures = 0;
    before("gets the engine, which may have to be built", function () {
        this.timeout(1_800_000);
        return engine();
    });
    after(() => sandbox.remove());

    it("always one or two values work, and no consumer holds one that does not", async () => {
        await sandbox.up({ ROLLCALL_NOW: iso(start) });
        await readValues();
        let held = new Map<string, string>();
        for (let number = 1; number <= days; number += 1) {
            for (const [place, value] of await inPlaces()) held.set(place, value);
            // Daily, give or take: what consumers read before the run is at most a day old after it.
            const now = start + number * day + Math.floor(random() * 120_000);
            const code = await runWithFault(now, anyFault());
            if (code !== 0) failures += 1;
            await readValues();
            assert.ok(working.length === 1 || working.length === 2, `${working.length} values`);
            for (const [place, value] of [...held, ...(await inPlaces())]) {
                assert.ok(working.includes(value), `day ${number}: ${place} holds a dead value`);
            }
            if (code === 0) assertDead();
            held = await inPlaces();
        }
        assert.ok(failures >= 5, `${failures} of ${days} runs failed`);
        assert.ok(seen.size >= days / 4 - 2, `${seen.size} values in ${days} days`);
    });

    it("ends well: nothing fails, every place has the same value, retired ones are dead", async () => {
        for (const extra of [1, 2, 3]) {
            const now = iso(start + (days + extra) * day + 180_000);
            await sandbox.up({ ROLLCALL_NOW: now }, { stacks: ["dev"] });
        }
        await readValues();
        const places = await inPlaces();
        assert.deepEqual([...places.keys()].sort(), ["aws", "github", "vault"]);
        assert.equal(new Set(places.values()).size, 1);
        assertDead();
    });

    it("no value that is not in use is anywhere, and those in use only where declared", () => {
        for (const [file, text] of sandbox.kept()) {
            for (const value of seen) {
                const declared =
                    working.includes(value) &&
                    /^world\/(vault\/kvSecrets|aws\/secretVersions)\//.test(file);
                assert.ok(declared || !text.includes(value), `a value is in ${file}`);
            }
        }
        for (const text of outputs) {
            for (const value of seen) assert.ok(!text.includes(value), "a value was printed");
        }
    });

    async function runWithFault(now: number, fault: Fault): Promise<number> {
        const { code, stdout, stderr } = await sandbox.run(
            ["up", "--sandbox", "--json", "--stack", "dev"],
            { ROLLCALL_NOW: iso(now), ROLLCALL_SANDBOX_FAULTS: JSON.stringify([fault]) },
        );
        outputs.push(stdout, stderr);
        return code;
    }

    function anyFault(): Fault {
        return {
            type: pick(types),
            operation: pick(operations.filter((operation) => operation !== "read")),
            when: pick(["before", "after"] as const),
            error: "the seeded fault",
        };
    }

    function pick<T>(list: readonly T[]): T {
        return list[Math.floor(random() * list.length)] as T;
    }

    /** The state with its secrets shown, as whoever has the stack's key can see it. */
    async function shownState(): Promise<string> {
        const pulumi = path.join(await engine(), "pulumi");
        return execFileSync(pulumi, ["stack", "export", "--show-secrets", "--stack", "dev"], {
            cwd: path.join(sandbox.home, "project/sandbox"),
            env: { ...process.env, ...sandboxEnvironment(sandbox.home) } as NodeJS.ProcessEnv,
            maxBuffer: 1 << 26,
        }).toString();
    }

    async function readValues(): Promise<void> {
        const text = await shownState();
        const { deployment } = JSON.parse(text) as {
            deployment: { resources: { type: string; delete?: boolean; outputs?: object }[] };
        };
        working = deployment.resources
            .filter(({ type, delete: replaced }) => type === types[0] && !replaced)
            .map(({ outputs }) => resultOf(outputs));
        for (const value of working) {
            assert.match(value, /^[A-Za-z0-9]{40}$/);
            seen.add(value);
        }
        shown = text;
    }

    /** What is retired is in no state and in no system. */
    function assertDead(): void {
        const world = [...sandbox.kept()].filter(([file]) => file.startsWith("world/"));
        for (const value of seen) {
            if (working.includes(value)) continue;
            assert.ok(!shown.includes(value), "a retired value is in state");
            for (const [file, text] of world) assert.ok(!text.includes(value), file);
        }
    }

    /** The value that a consumer finds in each place. */
    async function inPlaces(): Promise<Map<string, string>> {
        const found = new Map<string, string>();
        for (const [file, text] of sandbox.kept()) {
            if (/^world\/vault\/kvSecrets\//.test(file)) {
                const { versions } = JSON.parse(text);
                found.set("vault", versions.at(-1).data.current);
            }
            if (/^world\/aws\/secretVersions\//.test(file)) {
                const { stages, value } = JSON.parse(text);
                if (stages.includes("AWSCURRENT")) found.set("aws", value.text);
            }
            if (/^world\/github\/environmentSecrets\//.test(file)) {
                const { sealed } = JSON.parse(text);
                const value = [...seen].find((each) => holdsValue(sealed, each));
                assert.ok(value, "GitHub holds a value that nobody made");
                found.set("github", value);
            }
        }
        return found;
    }
});

function resultOf(outputs: object | undefined): string {
    const { result } = outputs as { result: string | { plaintext: string } };
    return typeof result === "string" ? result : (JSON.parse(result.plaintext) as string);
}

function iso(instant: number): string {
    return new Date(instant).toISOString().replace(/\.\d+Z$/, "Z");
}

/** A row of numbers from 0 to 1 that is the same in every run of the test (mulberry32). */
function createRandom(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
}
