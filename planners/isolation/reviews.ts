import { deployOf, isAtLeast } from "../../model/graph";
import type { Environment, Person, Place, Service } from "../../model/roster";
import type { Reason } from "../reasons";
import { reason, reviewerReason } from "../reasons";
import type { Workload } from "../workloads";
import type { Declared, Opening, Source } from "./declared";
import { membersOf, pushes, sourcesOf } from "./declared";
import type { Violation } from "./findings";
import { violation } from "./findings";

/**
 * Paths into production past its reviewers: where there are none, where one person is author and
 * reviewer with two accounts, and by administering the repository that the reviewers guard.
 */
export function unguardedProduction(declared: Declared): Violation[] {
    const production = declared.workloads.filter(({ environment }) => environment.production);
    return production.flatMap((workload) => {
        const { reviewers } = deployOf(declared.roster, workload.service, workload.environment.key);
        const sources = sourcesOf(declared.roster, workload.service);
        return [
            ...(reviewers.length === 0
                ? unreviewed(declared, workload, sources)
                : selfReviewed(declared, workload, sources)),
            ...administered(declared, workload),
        ];
    });
}

function unreviewed(
    declared: Declared,
    { service, environment, target }: Workload,
    sources: readonly Source[],
): Violation[] {
    const [found] = sources.flatMap((source) =>
        pushes(declared, source.id).map((opening) => ({ source, opening })),
    );
    if (!found) return [];
    const { source, opening } = found;
    const { at } = deployOf(declared.roster, service, environment.key);
    const where = `${service.key} to ${environment.key}`;
    const whose = source.own ? "" : `, whose workflow deploys ${service.key}`;
    return [
        violation({
            rule: "no-reviewers",
            at: service.deploy.reviewers ? at : environment.deploy.at,
            from: `org/${service.key}`,
            to: target,
            path: [
                reason(opening.at, `${opening.who} may push to ${source.name}${whose}`),
                reason(at, `and so deploys ${where}, where nobody reviews`),
            ],
            settle: "add a team to `deploy.reviewers`",
        }),
    ];
}

/** An account that may push, and the line that allows it. */
interface Author {
    readonly person: Person;
    readonly opening: Opening;
    readonly source: Source;
}

/**
 * GitHub keeps an account from approving its own run, but not a person: one who pushes with one account
 * and reviews with another needs nobody else. Machines and owners are named as residual.
 */
function selfReviewed(
    declared: Declared,
    { service, environment, target }: Workload,
    sources: readonly Source[],
): Violation[] {
    const { graph, roster } = declared;
    const { at, reviewers } = deployOf(roster, service, environment.key);
    const authors = authorsByHuman(declared, sources);
    return reviewers.flatMap((reviewer) =>
        membersOf(declared, reviewer.key).flatMap((person): Violation[] => {
            if (!person.github || person.machine) return [];
            const others = authors.get(graph.human(person.key)) ?? [];
            const author = others.find((account) => account.person !== person);
            if (!author) return [];
            return [
                violation({
                    rule: "isolation",
                    at: sameAsPlace(author.person, person),
                    from: `org/${service.key}`,
                    to: target,
                    path: [
                        pushStep(author),
                        reason(sameAsPlace(author.person, person), `who is ${person.key} as well`),
                        reviewerReason(reviewer, service, environment.key),
                        reason(at, `and approves there what ${author.person.key} wrote`),
                    ],
                    settle: "let one of the two accounts neither push nor review",
                }),
            ];
        }),
    );
}

function authorsByHuman(
    declared: Declared,
    sources: readonly Source[],
): ReadonlyMap<string, readonly Author[]> {
    const found = new Map<string, Author[]>();
    for (const source of sources) {
        for (const opening of pushes(declared, source.id)) {
            for (const person of opening.people()) {
                if (!person.github || person.machine) continue;
                const human = declared.graph.human(person.key);
                const accounts = found.get(human);
                if (accounts) accounts.push({ person, opening, source });
                else found.set(human, [{ person, opening, source }]);
            }
        }
    }
    return found;
}

function pushStep({ person, opening, source }: Author): Reason {
    return reason(opening.at, `${person.key} may push to ${source.name} as ${opening.who}`);
}

/** The line that says that two accounts are the same person's. */
function sameAsPlace(one: Person, other: Person): Place {
    return (one.sameAs ?? other.sameAs)?.at ?? one.at;
}

/** Whoever maintains or administers a repository can change what guards its environments. */
function administered(declared: Declared, { service, environment, target }: Workload): Violation[] {
    const { repository } = service;
    const openings = repository ? declared.openings(repository.id) : [];
    return openings
        .filter(({ permission }) => isAtLeast(permission, "maintain"))
        .map(({ at, who, permission }) =>
            violation({
                rule: "escalation",
                at,
                from: `org/${service.key}`,
                to: target,
                path: [
                    reason(at, `${who} has ${permission} on ${repository?.name}`),
                    guardStep(declared, service, environment),
                ],
                settle: "give push at most",
            }),
        );
}

function guardStep({ roster }: Declared, service: Service, environment: Environment) {
    const { at } = deployOf(roster, service, environment.key);
    return reason(at, `and can change what guards ${environment.key} there`);
}
