import type { Graph } from "../graph";
import type { Place, Reference } from "../roster";
import { describeShortage, shortage, timeOf } from "./headcount";
import type { Finding, Rule } from "./rule";
import { grantName } from "./rule";

/** A leaver is named only under `leavers`: any other line is access that somebody overlooked. */
export const leaverStillListed: Rule = {
    id: "leaver-still-listed",
    judge: ({ graph }) => [...mentions(graph)].flatMap((mention) => leaverFinding(graph, mention)),
};

interface Mention {
    readonly key: string;
    readonly at: Place;
    /** What the line says about the leaver, and how to correct it. */
    readonly as: string;
    readonly instead: string;
}

function* mentions({ roster }: Graph): Generator<Mention> {
    const takeOut = "take the line out";
    for (const { key, at, manager, sameAs } of roster.people.values()) {
        yield { key, at, as: "stands under people", instead: takeOut };
        if (manager) {
            const as = `is the manager of ${key}`;
            yield { ...manager, as, instead: "name the new manager" };
        }
        if (sameAs) {
            const as = `is the person behind ${key}`;
            yield { ...sameAs, as, instead: `${key} leaves too: \`rollcall leave ${key}\`` };
        }
    }
    for (const team of roster.teams.values()) {
        for (const { person, at } of team.members) {
            yield { key: person, at, as: `is a member of ${team.key}`, instead: takeOut };
        }
    }
    for (const grant of roster.grants) {
        if (grant.principal.kind !== "person") continue;
        const as = `has the grant ${grantName(grant)}`;
        yield { key: grant.principal.key, at: grant.at, as, instead: takeOut };
    }
    for (const { key, at } of roster.organization.github.owners) {
        yield { key, at, as: "owns the organisation", instead: takeOut };
    }
}

function leaverFinding({ roster }: Graph, { key, at, as, instead }: Mention): Finding[] {
    const leaver = roster.leavers.get(key);
    if (!leaver) return [];
    const message = () => `${key} left on ${leaver.left} and still ${as}; ${instead}`;
    return [{ at, subject: key, message }];
}

/**
 * One person must not be able to lock everybody else out of the organisation. An account that no person
 * uses owns nothing: whoever holds its token would own everything.
 */
export const tooFewOwners: Rule = {
    id: "too-few-owners",
    judge: ({ graph, instant }) => {
        const { organization, rules } = graph.roster;
        const { owners } = organization.github;
        const machines = owners
            .filter(({ key }) => graph.roster.people.get(key)?.machine)
            .map(({ key, at }): Finding => {
                const message = (who: string) =>
                    `${who} belongs to no person and may not own the organisation; take it out`;
                return { at, subject: key, message };
            });
        const stands = owners.flatMap((owner) => ownerStand(graph, owner));
        const found = shortage(stands, rules.minimumOwners, instant);
        if (!found) return machines;
        const message = () =>
            `the organisation has too few owners: ${describeShortage(found)}, and ` +
            `rules.minimumOwners asks for ${rules.minimumOwners}; name people who are here and ` +
            "have GitHub";
        const at = owners[0]?.at ?? organization.at;
        return [...machines, { at, subject: "", message, ...timeOf(found) }];
    },
};

function ownerStand({ roster, standing, human }: Graph, { key }: Reference) {
    const person = roster.people.get(key);
    const window = person && standing(person);
    if (!window || !person.github || person.machine) return [];
    return [{ human: human(key), ...window }];
}
