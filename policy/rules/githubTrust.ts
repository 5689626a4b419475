import type { Condition, PolicyStatement } from "../../model/iam";
import { hasWildcard, matches } from "../../model/iam/iamPattern";
import { issuer } from "../../planners/workflowRun";
import { readDocument } from "./documents";
import { judgeAttachments, judgePullRequests } from "./pullRequests";
import type { PolicyRule, Properties } from "./rule";
import type { Claims } from "./trustClaims";
import { claimsOf, trusting } from "./trustClaims";

const roleType = "aws:iam/role:Role";

export const githubTrust: PolicyRule = {
    name: "github-trust",
    description: "A role trusts exact workflow runs of one repository, never a pattern of them.",
    severity: "critical",
    remedy: "Build the trust with trustPolicy of @access-as-code/rollcall.",
    checks: { [roleType]: (role) => [...judgeTrust(role), ...judgePullRequests(role)] },
    judgeStack: judgeAttachments,
};

function judgeTrust({ assumeRolePolicy }: Properties): string[] {
    const reading = readDocument(assumeRolePolicy, "trust");
    if ("problem" in reading) {
        return reading.source.includes(issuer)
            ? [`the trust cannot be read, so nobody can say whom it lets in: ${reading.problem}`]
            : [];
    }
    return [...new Set(trusting(reading.policy).flatMap(judgeStatement))];
}

function judgeStatement({ principals, conditions }: PolicyStatement): string[] {
    if (principals?.except || principals?.entries.some(({ id }) => id === "*")) {
        return ["trusts anybody: name the OIDC provider as the principal"];
    }
    const claims = claimsOf(conditions);
    return [
        ...judgeAbsence(conditions),
        ...judgeAudience(claims),
        ...judgeSubject(claims),
        ...judgeRepositories(claims),
        ...judgeRef(claims),
    ];
}

/** A condition that also holds if the claim is missing restricts nothing. */
function judgeAbsence(conditions: readonly Condition[]): string[] {
    return conditions
        .filter(({ set, ifExists }) => set === "ForAllValues" || ifExists)
        .map(
            ({ written, key }) => `${written} on ${key} holds where the claim is missing: drop it`,
        );
}

function judgeAudience({ values, patterns }: Claims): string[] {
    if (values("aud").length === 0) return [`no audience is required: bind ${issuer}:aud`];
    return patterns("aud").map((value) => `the audience ${value} is a pattern: name it exactly`);
}

function judgeSubject({ values, patterns }: Claims): string[] {
    if (values("sub").length === 0) {
        return [`no subject is required, so every repository on GitHub fits: bind ${issuer}:sub`];
    }
    return patterns("sub").map(
        (value) => `the subject ${value} is a pattern, ${reachOf(value)}: name it exactly`,
    );
}

function reachOf(subject: string): string {
    const [, owner = "", rest = ""] = /^repo:([^/]*)\/?([^:]*)/.exec(subject) ?? [];
    if (!subject.startsWith("repo:") || hasWildcard(owner)) return "so strangers' repositories fit";
    if (hasWildcard(rest)) return "so several repositories fit";
    return "so more than one environment, branch or event fits, a pull request perhaps among them";
}

function judgeRepositories({ values }: Claims): string[] {
    const named = values("sub").flatMap((subject) => {
        const repository = /^repo:([^:]+)/.exec(subject)?.[1];
        // With or without ids, while a repository changes from one form to the other.
        return repository ? [repository.replace(/@\d+/g, "").toLowerCase()] : [];
    });
    const several = [named, values("repository"), values("repository_id")].find(
        (given) => new Set(given).size > 1,
    );
    return several
        ? [`trusts ${[...new Set(several)].join(" and ")} in one statement: give each its own role`]
        : [];
}

/** A subject with an environment does not contain the branch, so a pull request's run matches too. */
function judgeRef({ values }: Claims): string[] {
    const environments = values("sub").filter((subject) => subject.includes(":environment:"));
    const refs = values("ref");
    if (environments.length === 0) return [];
    if (refs.length === 0) {
        return [`the subject names an environment and no ref is bound: bind ${issuer}:ref`];
    }
    return refs
        .filter((ref) => matches(ref, "refs/pull/1/merge"))
        .map((ref) => `the ref ${ref} fits pull requests too: name branches or tags`);
}
