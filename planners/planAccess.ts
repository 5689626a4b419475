import { createGraph } from "../model/graph";
import type { Instant } from "../model/instant";
import { isoInstant } from "../model/instant";
import type { Roster } from "../model/roster";
import { canonicalJson, digestOf } from "./canonical";
import type { Coordinates } from "./coordinates";
import { coordinatesOf } from "./coordinates";
import type { Entitlement } from "./entitlements";
import { findEntitlements, identityOf } from "./entitlements";
import type { Guard } from "./guards";
import { findGuards } from "./guards";
import type { Holdings } from "./holdings";
import { findHoldings } from "./holdings";

/** Who may do what at one instant, what guards it, and where it is. */
export interface AccessPlan {
    /** `2026-11-24T08:00:00Z` */
    readonly instant: string;
    /** Of everything except the instant and the places in files: equal access, equal digest. */
    readonly digest: string;
    readonly entitlements: readonly Entitlement[];
    readonly guards: readonly Guard[];
    readonly coordinates: Coordinates;
}

/**
 * The access plan of a roster at an instant. Pure: no clock, no files, no network.
 *
 * Neither the order in which the roster lists things nor the files that contain them affect the plan's
 * order or its digest.
 */
export function planAccess(roster: Roster, instant: Instant): AccessPlan {
    return planHoldings(findHoldings(createGraph(roster), instant));
}

/** {@link planAccess} for a caller that already has the holdings. */
export function planHoldings(holdings: Holdings): AccessPlan {
    const entitlements = findEntitlements(holdings);
    const guards = findGuards(holdings);
    const coordinates = coordinatesOf(holdings.graph.roster, holdings.people.keys());
    return {
        instant: isoInstant(holdings.instant),
        digest: digestOf(
            [
                ...entitlements.map(entitlementLine),
                canonicalJson(guards.map(({ kind, on, value }) => ({ kind, on, value }))),
                canonicalJson({ ...coordinates }),
            ].join("\n"),
        ),
        entitlements,
        guards,
        coordinates,
    };
}

/**
 * An entitlement as the digest sees it: without its reasons, because lines move when a file is edited,
 * which does not change access; and without its resources, which follow from the rest.
 */
function entitlementLine(entitlement: Entitlement): string {
    const { from = "", until = "" } = entitlement;
    return `${identityOf(entitlement)} ${from} ${until}`;
}
