import { deployOf } from "../model/graph";
import type { Roster } from "../model/roster";
import { workloadSystems } from "../planners/parts";
import type { Workload } from "../planners/workloads";
import {
    jwtBackendPath,
    workflowRunsOf,
    workloadRoleArn,
    workloadVaultRole,
} from "../planners/workloads";
import type { TriedRun } from "../sandbox/tryWorkflowRun";
import { wrongUse } from "./failure";

/** What may be said about a workflow run; the rest is as the service declares it. */
export interface RunOptions {
    readonly branch?: string;
    readonly tag?: string;
    readonly event?: string;
    readonly repository?: string;
    readonly repositoryId?: string;
    readonly ownerId?: string;
    readonly workflow?: string;
    readonly audience?: string;
}

/** Id 1 belongs to someone else, so it stands for a stranger. */
const strangersId = 1;

/**
 * The run that the options describe: what they leave out is as in a run that is meant to get credentials.
 *
 * @throws Failure where an option makes no sense.
 */
export function triedRunOf(roster: Roster, workload: Workload, options: RunOptions): TriedRun {
    const { environment, subject, workflow: pinned } = workflowRunsOf(roster, workload);
    const systems = workloadSystems(roster, workload.service, workload.environment.key);
    const workflowRef = options.workflow ?? pinned;
    return {
        ...repositoryOf(roster, workload, options),
        environment,
        ref: refOf(roster, workload, options),
        event: options.event ?? "push",
        subject: subject === "legacy" ? "legacy" : "immutable",
        ...(workflowRef === undefined ? {} : { workflowRef }),
        ...(options.audience === undefined ? {} : { audience: options.audience }),
        ...(systems.includes("aws") ? { roleArn: workloadRoleArn(workload) } : {}),
        ...(systems.includes("vault") ? { vault: vaultOf(workload) } : {}),
    };
}

function vaultOf(workload: Workload) {
    return {
        backend: jwtBackendPath(workload.environment.key),
        role: workloadVaultRole(workload),
    };
}

/** Another name is another repository: it gets ids that are not the service's, unless they are given. */
function repositoryOf(roster: Roster, workload: Workload, options: RunOptions) {
    const declared = workflowRunsOf(roster, workload).repository;
    const whole = options.repository ?? `${declared.owner}/${declared.name}`;
    const [, owner, repository] = /^([\w-]+)\/([\w.-]+)$/.exec(whole) ?? [];
    if (owner === undefined || repository === undefined) {
        throw wrongUse(`--repository is ${JSON.stringify(whole)}`, "give OWNER/REPOSITORY");
    }
    const own = owner === declared.owner;
    const known = [...roster.services.values()].find((one) => one.repository?.name === repository);
    const id = own ? (known?.repository?.id ?? strangersId) : strangersId;
    return {
        owner,
        ownerId: idOf("--owner-id", options.ownerId) ?? (own ? declared.ownerId : strangersId),
        repository,
        repositoryId: idOf("--repository-id", options.repositoryId) ?? id,
    };
}

function idOf(option: string, text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const id = Number(text);
    if (Number.isSafeInteger(id) && id > 0) return id;
    throw wrongUse(`${option} is ${JSON.stringify(text)}`, "GitHub's ids are positive numbers");
}

function refOf(roster: Roster, workload: Workload, { branch, tag, event }: RunOptions): string {
    if (branch !== undefined && tag !== undefined) {
        throw wrongUse("a run is on a branch or on a tag", "give --branch or --tag");
    }
    if (branch !== undefined) return `refs/heads/${branch}`;
    if (tag !== undefined) return `refs/tags/${tag}`;
    if (event === "pull_request") return "refs/pull/1/merge";
    return firstRef(roster, workload);
}

/** A name is preferred to a pattern, and a branch to a tag; a pattern's `*` may stand for any name. */
function firstRef(roster: Roster, { service, environment }: Workload): string {
    const { branches, tags } = deployOf(roster, service, environment.key);
    const refs = [
        ...(branches === "all" ? ["main"] : branches).map((name) => `refs/heads/${name}`),
        ...tags.map((name) => `refs/tags/${name}`),
    ];
    const [first = ""] = [...refs.filter((ref) => !ref.includes("*")), ...refs];
    return first.replaceAll("*", "1");
}
