import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { findEngine } from "../../engine/find";
import { SecretScan } from "./secretScan";
import { Shell } from "./shell";

export const root = path.resolve(__dirname, "../..");
export const sampleRoster = path.join(root, "roster");
const command = path.join(root, "dist/cli/main.js");

/** An instant on which the sample's dated grants of 2091 are not in force. */
export const today = "2026-12-01T12:00:00Z";

export interface StackSummary {
    readonly stack: string;
    readonly revoked: number;
    readonly created: number;
    readonly updated: number;
    readonly deleted: number;
    readonly replaced: number;
    readonly unchanged: number;
    readonly failed: number;
    readonly error?: string;
}

export interface Outcome {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly custom?: boolean;
    readonly id?: string;
    readonly inputs?: Record<string, unknown>;
    readonly outputs?: Record<string, unknown>;
    readonly dependencies?: readonly string[];
    readonly deletedWith?: string;
    readonly sourcePosition?: string;
    readonly stackTrace?: readonly unknown[];
}

let engineFolder: Promise<string> | undefined;

/** The engine that `npx rollcall` would take here; got once for all tests of a process. */
export function engine(): Promise<string> {
    engineFolder ??= findEngine({
        home: process.env.ROLLCALL_HOME ?? path.join(root, ".rollcall"),
        mode: "auto",
        environment: process.env,
        report: () => undefined,
    }).then(({ folder }) => folder);
    return engineFolder;
}

/**
 * A home of its own with a copy of a roster, driven through the command line as a user would: in one shell, or,
 * where a call has variables that only its process can have, as a process of its own.
 */
export class Sandbox {
    readonly folder = mkdtempSync(path.join(tmpdir(), "rollcall-"));
    readonly roster = path.join(this.folder, "roster");
    readonly home = path.join(this.folder, "home");
    private readonly scan = new SecretScan(this.folder);
    #shell: Shell | undefined;

    /** A user's sandbox has a passphrase; the tests' key server spares the engine to derive a key from it. */
    constructor(
        from = sampleRoster,
        private readonly keptBy: "key server" | "passphrase" = "key server",
    ) {
        cpSync(from, this.roster, { recursive: true });
    }

    async run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
        const told = Object.keys(environment).every((name) =>
            /^(PATH|ROLLCALL_(NOW|SANDBOX_FAULTS))$/.test(name),
        );
        const outcome = await (told
            ? this.#inShell(args, environment)
            : this.#inProcess(args, environment));
        this.scan.note(outcome.stdout, outcome.stderr);
        return outcome;
    }

