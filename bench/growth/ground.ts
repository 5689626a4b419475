import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { seedOf } from "../../cli/runs/seedOf";
import type { Engine } from "../../engine/find";
import { loadRoster } from "../../model/load";
import { type GitHubServer, startGitHub } from "../../tests/lab/github/startGitHub";
import { countResources, writeGitHubRoster } from "./gitHubRoster";

/** The programs that a run needs, each found or built before. */
export interface Programs {
    readonly engine: Engine;
    /** The real GitHub provider as a plugin of Pulumi's. */
    readonly plugin: string;
    readonly measure: string;
}

/** What one command, or several that make one operation, used. */
export interface Usage {
    /** Seconds. */
    readonly wall: number;
    /** Seconds of user and system, all processes. */
    readonly cpu: number;
    /** Bytes that all processes had resident at a time. */
    readonly memory: number;
    /** Of the Node.js process alone that ran a program, if one did. */
    readonly program?: { readonly cpu: number; readonly memory: number };
}

/** An organisation on a GitHub of its own, in a folder of its own, with nothing provisioned. */
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
        // An hour of GitHub's in a second: what reads everything each time soon has no call left.
        const github = await startGitHub({ ...seedOf(roster), owners }, { speed: 3_600 });
        return new Ground(folder, programs, people, github, {
            GITHUB_BASE_URL: github.url,
            GITHUB_TOKEN: github.token(),
            LAB_WRITE_DELAY_MS: "1",
            MEASURED_REPORT: join(folder, "measured"),
            MEASURED_PROGRAM: join(folder, "measured-program"),
        });
    }

    /** How many resources the organisation has when it is provisioned. */
    get resources(): number {
        return countResources(this.people);
    }

    /** What the commands used that the work ran through `measure`. */
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

    /** Who is in the organisation and in which team, and what each team may do, in words that any run has. */
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
