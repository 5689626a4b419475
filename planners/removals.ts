import type { Instant } from "../model/instant";
import type { Roster } from "../model/roster";
import type { Leaf } from "./leaves";
import { token } from "./resources";
import { reviewerType } from "./reviewers";
import type { Revision } from "./revision";

/** Kinds of access that a run may remove, as a budget counts them. */
export const removalKinds = [
    "organisation memberships",
    "team memberships",
    "repository permissions",
    "role memberships",
    "role assignments",
    "service identities",
    "reviewers",
] as const;
export type RemovalKind = (typeof removalKinds)[number];
export type KindCounts = Readonly<Partial<Record<RemovalKind, number>>>;

const kinds: Readonly<Record<string, RemovalKind>> = {
    [token.membership]: "organisation memberships",
    [token.teamMembership]: "team memberships",
    [token.collaborator]: "repository permissions",
    [token.teamRepository]: "repository permissions",
    [token.groupMembership]: "role memberships",
    [token.vaultGroupMembers]: "role memberships",
    [token.assignment]: "role assignments",
    [token.workloadRole]: "service identities",
    [token.workloadJwtRole]: "service identities",
    [reviewerType]: "reviewers",
};

export function countKinds(leaves: readonly Pick<Leaf, "type">[]): KindCounts {
    const counts: Partial<Record<RemovalKind, number>> = {};
    for (const { type } of leaves) {
        const kind = kinds[type];
        if (kind) counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
}

/** What remains of the counts once `gone` is subtracted. */
export function lessKinds(counts: KindCounts, gone: KindCounts): KindCounts {
    return Object.fromEntries(
        removalKinds.flatMap((kind) => {
            const left = Math.max(0, (counts[kind] ?? 0) - (gone[kind] ?? 0));
            return left > 0 ? [[kind, left]] : [];
        }),
    );
}

/** This many of a kind may always be removed: a share says little in a small organisation. */
const smallNumber = 5;

/** How many of `count` one run may remove. */
export function budgetOf(count: number, share: number): number {
    return Math.max(smallNumber, Math.floor(count * share));
}

/** What one run is about to remove in one stack, without leavers and what has ended. */
export interface Removing {
    readonly stack: string;
    /** What is in state. */
    readonly found: readonly Pick<Leaf, "type">[];
    readonly lost: readonly Pick<Leaf, "type">[];
}

type Limits = Pick<Revision, "removals" | "waived">;

/** Kinds of which more would be removed than one run may remove. */
export function findExcess(
    { stack, found, lost }: Removing,
    limits: Limits,
    instant: Instant,
): string[] {
    const before = countKinds(found);
    const going = countKinds(lost);
    return removalKinds.flatMap((kind) => {
        const share = shareOf(kind, limits);
        const [count, gone] = [before[kind] ?? 0, going[kind] ?? 0];
        const budget = budgetOf(count, share);
        if (gone <= budget || isWaived(limits, [placeOf(kind), `environments.${stack}`], instant)) {
            return [];
        }
        const setting = kind === "organisation memberships" ? "people" : "grants";
        const enough = Math.min(1, Math.ceil((gone / count) * 100) / 100);
        // A reviewer is a team, which does not leave when a person does.
        const wayOut =
            kind === "reviewers"
                ? "name them again; if this is intended"
                : "make people who leave leavers, who never count; if the rest is intended";
        return (
            `${stack}: ${gone} of ${count} ${kind} would be removed, and one run may remove ${budget} ` +
            `(a share of ${share}, or ${smallNumber}); ${wayOut}, commit \`removals: { ${setting}: ${enough} }\` under ` +
            "`rules` first, by itself, and apply it: the budget is that of the last applied revision"
        );
    });
}

/** Kinds of which state has far fewer than when the stack was last applied. */
export function findShrunk(
    { stack, found }: Pick<Removing, "stack" | "found">,
    recorded: Pick<Revision, "removals" | "leaves">,
    declared: Pick<Revision, "waived">,
    instant: Instant,
): string[] {
    const now = countKinds(found);
    return removalKinds.flatMap((kind) => {
        const [before, count] = [recorded.leaves?.[kind] ?? 0, now[kind] ?? 0];
        const budget = budgetOf(before, shareOf(kind, recorded));
        // Only here does a waiver count at once: what the state lost was not caused by a change to the
        // roster.
        if (before - count <= budget || isWaived(declared, [placeOf(kind)], instant)) return [];
        return (
            `${stack}: the state has ${count} ${kind}, and had ${before} when it was last ` +
            "applied; a refresh with a token that may not see resources drops them; restore the " +
            `state, or, if they are gone, add ${waiverAt(placeOf(kind))}`
        );
    });
}

/** More leavers in one run than is likely to be intended. */
export function findExodus(
    leaving: readonly string[],
    people: number,
    limits: Limits,
    instant: Instant,
): string[] {
    const budget = budgetOf(people, mostLeaving);
    if (leaving.length <= budget || isWaived(limits, ["people"], instant)) return [];
    return [
        `${leaving.length} people leave in one run, of ${people}: their access is revoked, and ` +
            `where more than ${budget} leave (5, or ${mostLeaving * 100} %) the run does nothing ` +
            "else; if this is intended, run again",
    ];
}

/** Fewer owners than the last applied revision requires, whatever this one requires. */
export function findFewOwners(
    { organization, rules }: Pick<Roster, "organization" | "rules">,
    { minimumOwners }: Pick<Revision, "minimumOwners">,
): string[] {
    const count = organization.github.owners.length;
    // If this revision requires as many itself, its own rule already reports it.
    if (count >= minimumOwners || rules.minimumOwners >= minimumOwners) return [];
    return [
        `the organisation would have ${count} owners, and the last applied revision asks for ` +
            `${minimumOwners}; name more, or commit a lower \`minimumOwners\` first, by itself, and apply it`,
    ];
}

function waiverAt(place: string): string {
    const waiver = `waivers: [{ rule: removals, at: ${place}, until: <day>, reason: <why> }]`;
    return `\`${waiver}\` under \`rules\``;
}

const mostLeaving = 0.05;

function shareOf(kind: RemovalKind, { removals }: Pick<Revision, "removals">): number {
    return kind === "organisation memberships" ? removals.people : removals.grants;
}

function placeOf(kind: RemovalKind): "people" | "grants" {
    return kind === "organisation memberships" ? "people" : "grants";
}

function isWaived(
    { waived }: Pick<Revision, "waived">,
    places: readonly string[],
    instant: Instant,
): boolean {
    return waived.some(({ at, until }) => places.includes(at) && instant < until);
}
