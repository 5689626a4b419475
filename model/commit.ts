import { spawnSync } from "node:child_process";

/**
 * The commit that the work tree around a folder is at; undefined if it is not in git or git is not
 * installed.
 */
export function readCommit(folder: string): string | undefined {
    const { status, stdout } = git(folder, ["rev-parse", "--verify", "HEAD^{commit}"]);
    return status === 0 ? stdout.trim() : undefined;
}

/** How the commit that a folder is at relates to another one; `unknown` if git does not have that one. */
export function orderOfCommit(folder: string, other: string): "at or after" | "before" | "unknown" {
    // The recorded value is untrusted: nothing but a commit id may become an argument.
    if (!/^[0-9a-f]{40,64}$/.test(other)) return "unknown";
    const { status } = git(folder, ["merge-base", "--is-ancestor", other, "HEAD"]);
    return status === 0 ? "at or after" : status === 1 ? "before" : "unknown";
}

function git(folder: string, args: readonly string[]) {
    return spawnSync("git", ["-C", folder, ...args], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        // Set by a git hook or an alias, these would point git at another repository.
        env: { ...process.env, GIT_DIR: undefined, GIT_WORK_TREE: undefined },
    });
}
