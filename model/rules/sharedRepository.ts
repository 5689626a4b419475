import type { Grant, Service } from "../roster";
import { groupBy, isOver, reachOf } from "./reach";
import type { Finding, Rule, RuleContext } from "./rule";
import { grantName } from "./rule";

/** In GitHub a grant reaches a whole repository, and with it services that it does not name. */
export const sharedRepository: Rule = {
    id: "shared-repository",
    judge: ({ graph, instant }: RuleContext) => {
        const reach = reachOf(graph);
        const byRepository = groupBy(graph.roster.services.values(), repositoryOf);
        return graph.roster.grants.flatMap((grant) => {
            if (isOver(grant, instant)) return [];
            return reach.repositories(grant).flatMap((service): Finding[] => {
                const sharing = byRepository.get(repositoryOf(service)) ?? [];
                return sharing.length < 2 ? [] : unnamed(grant, sharing);
            });
        });
    },
};

function repositoryOf({ repository }: Service): number | undefined {
    return repository?.id;
}

function unnamed(grant: Grant, sharing: readonly Service[]): Finding[] {
    return sharing
        .filter((service) => !names(grant, service))
        .map(({ key, repository }) => ({
            at: grant.at,
            subject: key,
            message: (services) =>
                `${grantName(grant)} reaches ${services} too, in the repository ` +
                `${repository?.name}; name what it is meant to reach`,
        }));
}

function names(grant: Grant, service: Service): boolean {
    if (grant.services !== "all") {
        return grant.services?.some(({ key }) => key === service.key) ?? false;
    }
    const environments = grant.in;
    return (
        !environments || service.in.some(({ key }) => environments.some((each) => each.key === key))
    );
}
