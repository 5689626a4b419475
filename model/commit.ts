import { spawnSync } from "node:child_process";

/** The commit that the work tree around a folder is at; undefined: not in git, or git is not here. */
export function readCommit(folder: string): string | undefined {
    const { status, stdout } = git(folder, ["rev-parse", "--verify", "HEAD^{commit}"]);
    return status === 0 ? stdout.trim() : undefined;
}

/** Where the commit that a folder is at stands to another; `unknown`: git does not have that one. */
export function orderOfCommit(folder: string, other: string): "at or after" | "before" | "unknown" {
    // What was recorded is data: nothing but an id may become an argument.
    if (!/^[0-9a-f]{40,64}$/.test(other)) return "unknown";
    const { status } = git(folder, ["merge-base", "--is-ancestor", other, "HEAD"]);
    return status === 0 ? "at or after" : status === 1 ? "before" : "unknown";
}

function git(folder: string, args: readonly string[]) {
    return spawnSync("git", ["-C", folder, ...args], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        // A hook or an alias of the caller's own would decide here otherwise.
        env: { ...process.env, GIT_DIR: undefined, GIT_WORK_TREE: undefined },
    });
}
