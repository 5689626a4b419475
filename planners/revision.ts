import type { Instant } from "../model/instant";
import type { Roster } from "../model/roster";
import type { Leaf } from "./leaves";
import { planAccess } from "./planAccess";
import type { KindCounts } from "./removals";
import { countKinds } from "./removals";
import { endsOf } from "./withoutEnds";

/**
 * What a stack records about the roster it was last applied from. Later changes are judged against this
 * record, so that no change can loosen the rule by which it is judged.
 */
export interface Revision {
    /** Absent if the roster was not in git. */
    readonly commit?: string;
    /** Of the access plan. */
    readonly digest: string;
    /** The keys of the tombstones, current and former. */
    readonly leavers: readonly string[];
    readonly minimumOwners: number;
    readonly removals: { readonly people: number; readonly grants: number };
    /** The places of waivers of the rule `removals`, and until when they hold (milliseconds). */
    readonly waived: readonly { readonly at: string; readonly until: number }[];
    /**
     * The ends known when the stack was last applied. An end that this change adds in the past counts as a
     * removal.
     */
    readonly ends: readonly Instant[];
    /** How many leaves of each kind the stack was meant to have; absent if unknown, as after a failure. */
    readonly leaves?: KindCounts;
}

/** What a stack with these leaves records. */
export function revisionOf(
    roster: Roster,
    instant: Instant,
    leaves: readonly Leaf[],
    commit: string | undefined,
): Revision {
    const { leavers, rules } = roster;
    return {
        ...(commit === undefined ? {} : { commit }),
        digest: planAccess(roster, instant).digest,
        leavers: tombstonedKeys(leavers),
        minimumOwners: rules.minimumOwners,
        removals: rules.removals,
        waived: rules.waivers
            .filter(({ rule }) => rule === "removals")
            .map(({ at, until }) => ({ at, until })),
        ends: endsOf(roster),
        leaves: countKinds(leaves),
    };
}

/** The keys of tombstones, current and former. */
export function tombstonedKeys(leavers: Roster["leavers"]): string[] {
    return [...leavers.values()].flatMap(({ key, previously }) => [key, ...previously]);
}

/** What a run that only narrows records: the limits stay those of the last complete apply. */
export function narrowed(declared: Revision, recorded: Revision | undefined): Revision {
    const { commit, leavers } = declared;
    return { ...declared, ...recorded, ...(commit ? { commit } : {}), leavers };
}

/** A revision from a stack's outputs; undefined if there is none, or none that can be read. */
export function readRevision(output: unknown): Revision | undefined {
    if (typeof output !== "object" || output === null) return undefined;
    const revision = output as Partial<Revision>;
    return Array.isArray(revision.leavers) && revision.removals ? (output as Revision) : undefined;
}

/** How a commit relates to the roster's; `unknown` if git does not have it. */
export type CommitOrder = "at or after" | "before" | "unknown";

/**
 * Why a roster must not be applied over a recorded revision: it is, or may be, older, and would give back
 * what a leaver lost. Undefined if nothing is wrong.
 *
 * If a commit is on record, git must answer. If none ever was, only the leavers tell which came first: a
 * roster that lists one of them among its people is taken to be the older one.
 */
export function findOlder(
    { people, leavers }: Pick<Roster, "people" | "leavers">,
    commit: string | undefined,
    recorded: Revision | undefined,
    orderOf: (recordedCommit: string) => CommitOrder,
): string | undefined {
    if (!recorded) return undefined;
    if (commit !== undefined && recorded.commit !== undefined) {
        const [here, there] = [commit.slice(0, 12), recorded.commit.slice(0, 12)];
        switch (orderOf(recorded.commit)) {
            case "at or after":
                return undefined;
            case "before":
                return (
                    `commit ${here} does not contain ${there}, which was applied here last; apply a ` +
                    "commit that does, such as the newest; if that one was never merged, merge it, if " +
                    "only with `git merge -s ours`, and have that reviewed"
                );
            case "unknown":
                return (
                    `${there}, the commit that was applied here last, is not known in this clone, ` +
                    `so nothing tells whether ${here} is newer; fetch the whole history ` +
                    "(fetch-depth: 0), and apply a commit that contains it"
                );
        }
    }
    if (recorded.commit !== undefined) {
        return (
            `commit ${recorded.commit.slice(0, 12)} was applied here last, and git does not say what ` +
            "this roster's is, so it may be an older one; run where git and the whole history are, and " +
            "where it trusts the folder (safe.directory)"
        );
    }
    // Somebody in both sections is still a leaver; a rule reports that mistake.
    const still = new Set(tombstonedKeys(leavers));
    const left = new Set(recorded.leavers.filter((key) => !still.has(key)));
    const back = [...people.values()]
        .filter(({ key, previously }) => [key, ...previously].some((name) => left.has(name)))
        .map(({ key }) => key);
    if (back.length === 0) return undefined;
    return (
        `${back.join(", ")} left in the revision that was applied here last, and this roster has ` +
        "them among its people, so it may be an older one; outside git nothing tells: give whoever " +
        "comes back a new key"
    );
}

/** What applies to several stacks: the strictest of each limit, and a waiver only if all have it. */
export function strictest(
    revisions: readonly Revision[],
): Pick<Revision, "removals" | "waived" | "minimumOwners"> {
    const [first, ...others] = revisions;
    return {
        minimumOwners: Math.max(...revisions.map(({ minimumOwners }) => minimumOwners)),
        removals: {
            people: Math.min(...revisions.map(({ removals }) => removals.people)),
            grants: Math.min(...revisions.map(({ removals }) => removals.grants)),
        },
        waived: (first?.waived ?? []).filter(({ at, until }) =>
            others.every(({ waived }) =>
                waived.some((each) => each.at === at && each.until === until),
            ),
        ),
    };
}
