import type { Graph } from "../graph";
import type { Person, Roster } from "../roster";
import { ownerReference } from "../roster";
import type { Finding, Rule } from "./rule";

/** What nothing refers to has no effect, until somebody believes that it has. */
export const unused: Rule = {
    id: "unused",
    judge: ({ graph }) => [...unusedRoles(graph), ...unusedTeams(graph), ...unusedPeople(graph)],
};

function unusedRoles({ roster }: Graph): Finding[] {
    const granted = new Set(roster.grants.map(({ role }) => role.key));
    return [...roster.roles.values()]
        .filter(({ key }) => !granted.has(key))
        .map(({ key, at }) => ({
            at,
            subject: key,
            message: (role) => `no grant gives role ${role}; grant it or take it out`,
        }));
}

function unusedTeams({ roster }: Graph): Finding[] {
    const used = new Set(mentionedTeams(roster));
    return [...roster.teams.values()]
        .filter(({ key, members }) => members.length === 0 && !used.has(key))
        .map(({ key, at }) => ({
            at,
            subject: key,
            message: (team) =>
                `team ${team} has no members, no grant and no team below it, and neither owns nor ` +
                "reviews anything; use it or take it out",
        }));
}

function* mentionedTeams(roster: Roster): Generator<string> {
    for (const { parent } of roster.teams.values()) if (parent) yield parent.key;
    for (const { principal } of roster.grants) if (principal.kind === "team") yield principal.key;
    for (const { machine } of roster.people.values()) if (machine) yield machine.key;
    for (const { deploy } of roster.environments.values()) {
        for (const { key } of deploy.reviewers) if (key !== ownerReference) yield key;
    }
    for (const { owner, deploy } of roster.services.values()) {
        yield owner.key;
        for (const { key } of deploy.reviewers ?? []) if (key !== ownerReference) yield key;
    }
}

function unusedPeople({ roster }: Graph): Finding[] {
    const used = new Set(mentionedPeople(roster));
    const opens = roster.organization.github.basePermission !== "none";
    return [...roster.people.values()]
        .filter((person) => !used.has(person.key) && !(opens && person.github))
        .map(unusedPerson);
}

function* mentionedPeople(roster: Roster): Generator<string> {
    for (const { members } of roster.teams.values()) for (const { person } of members) yield person;
    for (const { principal } of roster.grants) if (principal.kind === "person") yield principal.key;
    for (const { key } of roster.organization.github.owners) yield key;
    for (const { sameAs, manager } of roster.people.values()) {
        if (sameAs) yield sameAs.key;
        if (manager) yield manager.key;
    }
}

function unusedPerson({ key, at }: Person): Finding {
    return {
        at,
        subject: key,
        message: (person) =>
            `${person} is in no team, has no grant and owns nothing; add a line or take ${person} out`,
    };
}
