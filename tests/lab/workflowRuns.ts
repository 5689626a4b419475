import type { Roster } from "../../model/roster";
import { type Workload, workflowRunsOf } from "../../planners/workloads";
import type { WorkflowRun } from "../../sandbox/githubToken";

export interface NamedRun {
    readonly what: string;
    readonly run: WorkflowRun;
    /** Absent: the Vault's own. */
    readonly audience?: string;
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
export function strangersTo(own: WorkflowRun): readonly NamedRun[] {
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

/** Runs that the roster lets in here and not there. */
export function neighboursOf(own: WorkflowRun): readonly NamedRun[] {
    const other = own.subject === "legacy" ? "immutable" : "legacy";
    const elsewhere = "acme/x/.github/workflows/x.yml@refs/heads/main";
    return [
        { what: "another branch", run: { ...own, ref: "refs/heads/topic" } },
        { what: "a branch of a pattern", run: { ...own, ref: "refs/heads/release/1" } },
        { what: "a branch below that", run: { ...own, ref: "refs/heads/release/1/2" } },
        { what: "a tag", run: { ...own, ref: "refs/tags/v1.2" } },
        { what: "another tag", run: { ...own, ref: "refs/tags/1.2" } },
        { what: "another workflow", run: { ...own, workflowRef: elsewhere } },
        { what: "another form of subject", run: { ...own, subject: other } },
    ];
}
