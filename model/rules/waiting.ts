import type { Graph } from "../graph";
import type { Grant, Person, Role, Roster } from "../roster";
import type { Reach } from "./reach";
import { isOver, reachOf } from "./reach";
import type { Finding, Rule } from "./rule";

/** Somebody granted something in a system that does not know them yet gets it once it does. */
export const waiting: Rule = {
    id: "waiting",
    judge: ({ graph, instant }) => {
        const reach = reachOf(graph);
        const gaps = findGaps(graph.roster);
        const concerns = createConcerns(graph, gaps);
        const found = new Map<string, Finding>();
        for (const grant of gaps.length > 0 ? graph.roster.grants : []) {
            if (!concerns(grant)) continue;
            const open = gaps.filter((gap) => givesIn(graph, reach, grant, gap.system));
            if (open.length === 0) continue;
            for (const holder of reach.holders(grant)) {
                for (const { system, missing, people } of open) {
                    const { person } = holder;
                    const id = `${system} ${person.key}`;
                    if (!people.has(person) || found.has(id) || isOver(holder, instant)) continue;
                    found.set(id, waitingFor(person, grant, system, missing));
                }
            }
        }
        return [...found.values()];
    },
};

type System = "GitHub" | "AWS" | "Vault";

/** The people whom a system does not know, and what under `people.KEY` would change that. */
interface Gap {
    readonly system: System;
    readonly missing: string;
    readonly people: ReadonlySet<Person>;
}

function findGaps({ organization, people }: Roster): Gap[] {
    const gaps: Gap[] = [];
    const add = (system: System, missing: string, known: (person: Person) => unknown) => {
        const unknown = new Set([...people.values()].filter((person) => !known(person)));
        if (unknown.size > 0) gaps.push({ system, missing, people: unknown });
    };
    add("GitHub", "github", ({ github }) => github);
    if (organization.aws?.identityCenter.users === "external") {
        add("AWS", "aws.userId", ({ aws }) => aws);
    }
    const alias = organization.vault?.login.alias;
    if (alias === "github") add("Vault", "github", ({ github }) => github);
    if (alias === "person") add("Vault", "vault.alias", ({ vault }) => vault);
    return gaps;
}

/** Whether a grant's principal is, or contains, anybody whom some system does not know: few do. */
function createConcerns(graph: Graph, gaps: readonly Gap[]): (grant: Grant) => boolean {
    const unknown = new Set(gaps.flatMap(({ people }) => [...people].map(({ key }) => key)));
    const teams = new Map<string, boolean>();
    return ({ principal: { kind, key } }) => {
        if (kind === "person") return unknown.has(key);
        const found =
            teams.get(key) ?? graph.members(key).some((path) => unknown.has(path.person.key));
        teams.set(key, found);
        return found;
    };
}

function givesIn({ roster }: Graph, reach: Reach, grant: Grant, system: System): boolean {
    const role = roster.roles.get(grant.role.key);
    if (!role) return false;
    if (system === "GitHub") return reach.repositories(grant).length > 0;
    return (
        hasPart(role, system) &&
        reach.environments(grant).some((key) => {
            const environment = roster.environments.get(key);
            return system === "AWS" ? environment?.aws : environment?.vault;
        })
    );
}

function hasPart(role: Role, system: "AWS" | "Vault"): boolean {
    return system === "AWS" ? role.aws !== undefined : role.vault.length > 0;
}

function waitingFor(person: Person, grant: Grant, system: System, missing: string): Finding {
    return {
        at: person.at,
        subject: person.key,
        message: (who) =>
            `${who} gets nothing in ${system}, where ${grant.role.key} would give something, until ` +
            `people.${person.key} has \`${missing}\``,
    };
}
