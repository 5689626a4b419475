import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { parseRoster } from "../../model/parse";
import type { Roster } from "../../model/roster";

/** The commit that a roster's folder stands at. */
export interface Revision {
    readonly commit: string;
    /** True where the folder holds what no commit has. */
    readonly dirty: boolean;
}

/** A roster as a commit has it. */
export interface PastRoster {
    readonly commit: string;
    /** When it was committed. */
    readonly at: number;
    readonly roster: Roster;
}

/** What git says of the folder; undefined where there is no git, or it is in none. */
export function revisionOf(folder: string): Revision | undefined {
    const commit = git(folder, ["rev-parse", "HEAD"])?.toString().trim();
    if (!commit) return undefined;
    const changes = git(folder, ["status", "--porcelain", "--", "."]);
    return { commit, dirty: changes === undefined || changes.length > 0 };
}

/** Further back nobody looks: reading a roster takes a while. */
const mostCommits = 20;

/** The last commits of the folder that hold a roster, newest first, each read when it is asked for. */
export function* pastRosters(folder: string): Generator<PastRoster> {
    const log = git(folder, ["log", `--max-count=${mostCommits}`, "--format=%H %ct", "--", "."]);
    const prefix = git(folder, ["rev-parse", "--show-prefix"])?.toString().trim() ?? "";
    for (const line of log?.toString().trim().split("\n") ?? []) {
        const [commit = "", seconds = ""] = line.split(" ");
        const roster = commit === "" ? undefined : rosterAt(folder, commit, prefix);
        if (roster) yield { commit, at: Number(seconds) * 1_000, roster };
    }
}

function rosterAt(folder: string, commit: string, prefix: string): Roster | undefined {
    const names = git(folder, ["ls-tree", "-r", "-z", "--name-only", commit, "--", "."]);
    const files = (names?.toString() ?? "")
        .split("\0")
        .filter((name) => name.endsWith(".yaml"))
        .sort()
        .flatMap((name) => {
            const bytes = git(folder, ["show", `${commit}:${prefix}${name}`]);
            return bytes ? [{ file: name, bytes }] : [];
        });
    return parseRoster({ directory: folder, files, problems: [] }).roster;
}

const patience = 10_000;
const largestAnswer = 16 * 1024 * 1024;

function git(folder: string, args: readonly string[]): Buffer | undefined {
    try {
        return execFileSync("git", ["--no-optional-locks", "-C", resolve(folder), ...args], {
            stdio: ["ignore", "pipe", "ignore"],
            timeout: patience,
            maxBuffer: largestAnswer,
        });
    } catch {
        return undefined;
    }
}
