import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { judgeRoster } from "../../cli/readRoster";
import { seedOf } from "../../cli/runs/seedOf";
import { runCommand } from "../../engine/command";
import type { Summary } from "../../engine/events";
import { upStack, type Workplace } from "../../engine/run";
import { parseInstant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import { sandboxFolders } from "../../sandbox/environment";
import { seedWorld } from "../../sandbox/seed";
import { World } from "../../sandbox/world";
import { installLabPlugins } from "./plugins/installLabPlugins";
import { SandboxPlace } from "./sandboxPlace";
import type { PreparedVault } from "./servers/vaultGround";

const root = resolve(__dirname, "../..");
const now = "2026-12-01T12:00:00Z";

export interface LabOptions {
    /** A folder of its own. */
    readonly home: string;
    /** The Vault that the roster names. */
    readonly vault: Pick<PreparedVault, "address" | "loginAccessor">;
    /** What stands in for the sandbox's own plugins, and what these need. */
    readonly plugins: readonly ("aws" | "vault")[];
    readonly environment: Readonly<Record<string, string>>;
}

/** The sample organisation's stacks on the real engine, with some of the sandbox's plugins replaced. */
export class LabRun {
    private constructor(
        readonly home: string,
        readonly roster: string,
        readonly world: World,
        private readonly place: SandboxPlace,
        private readonly instant = now,
    ) {}

    get workplace(): Workplace {
        return this.place.workplace;
    }

    /** The same at another instant. */
    async at(instant: string): Promise<LabRun> {
        const place = await this.place.tell({ ROLLCALL_NOW: instant });
        return new LabRun(this.home, this.roster, this.world, place, instant);
    }

    close(): void {
        this.place.close();
    }

    static async prepare({ home, vault, plugins, environment }: LabOptions): Promise<LabRun> {
        const roster = join(home, "roster");
        cpSync(join(root, "roster"), roster, { recursive: true });
        edit(join(roster, "organization.yaml"), [
            ["https://vault.acme.example:8200", vault.address],
            ["auth_oidc_1a2b3c4d", vault.loginAccessor],
        ]);
        const place = await SandboxPlace.open({
            ...{ home, roster, others: plugins },
            stacks: ["org", "dev", "staging", "prod"],
            environment: { ROLLCALL_NOW: now, ...environment },
        });
        const { pulumiHome, world } = sandboxFolders(home);
        installLabPlugins({ pulumiHome, compiled: join(home, "lab"), names: plugins });
        return new LabRun(home, roster, new World(world), place);
    }

    /** What the roster says now. */
    read(): Roster {
        const instant = parseInstant(this.instant, "from") ?? 0;
        const { roster, problems } = judgeRoster(this.roster, { instant, lapsed: "warning" });
        if (roster === undefined)
            throw new Error(problems.map(({ message }) => message).join("\n"));
        return roster;
    }

    /** Makes the stacks what the roster says, in this order; none may fail. */
    async up(...stacks: readonly string[]): Promise<Summary[]> {
        await seedWorld(this.world, seedOf(this.read()));
        const summaries: Summary[] = [];
        for (const stack of stacks) {
            const summary = await upStack({ ...this.workplace, stack });
            assert.equal(summary.error, undefined, `${stack}: ${summary.error}`);
            assert.equal(summary.failed, 0, stack);
            summaries.push(summary);
        }
        return summaries;
    }

    /** A command of Rollcall's own on this roster, which must succeed. */
    async command(...args: readonly string[]): Promise<void> {
        const main = join(root, "dist/cli/main.js");
        const environment = {
            ...process.env,
            ROLLCALL_HOME: this.home,
            ROLLCALL_NOW: this.instant,
        };
        const { code, stderr } = await runCommand({
            file: process.execPath,
            args: [main, ...args, "--roster", this.roster],
            cwd: this.home,
            environment,
        });
        assert.equal(code, 0, stderr);
    }

    edit(file: string, from: string | RegExp, to: string): void {
        edit(join(this.roster, file), [[from, to]]);
    }
}

function edit(file: string, changes: readonly (readonly [string | RegExp, string])[]): void {
    let content = readFileSync(file, "utf8");
    for (const [from, to] of changes) {
        const changed = content.replace(from, to);
        assert.notEqual(changed, content, `${file} does not hold ${from}`);
        content = changed;
    }
    writeFileSync(file, content);
}
