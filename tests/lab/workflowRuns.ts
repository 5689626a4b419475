import type { Roster } from "../../model/roster";
import type { WorkflowRuns } from "../../planners/workflowRun";
import { type Workload, workflowRunsOf } from "../../planners/workloads";
import { claimsOf, type TokenClaims, type WorkflowRun } from "../../sandbox/githubToken";
import type { Issuer } from "../../sandbox/issuer";
import { newTokenSigner } from "../../sandbox/tokenSigner";
import { forgeries, type Identity, identities, runs, stopping, tokens } from "../e2e/workflowRuns";

export interface NamedRun {
    readonly what: string;
    readonly run: WorkflowRun;
    /** Whether the roster lets it in. */
    readonly may: boolean;
    /** Absent: the system's own. */
    readonly audience?: string;
}

export interface NamedToken {
    readonly what: string;
    readonly token: string;
    readonly may: boolean;
}

/**
 * Every token of the table that was written by hand, for an identity in Vault: by that table, and by none
 * of the planners, it may log in or not.
 */
export async function tokensFor(
    identity: Identity,
    audience: string,
    issuer: Issuer,
): Promise<readonly NamedToken[]> {
    const now = Date.now();
    const github = { keys: issuer.keys, sign: issuer.mintToken };
    const mallory = await newTokenSigner();
    const claims = (run: WorkflowRun): TokenClaims => ({
        ...claimsOf(run, audience, now),
        iss: issuer.issuer,
    });
    const own = claims(identity.run);
    const said = [
        ...Object.entries(runs).map(([what, [change, conditions]]) => {
            const run = claims({ ...identity.run, ...change });
            return { what, run, may: mayEnter(identity, conditions, run.ref) };
        }),
        ...Object.entries(tokens).map(([what, [change, conditions]]) => {
            const run = { ...own, ...change(own) } as TokenClaims;
            return { what, run, may: mayEnter(identity, conditions, run.ref) };
        }),
        ...identities
            .filter((other) => other !== identity)
            .map((other) => ({
                what: `the run of ${other.environment}/${other.service}`,
                run: claims(other.run),
                may: false,
            })),
    ];
    return Promise.all([
        ...said.map(async ({ what, run, may }) => ({ what, may, token: await github.sign(run) })),
        ...Object.entries(forgeries).map(async ([what, forge]) => ({
            ...{ what: `a token ${what}`, may: false },
            token: await forge(own, { github, mallory }),
        })),
    ]);
}

function mayEnter(identity: Identity, conditions: readonly string[], ref: unknown): boolean {
    return stopping(identity, conditions, ref).vault.length === 0;
}

/** A workload's own run, those that must not pass for it, and those that the roster decides on. */
export function knockersAt(roster: Roster, workload: Workload): readonly NamedRun[] {
    const own = ownRun(roster, workload);
    const declared = workflowRunsOf(roster, workload);
    return [
        { what: "its own", run: own, may: true },
        ...strangersTo(own).map((each) => ({ ...each, may: false })),
        ...neighboursOf(own, declared),
    ];
}

/** A run of a service's own workflow, as its roster declares it. */
export function ownRun(roster: Roster, workload: Workload): WorkflowRun {
    const { repository, environment, branches, workflow } = workflowRunsOf(roster, workload);
    const [branch = "main"] = branches;
    return {
        owner: repository.owner,
        ownerId: repository.ownerId,
        repository: repository.name,
        repositoryId: repository.id,
        environment,
        ref: `refs/heads/${branch === "all" ? "main" : branch.replace("*", "1")}`,
        subject: workload.service.subject === "legacy" ? "legacy" : "immutable",
        ...(workflow === undefined ? {} : { workflowRef: workflow }),
    };
}

/** Runs that must not pass for it, whatever the roster says. */
function strangersTo(own: WorkflowRun): readonly Omit<NamedRun, "may">[] {
    const { environment: _, ...nowhere } = own;
    return [
        {
            what: "a pull request",
            run: { ...own, ref: "refs/pull/7/merge", event: "pull_request" },
        },
        { what: "a pull request's target", run: { ...own, event: "pull_request_target" } },
        { what: "another environment", run: { ...own, environment: "elsewhere" } },
        { what: "no environment", run: nowhere },
        { what: "another repository of that name", run: { ...own, repositoryId: 1 } },
        { what: "another owner of that name", run: { ...own, ownerId: 1 } },
        { what: "another repository", run: { ...own, repository: "other" } },
        { what: "another audience", run: own, audience: "https://github.com/acme" },
    ];
}

/**
 * Runs that the roster lets in here and not there. A `*` of Vault and of IAM takes slashes, which
 * GitHub's does not: a branch below a pattern has the token, were it not that GitHub's environment
 * starts no job on it.
 */
function neighboursOf(
    own: WorkflowRun,
    { branches, tags, subject, workflow }: WorkflowRuns,
): readonly NamedRun[] {
    const other = own.subject === "legacy" ? "immutable" : "legacy";
    const elsewhere = "acme/x/.github/workflows/x.yml@refs/heads/main";
    const takes = (pattern: string) => branches === "all" || branches.includes(pattern);
    const on = (ref: string) => ({ ...own, ref });
    return [
        { what: "another branch", run: on("refs/heads/topic"), may: branches === "all" },
        { what: "a branch like a tag", run: on("refs/heads/v1.2"), may: branches === "all" },
        { what: "a longer branch", run: on("refs/heads/main2"), may: branches === "all" },
        { what: "a branch of a pattern", run: on("refs/heads/release/1"), may: takes("release/*") },
        { what: "a branch below it", run: on("refs/heads/release/1/2"), may: takes("release/*") },
        { what: "a tag", run: on("refs/tags/v1.2"), may: tags.includes("v*") },
        { what: "another tag", run: on("refs/tags/1.2"), may: false },
        { what: "a tag like a branch", run: on("refs/tags/main"), may: false },
        {
            what: "another workflow",
            run: { ...own, workflowRef: elsewhere },
            may: workflow === undefined,
        },
        {
            what: "another form of subject",
            run: { ...own, subject: other },
            may: subject === "both",
        },
    ];
}
