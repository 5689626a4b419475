/** GitHub's OIDC issuer, as AWS and Vault know it. Source: GitHub docs, "OpenID Connect reference". */
export const issuer = "token.actions.githubusercontent.com";

/** The audience that AWS asks for. Source: GitHub docs, "Configuring OpenID Connect in AWS". */
export const awsAudience = "sts.amazonaws.com";

/** A repository, by the ids that a rename or a transfer does not change. */
export interface Repository {
    readonly owner: string;
    readonly ownerId: number;
    readonly name: string;
    readonly id: number;
}

/** The workflow runs that may use an identity: one repository, one environment, known refs. */
export interface WorkflowRuns {
    readonly repository: Repository;
    /** The name of the GitHub environment. */
    readonly environment: string;
    readonly subject: "immutable" | "legacy" | "both";
    /** `all`, or names and patterns with `*`. */
    readonly branches: "all" | readonly string[];
    readonly tags: readonly string[];
    /** `OWNER/REPOSITORY/.github/workflows/FILE@REF` */
    readonly workflow?: string;
}

/** A ref that a run may be on; a pattern contains a `*`. */
export interface RefPattern {
    readonly ref: string;
    readonly pattern: boolean;
}

/**
 * The subjects of the runs' tokens: one, or two while a repository changes to the form with ids. Source:
 * GitHub docs, "OpenID Connect reference", subject claims.
 *
 * @throws if a part could let a token of another repository or environment match: a wildcard, a separator,
 * an empty part.
 */
export function subjectsOf({ repository, environment, subject }: WorkflowRuns): string[] {
    const { owner, ownerId, name, id } = repository;
    plain("owner", owner, /^[A-Za-z0-9_-]+$/);
    plain("repository", name, /^[A-Za-z0-9._-]+$/);
    plain("environment", environment, /^[^*?:,$\s][^*?:,$]*$/);
    for (const [what, number] of Object.entries({ ownerId, id })) {
        if (!Number.isSafeInteger(number) || number <= 0) {
            throw new Error(`${what} is ${number}; GitHub's ids are positive whole numbers`);
        }
    }
    const immutable = `repo:${owner}@${ownerId}/${name}@${id}:environment:${environment}`;
    const legacy = `repo:${owner}/${name}:environment:${environment}`;
    return { immutable: [immutable], legacy: [legacy], both: [immutable, legacy] }[subject];
}

/**
 * The refs that runs may be on, sorted. Never empty: a subject with an environment does not contain the
 * branch, so a trust policy that did not bind the ref would accept a pull request's run as well.
 *
 * @throws if no ref is allowed, or one has a character that AWS or Vault would read as a pattern or a list.
 */
export function refsOf({ branches, tags }: WorkflowRuns): RefPattern[] {
    const heads = branches === "all" ? ["*"] : branches;
    const refs = [
        ...heads.map((name) => `refs/heads/${name}`),
        ...tags.map((name) => `refs/tags/${name}`),
    ].sort();
    if (refs.length === 0) throw new Error("no branch and no tag may deploy; allow one");
    for (const ref of refs) plain("ref", ref, /^refs\/(heads|tags)\/[^?,$\s\\[\]{}]+$/);
    return refs.map((ref) => ({ ref, pattern: ref.includes("*") }));
}

/** @throws if a pinned workflow is not exactly one file at exactly one ref. */
export function workflowOf({ workflow }: WorkflowRuns): string | undefined {
    if (workflow !== undefined) {
        plain("workflow", workflow, /^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[\w.-]+@[^*?,$\s]+$/);
    }
    return workflow;
}

function plain(what: string, text: string, form: RegExp): void {
    if (!form.test(text)) {
        throw new Error(`${what} is ${JSON.stringify(text)}, which an identity cannot be bound to`);
    }
}
