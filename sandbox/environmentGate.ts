import type { WorkflowRun } from "./githubToken";
import { environmentKey } from "./providers/githubApi";
import { refuse, type Verdict } from "./webIdentity";
import type { WorldReader } from "./world";

/**
 * Whether GitHub would start a job in its environment, that is, whether the run's branch or tag may deploy
 * there. A job that waits for a reviewer or a timer counts as started; the reason says what it waits for.
 */
export function environmentGate(world: WorldReader, run: WorkflowRun): Verdict {
    const { repository, repositoryId, environment, ref, event } = run;
    if (environment === undefined) return { granted: true, reason: "the job names no environment" };
    const found = world.read("github/environments", environmentKey(repositoryId, environment));
    if (found === undefined) {
        const reason = `${repository} has no environment ${environment}: GitHub makes it, unprotected`;
        return { granted: true, reason };
    }
    if (found.branchPolicy === "protected" && run.refProtected !== true) {
        return refuse(`${environment} takes protected branches only, and ${ref} is none`);
    }
    if (found.branchPolicy === "custom" && !isAllowed(world, run)) {
        const what = event === "pull_request" ? `the pull request's ${ref}` : ref;
        return refuse(`no deployment policy of ${environment} fits ${what}`);
    }
    const { reviewers, waitTimer } = found;
    const waits = [
        ...(reviewers.teams.length + reviewers.users.length > 0
            ? ["the approval of a reviewer"]
            : []),
        ...(waitTimer > 0 ? [`${waitTimer} minutes`] : []),
    ];
    const after = waits.length > 0 ? `, after ${waits.join(" and ")}` : "";
    return { granted: true, reason: `${ref} may deploy to ${environment}${after}` };
}

function isAllowed(world: WorldReader, run: WorkflowRun): boolean {
    const [, kind, name = ""] = /^refs\/(heads|tags|pull)\/(.+)$/.exec(run.ref) ?? [];
    const type = kind === "tags" ? "tag" : "branch";
    // A pull request's ref belongs to no branch; GitHub matches the full ref.
    const given = kind === "pull" ? run.ref : name;
    const key = environmentKey(run.repositoryId, run.environment ?? "");
    return world
        .list("github/deploymentPolicies")
        .filter((policy) => policy.environment === key && policy.type === type)
        .some(({ pattern }) => matchesName(pattern, given));
}

/** Matches like Ruby's File.fnmatch with FNM_PATHNAME: `*` does not match a slash, `**\/` does. */
export function matchesName(pattern: string, name: string): boolean {
    const source = pattern.replace(/\*\*\/|\*+|\?|\[[^\]]+\]|[\s\S]/g, (token) => {
        if (token === "**/") return "(?:[^/]+/)*";
        if (token.startsWith("*")) return "[^/]*";
        if (token === "?") return "[^/]";
        if (token.startsWith("[") && token.length > 1) return token.replace(/^\[!/, "[^");
        return token.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    });
    return new RegExp(`^${source}$`).test(name);
}
