import { isDeepStrictEqual } from "node:util";
import type { StackExport } from "../../engine/run";
import { orderOfCommit, readCommit } from "../../model/commit";
import { createGraph } from "../../model/graph";
import type { Instant } from "../../model/instant";
import type { Roster } from "../../model/roster";
import type { Json } from "../../planners/canonical";
import { findMoved } from "../../planners/coordinates";
import { findHoldings } from "../../planners/holdings";
import { findOtherHumans, humansOf } from "../../planners/humans";
import type { Leaf } from "../../planners/leaves";
import { environmentLeaves, organizationLeaves } from "../../planners/leaves";
import { planEnvironment } from "../../planners/planEnvironment";
import { planOrganization } from "../../planners/planOrganization";
import {
    countKinds,
    findExcess,
    findExodus,
    findFewOwners,
    findShrunk,
} from "../../planners/removals";
import { organizationStack } from "../../planners/resources";
import { findReviewers, plannedReviewers } from "../../planners/reviewers";
import type { Revision } from "../../planners/revision";
import { findOlder, revisionOf, strictest } from "../../planners/revision";
import type { StateLeaf } from "../../planners/revocation";
import { findLeaves, leavesOfPeople, lostLeaves } from "../../planners/revocation";
import { withoutEnds } from "../../planners/withoutEnds";
import type { Opened } from "./prepare";
import { recordedHumans } from "./recordedHumans";
import type { ReadableState, StackState } from "./stackStates";
import { outputsOf, recordedRevision } from "./stackStates";

/** A roster that can be read, and where and when. */
export interface Applying {
    readonly roster: Roster;
    readonly instant: Instant;
    /** The roster's folder. */
    readonly folder: string;
    /** Keys of people who have left, under all names that they had. */
    readonly leavers: ReadonlySet<string>;
}

export interface Refusals {
    /** Why nothing is taken from anybody but leavers; nothing is given then, either. */
    readonly removing: readonly string[];
    /** Why nothing is given. */
    readonly giving: readonly string[];
}

/**
 * What stops a roster that may be an older one, or not the one that was meant. Each is judged by what
 * was recorded when the stack was last applied, so that no change loosens the rule that judges it.
 */
export function findRefusals(states: readonly StackState[], applying: Applying): Refusals {
    const { roster, instant } = applying;
    const readable = states.flatMap((each) => ("state" in each ? [each] : []));
    const misplaced = [...findOlderThan(readable, applying), ...findElsewhere(readable, roster)];
    if (misplaced.length > 0) return { removing: misplaced, giving: [] };
    const declared = revisionOf(roster, instant, [], undefined);
    const limits = limitsOf(readable, roster, declared);
    const leaving = newLeavers(readable, applying);
    return {
        removing: [
            ...findTooMuch(readable, applying, declared),
            ...findExodus(leaving, roster.people.size, limits, instant),
        ],
        giving: [...findFewOwners(roster, limits), ...findOthers(readable, roster)],
    };
}

/** Stacks to which a newer commit of the roster was applied. */
function findOlderThan(states: readonly ReadableState[], { roster, folder }: Applying): string[] {
    const commit = readCommit(folder);
    return states.flatMap(({ stack, state }) => {
        const why = findOlder(roster, commit, recordedRevision(state), (other) =>
            orderOfCommit(folder, other),
        );
        return why === undefined ? [] : `${stack}: ${why}`;
    });
}

/** Stacks that were provisioned in another organisation, account or server. */
function findElsewhere(states: readonly ReadableState[], roster: Roster): string[] {
    return states.flatMap(
        ({ stack, state }) =>
            (isNamed(roster, stack) && findMoved(roster, stack, placeOf(state))) || [],
    );
}

