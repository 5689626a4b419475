import type { Graph } from "../graph";
import { formatPlace } from "../graph";
import type { Instant, Window } from "../instant";
import { intersect, windowOf } from "../instant";
import { compare } from "../problem";
import type { Grant, Place, Separation } from "../roster";
import type { Holder } from "./reach";
import { deploysAlone, isOver, reachOf } from "./reach";
import type { Finding, Rule, RuleContext } from "./rule";
import { grantWaivers } from "./rule";

/**
 * Nobody holds two of the roles of a separation in the same environment at the same time, now or
 * later. All accounts of a person count as one.
 *
 * Whoever can deploy a service without a reviewer, by pushing to its repository or that of its pinned
 * workflow, or by administering its repository, holds the role that allows this in each environment where
 * it can be done, whether or not a grant names that environment. Owners of the organisation, and members
 * by its base permission, hold no role: they can do it without one.
 */
export const separation: Rule = {
    id: "separation",
    judge: (context) => {
        const holdings = createHoldings(context);
        return context.graph.roster.rules.separation.flatMap((entry) =>
            pairs(entry.roles.map(({ key }) => key)).flatMap(([one, other]) =>
                entry.in.flatMap(({ key }) => {
                    const here = holdings(one, key);
                    const there = here.size > 0 ? holdings(other, key) : here;
                    return clashes(here, there).map((clash) => clashFinding(entry, key, clash));
                }),
            ),
        );
    },
};

/** A way in which a person holds a role in an environment. */
interface Holding extends Window {
    readonly human: string;
    readonly grant: Grant;
    readonly holder: Holder;
    /** The service that the holder can deploy without a reviewer, where no grant names the environment. */
    readonly via?: string;
}

type ByHuman = ReadonlyMap<string, readonly Holding[]>;

function createHoldings({ graph, instant }: RuleContext) {
    const known = new Map<string, ByHuman>();
    return (role: string, environment: string): ByHuman => {
        const id = `${role} ${environment}`;
        const found = known.get(id);
        if (found) return found;
        const holdings = findHoldings(graph, instant, role, environment);
        known.set(id, holdings);
        return holdings;
    };
}

function findHoldings(graph: Graph, instant: Instant, role: string, environment: string): ByHuman {
    const reach = reachOf(graph);
    const found = new Map<string, Holding[]>();
    for (const { grant, via } of grantsInto(graph, role, environment)) {
        for (const holder of reach.holders(grant)) {
            if (isOver(holder, instant) || (via !== undefined && !holder.person.github)) continue;
            const human = graph.human(holder.person.key);
            const others = found.get(human) ?? [];
            found.set(human, others);
            // Most ways are open at both ends: of those that last equally long, the first is enough.
            if (others.some((other) => lastEqually(other, holder))) continue;
            others.push({ human, grant, holder, ...windowOf(holder), ...(via ? { via } : {}) });
        }
    }
    return found;
}

function lastEqually(one: Window, other: Window): boolean {
    return one.from === other.from && one.until === other.until;
}

/** The grants by which the role is held in the environment: those that name it come first. */
function grantsInto(graph: Graph, role: string, environment: string) {
    const reach = reachOf(graph);
    const direct: { grant: Grant; via?: string }[] = [];
    const indirect: { grant: Grant; via?: string }[] = [];
    for (const grant of reach.grantsOf(role)) {
        if (reach.environments(grant).includes(environment)) direct.push({ grant });
        else {
            const via = deploysAlone(graph, grant).get(environment)?.key;
            if (via !== undefined) indirect.push({ grant, via });
        }
    }
    return [...direct, ...indirect];
}

interface Clash {
    readonly one: Holding;
    readonly other: Holding;
}

/** Everybody who holds both at some time, each once. */
function clashes(one: ByHuman, other: ByHuman): Clash[] {
    return [...one].flatMap(([human, holdings]) => {
        for (const here of holdings) {
            const there = other.get(human)?.find((each) => overlap(here, each));
            if (there) return [{ one: here, other: there }];
        }
        return [];
    });
}

function overlap(one: Window, other: Window): boolean {
    const { from = -Infinity, until = Infinity } = intersect(one, other);
    return from < until;
}

function clashFinding({ reason }: Separation, environment: string, { one, other }: Clash): Finding {
    const because = reason === undefined ? "" : `: ${reason}`;
    const roles = `${one.grant.role.key} and ${other.grant.role.key}`;
    return {
        at: lineOf(other.holder.path && !one.holder.path ? one : other),
        subject: one.human,
        message: (human) =>
            `${human} may not hold ${roles} in ${environment} together${because}; ` +
            `${describe(one)}, ${describe(other)}: take one away`,
        waivers: [
            ...new Set([...waiversOf(one), ...waiversOf(other), `environments.${environment}`]),
        ],
    };
}

function waiversOf({ human, grant, holder, via }: Holding): string[] {
    const people = [`people.${human}`, `people.${holder.person.key}`];
    return [...grantWaivers(grant), ...people, ...(via ? [`services.${via}`] : [])];
}

/** The line that gives it to this person and to nobody else. */
function lineOf({ grant, holder }: Holding): Place {
    return holder.path?.member.at ?? grant.at;
}

/** `developer through payments (teams.yaml:14), by deploying checkout without a reviewer` */
function describe(holding: Holding): string {
    const { human, grant, holder, via } = holding;
    const { principal, role } = grant;
    const by = principal.kind === "team" ? `through ${principal.key}` : "by a grant";
    const account = holder.person.key === human ? "" : ` to ${holder.person.key}`;
    const alone = via === undefined ? "" : `, by deploying ${via} without a reviewer`;
    return `${role.key} ${by}${account} (${formatPlace(lineOf(holding))})${alone}`;
}

/** `[a, b, c]` -> `[a, b]`, `[a, c]`, `[b, c]` */
function pairs(keys: readonly string[]): [string, string][] {
    const distinct = [...new Set(keys)].sort(compare);
    return distinct.flatMap((one, index) =>
        distinct.slice(index + 1).map((other): [string, string] => [one, other]),
    );
}
