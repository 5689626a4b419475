import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { seedOf } from "../../cli/runs/seedOf";
import { exportStack, type Run } from "../../engine/run";
import { loadRoster } from "../../model/load";
import type { Roster } from "../../model/roster";
import { sandboxFolders } from "../../sandbox/environment";
import { seedWorld } from "../../sandbox/seed";
import { World } from "../../sandbox/world";
import { type GitHubOptions, type GitHubServer, startGitHub } from "./github/startGitHub";
import { installProvider } from "./provider/gitHubProvider";
import { SandboxPlace } from "./sandboxPlace";
import { requireProvider } from "./servers/requireTools";
import { Started } from "./servers/started";

export const sampleRoster = resolve(__dirname, "../../roster");

/** An instant on which the sample's dated grants of 2091 are not in force. */
const today = "2026-12-01T12:00:00Z";

export interface LabOptions extends GitHubOptions {
    /** The roster's folder; default: a small one that has one of everything. */
    readonly roster?: string;
    /** Milliseconds between two writes of the provider; its own default is 1,000. */
    readonly writeDelay?: number;
    /** `sandbox`: its provider on its world, to compare with. */
    readonly provider?: "real" | "sandbox";
}

/**
 * The stacks of a roster on the real GitHub provider and the lab's GitHub. AWS and Vault are the
 * sandbox's: what is tried here is GitHub alone.
 */
export class GitHubLab {
    private constructor(
        private readonly started: Started,
        readonly folder: string,
        readonly github: GitHubServer,
        readonly token: string,
        private readonly org: Run,
    ) {}

    /** For a suite's `before`, which is left out for everybody to see where the provider is missing. */
    static async open(suite: Mocha.Context, options: LabOptions = {}): Promise<GitHubLab> {
        const provider = await requireProvider(suite);
        return Started.open((started) => GitHubLab.#openOn(started, provider, options));
    }

    static async #openOn(started: Started, provider: string, options: LabOptions) {
        const folder = mkdtempSync(join(tmpdir(), "rollcall-lab-"));
        started.keep(folder, () => rmSync(folder, { recursive: true, force: true }));
        const real = options.provider !== "sandbox";
        const roster = copyRoster(options.roster ?? join(__dirname, "roster"), folder);
        const github = await started.keep(startGitHub(withOwners(roster), options), (it) =>
            it.close(),
        );
        const token = github.token();
        const folders = sandboxFolders(folder);
        await seedWorld(new World(folders.world), seedOf(roster));
        const place = SandboxPlace.open({
            home: folder,
            roster: join(folder, "roster"),
            stacks: ["org", ...roster.environments.keys()],
            environment: {
                GITHUB_BASE_URL: real ? github.url : undefined,
                GITHUB_TOKEN: real ? token : undefined,
                GITHUB_OWNER: undefined,
                GITHUB_ORGANIZATION: undefined,
                ROLLCALL_NOW: today,
                LAB_WRITE_DELAY_MS: String(options.writeDelay ?? 1),
            },
            others: real ? ["github"] : [],
        });
        const { workplace } = await started.keep(place, (it) => it.close());
        if (real) installProvider(provider, folders.pulumiHome);
        return new GitHubLab(started, folder, github, token, { ...workplace, stack: "org" });
    }

    stack(stack = "org"): Run {
        return { ...this.org, stack };
    }

    /** The roster as it stands now. */
    roster(): Roster {
        const { roster, problems } = loadRoster(join(this.folder, "roster"));
        assert.ok(roster, problems.map(({ message }) => message).join("\n"));
        return roster;
    }

    /** Replaces a text in a file of the roster; it must be there. */
    edit(file: string, from: string | RegExp, to: string): void {
        const name = join(this.folder, "roster", file);
        const before = readFileSync(name, "utf8");
        const after = before.replace(from, to);
        assert.notEqual(after, before, `${file} does not hold ${from}`);
        writeFileSync(name, after);
    }

    /** Replaces a word wherever it stands in the roster. */
    editEverywhere(word: string, to: string): void {
        const pattern = new RegExp(`(?<![\\w-])${word}(?![\\w@-])`, "g");
        const folder = join(this.folder, "roster");
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
            if (!entry.isFile()) continue;
            const file = join(entry.parentPath, entry.name);
            writeFileSync(file, readFileSync(file, "utf8").replace(pattern, to));
        }
    }

    /** Custom resources in a stack's state, without providers. */
    async resources(stack = "org") {
        const { resources = [] } = (await exportStack(this.stack(stack))).deployment;
        return resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
    }

    /** URNs of what somebody has in GitHub, memberships last. */
    async leavesOf(person: string): Promise<{ others: string[]; membership: string[] }> {
        const all = (await this.resources()).filter(
            ({ type, urn }) =>
                type.startsWith("github:") && urn.includes("PersonAccess$") && owns(person, urn),
        );
        const ends = (type: string) => type.endsWith(":Membership");
        return {
            others: all.filter(({ type }) => !ends(type)).map(({ urn }) => urn),
            membership: all.filter(({ type }) => ends(type)).map(({ urn }) => urn),
        };
    }

    close(): Promise<void> {
        return this.started.stop();
    }
}

function copyRoster(from: string, folder: string): Roster {
    cpSync(from, join(folder, "roster"), { recursive: true });
    const { roster } = loadRoster(join(folder, "roster"));
    assert.ok(roster, `${from} is no roster`);
    return roster;
}

function owns(person: string, urn: string): boolean {
    const name = urn.split("::").at(-1) ?? "";
    return name === person || name.startsWith(`${person}/`);
}

/** Nobody begins with an organisation that nobody owns. */
function withOwners(roster: Roster) {
    const owners = roster.organization.github.owners.flatMap(
        ({ key }) => roster.people.get(key)?.github?.id ?? [],
    );
    return { ...seedOf(roster), owners };
}
