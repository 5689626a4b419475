import { deployOf, workflowServices } from "../../model/graph";
import type { Service } from "../../model/roster";
import { groupBy } from "../../model/rules/reach";
import { reason, reviewerReason } from "../reasons";
import type { Declared } from "./declared";
import { membersOf, pushes, sourcesOf } from "./declared";
import type { Path, Residual } from "./findings";
import type { Right } from "./rights";

/** AWS managed policies that allow assuming any role of any account that trusts the caller. */
const assumingPolicies: ReadonlySet<string> = new Set(["AdministratorAccess", "PowerUserAccess"]);

/** Where an environment depends on somebody's care rather than on a boundary. */
export function softSpots(declared: Declared, rights: readonly Right[]): Residual[] {
    return [
        ...managedPolicies(declared, rights),
        ...machineAuthors(declared),
        ...movingWorkflows(declared),
    ];
}

function managedPolicies({ environments }: Declared, rights: readonly Right[]): Residual[] {
    const used = rights.flatMap(({ environment, target, aws }) =>
        (aws?.managed ?? [])
            .filter((name) => assumingPolicies.has(name))
            .map((name) => ({
                name,
                environment,
                step: reason(aws?.at ?? environment.at, `${target} has ${name}`),
            })),
    );
    return [...groupBy(used, ({ name }) => name)].flatMap(([name, group]): Residual[] => {
        const first = group[0];
        if (!first || environments.length < 2) return [];
        const here = new Set(group.map(({ environment }) => environment));
        const steps = [...groupBy(group, ({ environment }) => environment).values()];
        const others = steps.slice(1).flatMap(([use]) => use?.step ?? []);
        return [
            {
                kind: "residual",
                plane: "managed-policy",
                on: name,
                environments: environments.filter((one) => here.has(one)).map(({ key }) => key),
                path: [first.step, ...others],
                reducedBy:
                    "statements of its own, or a service control policy that denies " +
                    "sts:AssumeRole outside of the account",
            },
        ];
    });
}

/**
 * The team that answers for a machine holds its token. If that team reviews too, one of its members
 * can push as the machine and approve as themselves.
 */
function machineAuthors(declared: Declared): Residual[] {
    const { roster } = declared;
    const production = declared.workloads.filter(({ environment }) => environment.production);
    return production.flatMap(({ service, environment, target }) => {
        const machines = machinesOf(declared, service);
        if (machines.length === 0) return [];
        return deployOf(roster, service, environment.key).reviewers.flatMap((reviewer) => {
            const reviewing = new Set(membersOf(declared, reviewer.key));
            const found = machines.find(({ team }) =>
                membersOf(declared, team.key).some((person) => reviewing.has(person)),
            );
            if (!found) return [];
            const { machine, team, opening, source } = found;
            return [
                {
                    kind: "residual" as const,
                    plane: "machine" as const,
                    on: `${machine.key} ${target}`,
                    environments: [environment.key],
                    path: [
                        reason(opening.at, `${machine.key} may push to ${source.name}`),
                        reason(team.at, `for which somebody of ${team.key} answers`),
                        reviewerReason(reviewer, service, environment.key),
                    ] as const,
                    reducedBy:
                        "reviewers who do not hold the machine's token, and a protected branch " +
                        "that takes nothing without a review",
                },
            ];
        });
    });
}

/** The machines that may push to what deploys a service, each with the team that answers for it. */
function machinesOf(declared: Declared, service: Service) {
    return sourcesOf(declared.roster, service).flatMap((source) =>
        pushes(declared, source.id).flatMap((opening) =>
            opening.people().flatMap((person) => {
                const { machine: team } = person;
                return team ? [{ machine: person, team, opening, source }] : [];
            }),
        ),
    );
}

/**
 * A pinned workflow that its repository can change, because it is not pinned by commit: reviewers
 * approve a deployment, not what the workflow has become by then.
 */
function movingWorkflows(declared: Declared): Residual[] {
    const deployed = groupBy(declared.workloads, ({ service }) => service.workflow);
    return [...deployed].flatMap(([workflow, [first, ...others]]): Residual[] => {
        if (workflow === undefined || !first || /@[0-9a-f]{40}$/.test(workflow)) return [];
        const used = new Set([first, ...others].map(({ environment }) => environment));
        const step = reason(first.service.at, `${first.service.key} is deployed by its workflow`);
        return [
            {
                kind: "residual",
                plane: "workflow",
                on: workflow,
                environments: declared.environments
                    .filter((environment) => used.has(environment))
                    .map(({ key }) => key),
                path: [...workflowAuthors(declared, first.service, workflow), step],
                reducedBy: "the workflow by its commit, or a branch that takes nothing unreviewed",
            },
        ];
    });
}

function workflowAuthors(declared: Declared, service: Service, workflow: string): Path {
    const [owner, name] = workflow.split("/");
    const ids = new Set(
        workflowServices(declared.roster, service).flatMap((each) => each.repository?.id ?? []),
    );
    const [first, ...others] = [...ids].flatMap((id) =>
        pushes(declared, id).map(({ at, who }) => reason(at, `${who} may push to ${name}`)),
    );
    if (first) return [first, ...others];
    return [reason(service.at, `the roster does not say who may push to ${owner}/${name}`)];
}
