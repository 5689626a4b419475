import { deployOf, isAtLeast, repositoriesOf } from "../model/graph";
import type { Window } from "../model/instant";
import { cover, windowOf } from "../model/instant";
import { compare } from "../model/problem";
import type { Grant, RepositoryPermission, Roster, Service } from "../model/roster";
import type { FindHolder, FindMembers, Holder, HolderMember } from "./holders";
import { holderName } from "./holders";
import type { Reason } from "./reasons";
import { grantReason, reviewerReason } from "./reasons";

/** A permission on a repository: the widest that any grant gives to one holder. */
export interface RepositoryHolding extends Window {
    readonly holder: Holder;
    readonly repository: { readonly name: string; readonly id: number };
    readonly permission: RepositoryPermission;
    /** Every service in the repository; grants name some of them. */
    readonly services: readonly Service[];
    readonly named: ReadonlySet<string>;
    readonly because: readonly Reason[];
    readonly members: readonly HolderMember[];
    /**
     * A personal permission that the person also has through a team or as an owner of the organisation.
     * GitHub reports a collaborator's widest permission, which would show up as a change in every run, so
     * nothing is provisioned for it.
     */
    readonly covered: boolean;
}

interface Contribution extends Window {
    readonly holder: Holder;
    readonly service: Service;
    readonly permission: RepositoryPermission;
    readonly named: boolean;
    readonly reason: Reason;
}

/** One holding for each holder and repository, in the order of their names and ids. */
export function findRepositories(
    roster: Roster,
    grants: readonly Grant[],
    findHolder: FindHolder,
    findMembers: FindMembers,
): RepositoryHolding[] {
    const grouped = new Map<string, Contribution[]>();
    for (const contribution of [
        ...granted(roster, grants, findHolder),
        ...reviewed(roster, findHolder),
    ]) {
        const id = `${holderName(contribution.holder)} ${contribution.service.repository?.id}`;
        const group = grouped.get(id);
        if (group) group.push(contribution);
        else grouped.set(id, [contribution]);
    }
    const found = [...grouped.entries()]
        .sort(([a], [b]) => compare(a, b))
        .flatMap(([, group]) => widest(roster, group, findMembers));
    return found.map((holding) => ({ ...holding, covered: isCovered(roster, holding, found) }));
}

function isCovered(
    roster: Roster,
    { holder, repository, permission }: WidestHolding,
    all: readonly WidestHolding[],
): boolean {
    if (holder.kind === "team") return false;
    if (roster.organization.github.owners.some(({ key }) => key === holder.key)) return true;
    return all.some(
        (other) =>
            other.holder.kind === "team" &&
            other.repository.id === repository.id &&
            isAtLeast(other.permission, permission) &&
            other.members.some(({ person }) => person.key === holder.key),
    );
}

type WidestHolding = Omit<RepositoryHolding, "covered">;

function granted(roster: Roster, grants: readonly Grant[], findHolder: FindHolder): Contribution[] {
    return grants.flatMap((grant) => {
        const holder = findHolder(grant.principal);
        const permission = roster.roles.get(grant.role.key)?.github?.permission;
        if (!holder || !permission) return [];
        const reason = grantReason(grant);
        return repositoriesOf(roster, grant).map((service) => ({
            holder,
            service,
            permission,
            named: true,
            reason,
            ...windowOf(grant),
        }));
    });
}

/** GitHub requires reviewers to have read access to the repository, so a reviewing team gets `pull`. */
function reviewed(roster: Roster, findHolder: FindHolder): Contribution[] {
    return [...roster.services.values()].flatMap((service) =>
        (service.repository ? service.in : []).flatMap(({ key }) =>
            deployOf(roster, service, key).reviewers.flatMap((reviewer) => {
                const holder = findHolder({ kind: "team", key: reviewer.key });
                const reason = reviewerReason(reviewer, service, key);
                return holder
                    ? [{ holder, service, permission: "pull" as const, named: true, reason }]
                    : [];
            }),
        ),
    );
}

function widest(
    roster: Roster,
    group: readonly Contribution[],
    findMembers: FindMembers,
): WidestHolding[] {
    const [first] = group;
    const repository = first?.service.repository;
    if (!first || !repository) return [];
    const permission = group.reduce(
        (best, { permission }) => (isAtLeast(permission, best) ? permission : best),
        first.permission,
    );
    const widest = group.filter((contribution) => contribution.permission === permission);
    return [
        {
            holder: first.holder,
            repository,
            permission,
            services: [...roster.services.values()].filter(
                (service) => service.repository?.id === repository.id,
            ),
            named: new Set(widest.map(({ service }) => service.key)),
            because: [...new Set(widest.map(({ reason }) => reason))],
            members: findMembers(first.holder),
            ...widest.map(windowOf).reduce(cover),
        },
    ];
}
