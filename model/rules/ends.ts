import type { Seconds, Window } from "../instant";
import { formatDuration, formatInstant } from "../instant";
import type { Grant } from "../roster";
import type { Holder } from "./reach";
import { isOver, productionOf, reachOf } from "./reach";
import type { Finding, Rule, RuleContext } from "./rule";
import { grantWaivers } from "./rule";

/** One way to hold a role in a production environment that has to end. */
interface Way {
    readonly grant: Grant;
    readonly environment: string;
    readonly holder: Holder;
    /** How long it may last, where `longestGrant` says so. */
    readonly longest: Seconds | undefined;
}

/**
 * A person's grant in production, and every way to hold a role under `longestGrant` there, has an end:
 * its own, the membership's or the person's.
 */
export const missingUntil: Rule = {
    id: "missing-until",
    judge: (context) =>
        waysIntoProduction(context)
            .filter(({ holder }) => holder.until === undefined)
            .map((way) =>
                wayFinding(way, (role) => {
                    const or = way.holder.path ? ", or each membership," : "";
                    return `${role} has no end; give the grant${or} an \`until\`${allowed(way)}`;
                }),
            ),
};

/**
 * A way to hold a role under `longestGrant` lasts no longer than that, from its `from` to its `until`.
 *
 * The length does not depend on when one looks. A way without a `from` is refused: it would count
 * as too long today and as short enough on its last day, without anybody changing a line.
 */
export const grantTooLong: Rule = {
    id: "grant-too-long",
    judge: (context) =>
        waysIntoProduction(context).flatMap((way) => {
            const { longest, holder } = way;
            if (longest === undefined || holder.until === undefined) return [];
            if (holder.from === undefined) {
                return wayFinding(
                    way,
                    (role) =>
                        `${role} has an end and no beginning, so nothing says how long it lasts; ` +
                        `add \`from\`${allowed(way)}`,
                );
            }
            const seconds = (holder.until - holder.from) / 1_000;
            if (seconds <= longest) return [];
            return wayFinding(
                way,
                (role) => `${role} lasts ${lengthOf(holder)}; shorten it${allowed(way)}`,
            );
        }),
};

function waysIntoProduction({ graph, instant }: RuleContext): Way[] {
    const reach = reachOf(graph);
    return graph.roster.grants.flatMap((grant) => {
        const longest = graph.roster.rules.longestGrant.get(grant.role.key)?.longest;
        if (grant.principal.kind === "team" && longest === undefined) return [];
        return productionOf(reach, grant).flatMap((environment) =>
            reach
                .holders(grant)
                .filter((holder) => !isOver(holder, instant))
                .map((holder) => ({ grant, environment, holder, longest })),
        );
    });
}

function wayFinding(way: Way, says: (role: string) => string): Finding {
    const { grant, environment, holder } = way;
    const { principal, role } = grant;
    return {
        at: grant.at,
        subject: holder.person.key,
        message: (people) =>
            says(
                principal.kind === "person"
                    ? `${people}'s grant of ${role.key} in ${environment}`
                    : `${role.key} in ${environment}, reached by ${people} through ${principal.key},`,
            ),
        waivers: [
            ...grantWaivers(grant),
            `people.${holder.person.key}`,
            `environments.${environment}`,
        ],
    };
}

function allowed({ longest }: Way): string {
    return longest === undefined ? "" : ` (rules.longestGrant allows ${formatDuration(longest)})`;
}

/** `34h, from 2026-12-01 until 2026-12-02T10:00:00Z`; a minute begun counts as a minute. */
function lengthOf({ from = 0, until = 0 }: Window): string {
    const length = formatDuration(Math.ceil((until - from) / 60_000) * 60);
    return `${length}, from ${formatInstant(from, "from")} until ${formatInstant(until, "until")}`;
}