/** Stacks that would lose more than they may in one run; what leavers have, and what ended, is not counted. */
function findTooMuch(
    states: readonly ReadableState[],
    { roster, instant, leavers }: Applying,
    declared: Revision,
): string[] {
    const planned = leavesOfRoster(roster, instant);
    const endless = (known: readonly Instant[]) =>
        leavesOfRoster(withoutEnds(roster, new Set(known)), instant);
    const reviewing = plannedReviewers(roster);
    return states.flatMap(({ stack, state }) => {
        const recorded = recordedRevision(state);
        const found = findLeaves(state.deployment.resources ?? []);
        const staying = without(found, leavesOfPeople(found, leavers));
        const lost = lostLeaves(
            lostLeaves(staying, planned(stack)),
            endless(recorded?.ends ?? declared.ends)(stack),
        );
        const reviewers = findReviewers(state.deployment.resources ?? []);
        const removing = {
            stack,
            found: [...staying, ...reviewers],
            lost: [...lost, ...lostLeaves(reviewers, reviewing)],
        };
        return [
            ...findExcess(removing, recorded ?? declared, instant),
            ...(recorded ? findShrunk({ stack, found }, recorded, declared, instant) : []),
        ];
    });
}

/** What holds for the roster as a whole: the strictest that any stack recorded, and else its own. */
function limitsOf(states: readonly ReadableState[], roster: Roster, declared: Revision) {
    const recorded = states
        .filter(({ stack }) => isNamed(roster, stack))
        .flatMap(({ state }) => recordedRevision(state) ?? []);
    return strictest(recorded.length > 0 ? recorded : [declared]);
}

/** Keys behind which another human stands than org recorded. */
function findOthers(states: readonly ReadableState[], roster: Roster): string[] {
    return states
        .filter(({ stack }) => stack === organizationStack)
        .flatMap(({ stack, state }) =>
            findOtherHumans(roster, recordedHumans(state)).map((why) => `${stack}: ${why}`),
        );
}

function isNamed(roster: Roster, stack: string): boolean {
    return stack === organizationStack || roster.environments.has(stack);
}

/** Where a stack was provisioned; nowhere, where a run did not come to say so. */
function placeOf(state: StackExport): Readonly<Record<string, Json>> {
    const { place } = outputsOf(state);
    return typeof place === "object" && place !== null ? (place as Record<string, Json>) : {};
}

/** The leaves of every stack that the roster names; another has none to keep. */
export function leavesOfRoster(
    roster: Roster,
    instant: Instant,
): (stack: string) => readonly Leaf[] {
    const holdings = findHoldings(createGraph(roster), instant);
    return (stack) => {
        if (stack === organizationStack) {
            return organizationLeaves(planOrganization(holdings, new Set()));
        }
        return roster.environments.has(stack)
            ? environmentLeaves(planEnvironment(holdings, stack))
            : [];
    };
}

/** Stacks that have on record just what the roster declares. */
export function findSettled(
    states: readonly StackState[],
    { judged: { roster }, instant, folder }: Pick<Opened, "judged" | "instant" | "folder">,
): Set<string> {
    if (!roster) return new Set();
    const planned = leavesOfRoster(roster, instant);
    const commit = readCommit(folder);
    const declared = revisionOf(roster, instant, [], commit);
    return new Set(
        states
            .filter((each) => {
                const leaves = countKinds(planned(each.stack));
                if (!("state" in each)) return false;
                const { humans } = outputsOf(each.state);
                const told = each.stack === organizationStack ? humansOf(roster) : undefined;
                return (
                    isDeepStrictEqual(recordedRevision(each.state), { ...declared, leaves }) &&
                    isDeepStrictEqual(humans, told)
                );
            })
            .map(({ stack }) => stack),
    );
}

/** Tombstones, and people past an end, that have something to lose and that no stack knows of. */
function newLeavers(states: readonly ReadableState[], { roster, instant }: Applying): string[] {
    const recorded = states.flatMap(({ state }) => recordedRevision(state) ?? []);
    const known = new Set(recorded.flatMap(({ leavers }) => leavers));
    const ends = new Set(recorded.flatMap((revision) => revision.ends));
    const leaves = states.flatMap(({ state }) => findLeaves(state.deployment.resources ?? []));
    const ended = [...roster.people.values()].filter(
        ({ until }) => until !== undefined && until <= instant && !ends.has(until),
    );
    return [...[...roster.leavers.values()].filter(({ key }) => !known.has(key)), ...ended]
        .filter(
            ({ key, previously }) =>
                leavesOfPeople(leaves, new Set([key, ...previously])).length > 0,
        )
        .map(({ key }) => key);
}

function without(leaves: readonly StateLeaf[], taken: readonly StateLeaf[]): StateLeaf[] {
    const urns = new Set(taken.map(({ urn }) => urn));
    return leaves.filter(({ urn }) => !urns.has(urn));
}
