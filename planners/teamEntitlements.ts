import type { Person, Roster, Team } from "../model/roster";
import type { Entitlement } from "./entitlements";
import { findEntitlements } from "./entitlements";
import type { HolderMember } from "./holders";
import type { Holdings } from "./holdings";
import type { Reason } from "./reasons";
import { reason } from "./reasons";

/**
 * What a team gives to anyone in it: its own grants, those of the teams above it, and what they reach.
 * Empty if the team is not known.
 *
 * It is planned for an imaginary person who is in that team and nothing else, so it cannot differ from what
 * members get; that person's own leaves are left out of `resources`.
 */
export function findTeamEntitlements(holdings: Holdings, key: string): Entitlement[] {
    const members = new Map(
        chainOf(holdings.graph.roster, key).map(({ team, because }, index, chain) => {
            const teams = [chain.slice(0, index + 1).map((below) => below.team.key)];
            return [team.key, { person: anybody, teams, because } satisfies HolderMember];
        }),
    );
    const narrow = <T extends Pick<Holdings["roles"][number], "holder">>(held: readonly T[]) =>
        held.flatMap((holding) => {
            const { kind, key } = holding.holder;
            const member = kind === "team" ? members.get(key) : undefined;
            return member ? [{ ...holding, members: [member] }] : [];
        });
    const narrowed = {
        ...holdings,
        people: new Map<string, Person>(),
        roles: narrow(holdings.roles),
        repositories: narrow(holdings.repositories),
    };
    return findEntitlements(narrowed)
        .filter(({ principal }) => principal === `person:${anybody.key}`)
        .map((entitlement) => ({
            ...entitlement,
            principal: `team:${key}`,
            resources: entitlement.resources.filter((resource) => !isPersonal(resource)),
        }));
}

/** The team and the teams above it, with the reasons why it has their grants. */
function chainOf(roster: Roster, key: string): { team: Team; because: readonly Reason[] }[] {
    const chain: { team: Team; because: readonly Reason[] }[] = [];
    let team = roster.teams.get(key);
    let because: readonly Reason[] = [];
    while (team && !chain.some((below) => below.team === team)) {
        chain.push({ team, because });
        const { key: child, parent } = team;
        if (!parent) break;
        because = [...because, reason(parent.at, `${child} is part of ${parent.key}`)];
        team = roster.teams.get(parent.key);
    }
    return chain;
}

/** Stands for any member; no key in a roster contains a `*`. */
const anybody: Person = {
    key: "*",
    at: { file: "", line: 0, column: 0 },
    name: "*",
    email: "*",
    github: { login: "*", id: 0 },
    aws: { userId: "*" },
    vault: { alias: "*" },
    previously: [],
};

function isPersonal(resource: string): boolean {
    return /^[^:]+:Person(Access|Identity)\//.test(resource);
}
