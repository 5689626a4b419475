import type { Graph } from "../graph";
import type { Instant } from "../instant";
import { day } from "../instant";
import type { RuleId } from "../problem";
import type { Grant, Place } from "../roster";

/** The basis on which a roster is judged. */
export interface RuleContext {
    readonly graph: Graph;
    readonly instant: Instant;
    /** The severity of what only time brought about: `error` on a pull request, `warning` in `up`. */
    readonly lapsed: "error" | "warning";
}

/** One rule of the roster format. A rule that is not waivable ignores the findings' waivers. */
export interface Rule {
    readonly id: RuleId;
    judge(context: RuleContext): Finding[];
}

/** An objection of a rule to a roster, before waivers are considered. */
export interface Finding {
    /** The narrowest thing whose change would settle it. */
    readonly at: Place;
    /** Who or what it is about: findings that differ in nothing else become one problem. */
    readonly subject: string;
    /** The message, given all subjects as one text: lower case, no full stop. */
    readonly message: (subjects: string) => string;
    /** Where a waiver may be that sets it aside: `roles.KEY`, `grants`, ... */
    readonly waivers?: readonly string[];
    /** `lapsed`: only time brought it about. `announced`: time will, within {@link notice}. */
    readonly time?: "lapsed" | "announced";
}

/** How long in advance it is announced that time will break a rule: 14 days. */
export const notice = 14 * day;

/** How far off a waiver may end: 180 days. */
export const longestWaiver = 180 * day;

/** The name of a grant, as its resources have it: `payments/developer`, `person:alice/operator`. */
export function grantName({ principal, role }: Grant): string {
    const holder = principal.kind === "person" ? `person:${principal.key}` : principal.key;
    return `${holder}/${role.key}`;
}

/** Where a waiver about a grant may be; there a team's grant is written as `team:...`. */
export function grantWaivers(grant: Grant): string[] {
    const { principal, role } = grant;
    const own = ["grants", `${principal.kind}:${principal.key}/${role.key}`, `roles.${role.key}`];
    return principal.kind === "person" ? [...own, `people.${principal.key}`] : own;
}

const listed = 5;

/** `a, b and 7 more`: a message names the first few, because a reader needs a start, not a dump. */
export function enumerate(names: readonly string[]): string {
    const shown = names.slice(0, names.length > listed ? listed - 1 : listed);
    const more = names.length - shown.length;
    return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
