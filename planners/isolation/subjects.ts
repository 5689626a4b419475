import type { Place } from "../../model/roster";
import { groupBy } from "../../model/rules/reach";
import { reason } from "../reasons";
import { subjectsOf } from "../workflowRun";
import type { Workload } from "../workloads";
import { githubEnvironmentOf, workflowRunsOf } from "../workloads";
import type { Declared } from "./declared";
import type { Violation } from "./findings";
import { violation } from "./findings";

/**
 * Runs of GitHub Actions that fit two identities: because two share a GitHub environment, or a subject.
 * Case is ignored, as GitHub compares names without it.
 */
export function sharedSubjects(declared: Declared): Violation[] {
    const { workloads } = declared;
    const environments = groupBy(
        workloads.map((workload) => ({ workload, key: environmentKey(declared, workload) })),
        ({ key }) => key,
    );
    const subjects = groupBy(
        workloads.flatMap((workload) =>
            subjectsOf(workflowRunsOf(declared.roster, workload)).map((subject) => ({
                workload,
                key: subject.toLowerCase(),
            })),
        ),
        ({ key }) => key,
    );
    const found = [...environments.values(), ...subjects.values()].flatMap((group) =>
        coincidences(
            declared,
            group.map(({ workload }) => workload),
        ),
    );
    return [...found, ...reusedNames(declared)];
}

function environmentKey({ roster }: Declared, workload: Workload): string {
    const name = githubEnvironmentOf(roster, workload).toLowerCase();
    return `${workload.service.repository?.id} ${name}`;
}

function coincidences({ roster }: Declared, [first, ...others]: readonly Workload[]): Violation[] {
    if (!first) return [];
    return others.map((other) => {
        const name = githubEnvironmentOf(roster, other);
        const repository = other.service.repository?.name;
        return violation({
            rule: "duplicate-identity",
            at: placeIn(other),
            from: first.target,
            to: other.target,
            path: [
                reason(placeIn(first), `a run of ${repository} for ${first.target} names ${name}`),
                reason(placeIn(other), `which is the GitHub environment of ${other.target} too`),
            ],
            settle: 'set githubEnvironment to "${service}-${environment}"',
        });
    });
}

/** The line that says that a service is in the environment. */
function placeIn({ service, environment }: Workload): Place {
    return service.in.find(({ key }) => key === environment.key)?.at ?? service.at;
}

/** A subject without ids fits whichever repository has the name, including a later one. */
function reusedNames({ workloads, roster }: Declared): Violation[] {
    const byName = groupBy(roster.services.values(), ({ repository }) =>
        repository?.name.toLowerCase(),
    );
    return workloads.flatMap(({ service, target }) => {
        const { repository, subject } = service;
        if (!repository || subject === "immutable") return [];
        const other = byName
            .get(repository.name.toLowerCase())
            ?.find((each) => each.repository?.id !== repository.id);
        if (!other) return [];
        return [
            violation({
                rule: "duplicate-identity",
                at: service.at,
                from: `org/${other.key}`,
                to: target,
                path: [
                    reason(other.at, `${other.key} is in another repository of the same name`),
                    reason(service.at, `which the legacy subject of ${target} does not tell apart`),
                ],
                settle: "set subject to immutable",
            }),
        ];
    });
}
