import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { seedOf } from "../../cli/runs/seedOf";
import type { Engine } from "../../engine/find";
import { loadRoster } from "../../model/load";
import { type GitHubServer, startGitHub } from "../../tests/lab/github/startGitHub";
import { countResources, writeGitHubRoster } from "./gitHubRoster";

/** The programs that a run needs, found or built beforehand. */
export interface Programs {
    readonly engine: Engine;
    /** The real GitHub provider as a Pulumi plugin. */
    readonly plugin: string;
    readonly measure: string;
}

/** What one command used, or all commands of one operation together. */
export interface Usage {
    /** Seconds. */
    readonly wall: number;
    /** CPU seconds, user and system, over all processes. */
    readonly cpu: number;
    /** Peak resident memory in bytes, over all processes. */
    readonly memory: number;
    /** The same for the Node.js process that ran the program, if there was one. */
    readonly program?: { readonly cpu: number; readonly memory: number };
}

/** An organisation on its own GitHub server and in its own folder, with nothing provisioned. */
export class Ground {
    private constructor(
        readonly folder: string,
        readonly programs: Programs,
        readonly people: number,
        readonly github: GitHubServer,
        readonly environment: Readonly<Record<string, string>>,
    ) {}

    static async open(folder: string, programs: Programs, people: number): Promise<Ground> {
        mkdirSync(folder, { recursive: true });
        writeGitHubRoster(join(folder, "roster"), { people });
        const { roster } = loadRoster(join(folder, "roster"));
        if (!roster) throw new Error("the bench's own roster has errors");
        const owners = roster.organization.github.owners.flatMap(
            ({ key }) => roster.people.get(key)?.github?.id ?? [],
        );
        // An hour of GitHub's rate limit passes in a second; otherwise contenders that reread everything
        // would soon run out of calls.
        const github = await startGitHub({ ...seedOf(roster), owners }, { speed: 3_600 });
        return new Ground(folder, programs, people, github, {
            GITHUB_BASE_URL: github.url,
            GITHUB_TOKEN: github.token(),
            LAB_WRITE_DELAY_MS: "1",
            MEASURED_REPORT: join(folder, "measured"),
            MEASURED_PROGRAM: join(folder, "measured-program"),
        });
    }

    /** How many resources the organisation has once it is provisioned. */
    get resources(): number {
        return countResources(this.people);
    }

    /** Runs the work and returns the usage of the commands that it ran through `measure`. */
    async measured(work: () => Promise<void>): Promise<Usage> {
        const files = [this.environment.MEASURED_REPORT, this.environment.MEASURED_PROGRAM];
        for (const file of files) rmSync(file ?? "", { force: true });
        await work();
        const [commands = [], runs = []] = files.map(readLines);
        const sum = (key: string) => commands.reduce((total, each) => total + (each[key] ?? 0), 0);
        const [program] = runs;
        return {
            wall: sum("wall"),
            cpu: sum("cpu"),
            memory: Math.max(...commands.map(({ together = 0 }) => together)),
            ...(program ? { program: { cpu: program.cpu ?? 0, memory: program.memory ?? 0 } } : {}),
        };
    }

    /**
     * Who is in the organisation and its teams and what each team may do, as text that is comparable across
     * runs.
     */
    describe(): string {
        const { members, teams, accounts, repositories } = this.github.state;
        const logins = new Map(accounts.map(({ id, login }) => [id, login]));
        const lines = [
            ...[...members].map(([id, { role }]) => `${logins.get(id)} is ${role}`),
            ...[...teams.values()].flatMap((team) => [
                `${team.name}: ${team.description}, ${team.privacy}`,
                ...[...team.members].map(
                    ([id, { role }]) => `${logins.get(id)} is ${role} of ${team.name}`,
                ),
                ...[...team.repositories].map(
                    ([id, may]) => `${team.name} may ${may} ${repositories.get(id)?.name}`,
                ),
            ]),
        ];
        return lines.sort().join("\n");
    }

    async close(): Promise<void> {
        await this.github.close();
        rmSync(this.folder, { recursive: true, force: true });
    }
}

function readLines(file: string | undefined): Record<string, number>[] {
    try {
        const lines = readFileSync(file ?? "", "utf8")
            .trim()
            .split("\n");
        return lines.map((line) => JSON.parse(line) as Record<string, number>);
    } catch {
        return [];
    }
}
