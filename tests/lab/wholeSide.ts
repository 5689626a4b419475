import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { judgeRoster } from "../../cli/readRoster";
import { seedOf } from "../../cli/runs/seedOf";
import { type Outcome, runCommand } from "../../engine/command";
import type { Step, Summary } from "../../engine/events";
import { readOwnProject, writeProject } from "../../engine/project";
import {
    destroyStack,
    exportStack,
    initStack,
    type Run,
    upStack,
    type Workplace,
} from "../../engine/run";
import type { Roster } from "../../model/roster";
import { sandboxFolders } from "../../sandbox/environment";
import { seedWorld } from "../../sandbox/seed";
import { withFounder } from "../../sandbox/withFounder";
import { World } from "../../sandbox/world";
import { leanPrograms } from "../engine/support";
import { labEngine } from "./labEngine";
import { SandboxPlace } from "./sandboxPlace";

const root = resolve(__dirname, "../..");

export const stacks: readonly string[] = ["org", "dev", "staging", "prod"];

type Environment = Readonly<Record<string, string | undefined>>;

/** What was done in a stack: counted, and step by step, `update urn:...`, sorted. */
export interface Done extends Summary {
    readonly steps: readonly string[];
}

export interface SideOptions {
    /** Has `roster/`; a live one has the user's Pulumi.yaml and the settings of his stacks too. */
    readonly folder: string;
    readonly mode: "live" | "sandbox";
    /** What the engine and the command get. */
    readonly environment: Environment;
}

/** What makes a home; the caller puts the plugins into it. */
export function homeOf({ folder }: Pick<SideOptions, "folder">): string {
    return join(folder, "home");
}

/** The sample's stacks on the one or the other, by the engine and by the command line. */
export class WholeSide {
    private constructor(
        private readonly options: SideOptions,
        private readonly workplace: Workplace,
        /** Ends what serves it. */
        readonly close: () => void,
    ) {}

    static async open(options: SideOptions): Promise<WholeSide> {
        if (options.mode === "live") {
            return new WholeSide(options, await openLive(options), () => undefined);
        }
        const place = await SandboxPlace.open({
            home: homeOf(options),
            roster: join(options.folder, "roster"),
            stacks,
            environment: options.environment,
        });
        return new WholeSide(options, place.workplace, () => place.close());
    }

    get world(): World {
        return new World(sandboxFolders(homeOf(this.options)).world);
    }

    /** What the roster says now. */
    read(): Roster {
        const judged = judgeRoster(join(this.options.folder, "roster"), {
            ...{ instant: Date.now(), lapsed: "warning" },
        });
        const { roster, problems } = judged;
        assert.ok(roster, problems.map(({ message }) => message).join("\n"));
        return roster;
    }

    /** Makes every stack what the roster says, as `pulumi up` does. */
    async up(): Promise<Done[]> {
        if (this.options.mode === "sandbox") await seedWorld(this.world, seedOf(this.read()));
        return this.#each(stacks, upStack);
    }

    /** Destroys every stack, in the sandbox while the organisation has an owner who is in no roster. */
    async destroy(): Promise<Done[]> {
        const work = () => this.#each([...stacks].reverse(), destroyStack);
        return this.options.mode === "sandbox" ? withFounder(this.world, work) : work();
    }

    /** The command line, as a user calls it in his folder. */
    rollcall(...args: readonly string[]): Promise<Outcome> {
        return runCommand({
            file: process.execPath,
            args: [join(root, "dist/cli/main.js"), ...args],
            cwd: this.options.folder,
            environment: {
                ...process.env,
                ...{ CI: undefined, ROLLCALL_NOW: undefined, NO_COLOR: "1" },
                PATH: `${this.workplace.engine.folder}:${process.env.PATH}`,
                ROLLCALL_ENGINE: "path",
                ROLLCALL_HOME: homeOf(this.options),
                ...this.options.environment,
            },
        });
    }

    edit(file: string, from: string | RegExp, to: string): void {
        const path = join(this.options.folder, "roster", file);
        const before = readFileSync(path, "utf8");
        const after = before.replace(from, to);
        assert.notEqual(after, before, `${file} does not hold ${from}`);
        writeFileSync(path, after);
    }

    /** What state has, by stack. */
    async urns(): Promise<readonly (readonly string[])[]> {
        const states = stacks.map((stack) => exportStack({ ...this.workplace, stack }));
        return (await Promise.all(states)).map(({ deployment: { resources = [] } }) =>
            resources.map(({ urn }) => urn).sort(),
        );
    }

    /** None may fail. */
    async #each(order: readonly string[], work: (run: Run) => Promise<Summary>): Promise<Done[]> {
        const done: Done[] = [];
        for (const stack of order) {
            const steps: string[] = [];
            const report = ({ operation, urn }: Step) => steps.push(`${operation} ${urn}`);
            const summary = await work({ ...this.workplace, stack, report });
            assert.equal(summary.error, undefined, `${stack}: ${summary.error}`);
            assert.equal(summary.failed, 0, stack);
            done.push({ ...summary, steps: steps.sort() });
        }
        return done;
    }
}

/** A user's stacks, with his settings. */
async function openLive(options: SideOptions): Promise<Workplace> {
    const { folder, environment } = options;
    const own = await readOwnProject(folder);
    const config = (stack: string) => ({
        ...own.configs[stack],
        "rollcall:environment": stack,
        "rollcall:roster": join(folder, "roster"),
        "rollcall:sandbox": false,
    });
    const project = await writeProject({
        ...{ home: homeOf(options), mode: "live", own },
        main: join(root, "dist/stacks/index.js"),
        stacks: Object.fromEntries(stacks.map((stack) => [stack, config(stack)])),
    });
    const workplace = {
        engine: await labEngine(),
        project,
        environment: { ...leanPrograms, ...environment },
    };
    for (const stack of stacks) {
        const secretsProvider = own.keys[stack]?.secretsprovider as string | undefined;
        await initStack({ ...workplace, stack }, { secretsProvider });
    }
    return workplace;
}
