import type { Graph, MemberPath } from "../model/graph";
import type { Instant, Window } from "../model/instant";
import { cover, holds, windowOf } from "../model/instant";
import { compare } from "../model/problem";
import type { Grant, Person, Team } from "../model/roster";
import type { Reason } from "./reasons";
import { memberReasons, personReason } from "./reasons";

/** Who holds something: a team, or a person through a personal grant. */
export type Holder =
    | { readonly kind: "team"; readonly key: string; readonly team: Team }
    | { readonly kind: "person"; readonly key: string; readonly person: Person };

/** A person who has what a holder holds, with the time and the reasons. */
export interface HolderMember extends Window {
    readonly person: Person;
    /**
     * Each way in: the team that lists the person and those above it, up to the holder. Empty for a
     * personal grant.
     */
    readonly teams: readonly (readonly string[])[];
    readonly because: readonly Reason[];
}

/** A holder's name in resource names: a person's differs from that of a team with the same key. */
export function holderName(holder: { readonly kind: string; readonly key: string }): string {
    return holder.kind === "person" ? `person:${holder.key}` : holder.key;
}

/** A grant's principal as a holder; undefined where nobody is there. */
export type FindHolder = (principal: Grant["principal"]) => Holder | undefined;

/** The people of a holder at the instant, by key. */
export type FindMembers = (holder: Holder) => readonly HolderMember[];

/** Finds holders among the teams and the people who are here. */
export function createHolders(graph: Graph, people: ReadonlyMap<string, Person>): FindHolder {
    return ({ kind, key }) => {
        if (kind === "team") {
            const team = graph.roster.teams.get(key);
            return team && { kind, key, team };
        }
        const person = people.get(key);
        return person && { kind, key, person };
    };
}

/** Finds the people of holders, of each holder once. */
export function createMembers(graph: Graph, instant: Instant): FindMembers {
    const known = new Map<string, readonly HolderMember[]>();
    return (holder) => {
        const key = holderName(holder);
        const members = known.get(key) ?? membersOf(graph, instant, holder);
        known.set(key, members);
        return members;
    };
}

/** A holder's people at the instant, each once: if there are several ways in, the longest counts. */
function membersOf(graph: Graph, instant: Instant, holder: Holder): HolderMember[] {
    if (holder.kind === "person") {
        const window = graph.standing(holder.person);
        return window ? [{ person: holder.person, teams: [], because: [], ...window }] : [];
    }
    const found = new Map<string, HolderMember>();
    for (const path of graph.members(holder.key).filter((path) => holds(path, instant))) {
        const { person } = path;
        const before = found.get(person.key);
        found.set(
            person.key,
            before
                ? join(before, path)
                : {
                      person,
                      teams: [teamKeys(path)],
                      because: reasonsOf(path),
                      ...windowOf(path),
                  },
        );
    }
    return [...found.values()].sort((a, b) => compare(a.person.key, b.person.key));
}

function join(before: HolderMember, path: MemberPath): HolderMember {
    return {
        person: before.person,
        teams: [...before.teams, teamKeys(path)],
        because: [...before.because, ...reasonsOf(path)],
        ...cover(before, path),
    };
}

function teamKeys(path: MemberPath): string[] {
    return path.teams.map(({ key }) => key);
}

function reasonsOf(path: MemberPath): readonly Reason[] {
    return [...memberReasons(path), ...personReason(path.person)];
}