    async #inShell(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
        this.#shell ??= new Shell(this.folder, await this.#environment());
        return this.#shell.run(args, environment);
    }

    async #inProcess(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
        const child = await this.start(args, environment);
        let stdout = "";
        let stderr = "";
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
            stdout += text;
        });
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
            stderr += text;
        });
        const code = await new Promise<number>((resolve, reject) => {
            child.on("error", reject);
            child.on("close", (status) => resolve(status ?? -1));
        });
        return { code, stdout, stderr };
    }

    /** The same, for a test that does not wait for its end. */
    async start(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
        return spawn(process.execPath, [command, ...args], {
            cwd: this.folder,
            env: { ...(await this.#environment()), ...environment },
            stdio: ["ignore", "pipe", "pipe"],
        });
    }

    async #environment(): Promise<NodeJS.ProcessEnv> {
        return {
            ...process.env,
            CI: "true",
            NO_COLOR: "1",
            PATH: `${await engine()}${path.delimiter}${process.env.PATH}`,
            ROLLCALL_ENGINE: "path",
            ROLLCALL_HOME: this.home,
            ROLLCALL_NOW: today,
            ...(this.keptBy === "passphrase" ? {} : keyServer()),
        };
    }

    /** Keeps what is there, to come back to it as often as needed. */
    snapshot(): () => void {
        const copy = path.join(this.folder, "snapshot");
        const parts = ["home", "roster"];
        for (const part of parts) {
            cpSync(path.join(this.folder, part), path.join(copy, part), { recursive: true });
        }
        return () => {
            for (const part of parts) {
                rmSync(path.join(this.folder, part), { recursive: true, force: true });
                cpSync(path.join(copy, part), path.join(this.folder, part), { recursive: true });
            }
        };
    }

    /** `up`, which must succeed unless the test says otherwise. */
    async up(
        environment: NodeJS.ProcessEnv = {},
        { code = 0, stacks = [] as readonly string[] } = {},
    ): Promise<Map<string, StackSummary>> {
        return this.apply("up", environment, { code, stacks });
    }

    async apply(
        verb: "up" | "preview" | "down",
        environment: NodeJS.ProcessEnv = {},
        { code = 0, stacks = [] as readonly string[] } = {},
    ): Promise<Map<string, StackSummary>> {
        const only = stacks.flatMap((stack) => ["--stack", stack]);
        const outcome = await this.run([verb, "--sandbox", "--json", ...only], environment);
        assert.equal(outcome.code, code, `${outcome.stdout}\n${outcome.stderr}`);
        const summary = JSON.parse(outcome.stdout) as { stacks: StackSummary[] };
        return new Map(summary.stacks.map((stack) => [stack.stack, stack]));
    }

    /** Replaces a text in a file of the roster; it must be there. */
    edit(
        file: string,
        from: string | RegExp,
        to: string | ((found: string, ...groups: string[]) => string),
    ): void {
        const name = path.join(this.roster, file);
        const before = readFileSync(name, "utf8");
        const after = typeof to === "string" ? before.replace(from, to) : before.replace(from, to);
        assert.notEqual(after, before, `${file} does not hold ${from}`);
        writeFileSync(name, after);
    }

    /** Replaces a word wherever it stands in the roster, as a reader of YAML would see words. */
    editEverywhere(word: string, to: string): void {
        const pattern = new RegExp(`(?<![\\w-])${word}(?![\\w@-])`, "g");
        for (const file of this.files(this.roster)) {
            writeFileSync(file, readFileSync(file, "utf8").replace(pattern, to));
        }
    }

    /** What a stack's state holds, as the engine's file backend keeps it. */
    state(stack: string): StateResource[] {
        const file = path.join(this.home, `state/.pulumi/stacks/rollcall/${stack}.json`);
        const { checkpoint } = JSON.parse(readFileSync(file, "utf8"));
        return checkpoint.latest?.resources ?? [];
    }

    /** Custom resources by URN, without providers and references to stacks. */
    resources(stack: string): Map<string, StateResource> {
        return new Map(
            this.state(stack)
                .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
                .map((resource) => [resource.urn, resource]),
        );
    }

    /** Everything below the home that is kept: states and world, as text by file. */
    kept(): Map<string, string> {
        return new Map(
            ["state", "world"].flatMap((folder) =>
                this.files(path.join(this.home, folder)).map(
                    (file) => [path.relative(this.home, file), readFileSync(file, "utf8")] as const,
                ),
            ),
        );
    }

    files(folder: string): string[] {
        return readdirSync(folder, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => path.join(entry.parentPath, entry.name));
    }

    /** In the end no secret value may stand where it is not for it. */
    async remove(): Promise<void> {
        await this.#shell?.end();
        const { leaks } = await this.scan.finish();
        assert.deepEqual(leaks, [], "a secret's value stands where it is not declared");
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** Without it, every sandbox would have the passphrase after all, and nobody would see why all is slower. */
function keyServer(): NodeJS.ProcessEnv {
    const { ROLLCALL_TEST_KEY_SERVER: server } = process.env;
    if (!server) throw new Error("no key server: tests/setup.ts starts one, where mocha runs it");
    return { ROLLCALL_SANDBOX_KEY_SERVER: server };
}

/** The URNs that are in one and not in the other. */
export function difference(
    before: ReadonlyMap<string, unknown>,
    after: ReadonlyMap<string, unknown>,
): { readonly gone: string[]; readonly come: string[] } {
    return {
        gone: [...before.keys()].filter((urn) => !after.has(urn)).map(leafOf),
        come: [...after.keys()].filter((urn) => !before.has(urn)).map(leafOf),
    };
}

/** `TeamMembership alice/payments` */
export function leafOf(urn: string): string {
    const [, , type = "", name] = urn.split("::");
    return `${type.split(":").at(-1)} ${name}`;
}
