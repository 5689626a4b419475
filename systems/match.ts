import { repositoryPermissions } from "../model/roster";
import type { Entitlement } from "../planners/entitlements";
import { token } from "../planners/resources";
import type { Block, FoundAccess, System } from "./system";

/**
 * A leaf without its person: all evidence is about one person, who may have had another key.
 * `prod:PersonAccess/alice:TYPE::alice/payments/developer` becomes `prod TYPE payments/developer`.
 */
export function leafKey(resource: string): string | undefined {
    const match = /^([^:]+):PersonAccess\/[^:]+:(.+?)::(.*)$/.exec(resource);
    return match ? keyOf(match[1] ?? "", match[2] ?? "", match[3] ?? "") : undefined;
}

/** The same for a resource in state, from its URN. */
export function leafKeyOfUrn(urn: string): string {
    const [, stack = "", , ...rest] = urn.replace(/^urn:pulumi:/, "::").split("::");
    const [types = "", ...name] = rest;
    return keyOf(stack, types.slice(types.lastIndexOf("$") + 1), name.join("::"));
}

function keyOf(stack: string, type: string, name: string): string {
    return `${stack} ${type} ${name.split("/").slice(1).join("/")}`;
}

/** The system that shows whether somebody has it: GitHub, for anything reached through a repository. */
export function seenIn({ system, via }: Entitlement): System {
    return via === undefined ? system : "github";
}

/**
 * The blocks that together stop all of an entitlement: if several permission sets grant it, each needs a
 * deny. Empty if it is not blocked.
 */
export function blocksOf(entitlement: Entitlement, blocks: readonly Block[]): Block[] {
    if (entitlement.via !== undefined) return [];
    const own = blocks.filter(({ system }) => system === entitlement.system);
    const everywhere = own.filter(({ resources }) => resources.length === 0);
    if (everywhere.length > 0) return everywhere;
    const sets = entitlement.resources.filter((one) => one.includes(`:${token.permissionSet}::`));
    const each = sets.map((set) => own.find(({ resources }) => resources.includes(set)));
    const denies = each.flatMap((block) => block ?? []);
    return denies.length === sets.length ? [...new Set(denies)] : [];
}

/**
 * The person's own leaves that make up the entitlement. The membership of the organisation underlies
 * everything in GitHub, so it says nothing about what else there is.
 */
export function ownLeaves({ resources }: Entitlement): Set<string> {
    const keys = resources.flatMap((resource) => leafKey(resource) ?? []);
    const special = keys.filter((key) => !key.includes(` ${token.membership} `));
    return new Set(special.length > 0 ? special : keys);
}

/** The entitlements with a leaf of the person that none of the known entitlements has. */
export function notCovered(
    entitlements: readonly Entitlement[],
    known: readonly Entitlement[],
): Entitlement[] {
    const covered = new Set(
        known.flatMap(({ resources }) => resources.flatMap((one) => leafKey(one) ?? [])),
    );
    return entitlements.filter((each) => [...ownLeaves(each)].some((leaf) => !covered.has(leaf)));
}

/** What was found, as the leaves that it may be in state: stack, and `<type>::<logical name>`. */
export function leafNames({ leaves }: FoundAccess): (readonly [stack: string, leaf: string])[] {
    return leaves.flatMap((leaf) => {
        const [, stack = "", name = ""] = /^([^:]+):PersonAccess\/[^:]+:(.+)$/.exec(leaf) ?? [];
        return name === "" ? [] : [[stack, name] as const];
    });
}

/** Whether what was found grants all of the entitlement. */
export function gives(found: FoundAccess, entitlement: Entitlement): boolean {
    return isThat(found, entitlement) && difference(found, entitlement) >= 0;
}

/** Whether the entitlement explains what was found. */
export function accountsFor(entitlement: Entitlement, found: FoundAccess): boolean {
    return isThat(found, entitlement) && difference(found, entitlement) <= 0;
}

function isThat(found: FoundAccess, entitlement: Entitlement): boolean {
    if (entitlement.via !== undefined || found.system !== entitlement.system) return false;
    const own = ownLeaves(entitlement);
    const keys = found.leaves.flatMap((leaf) => leafKey(leaf) ?? []);
    if (keys.some((key) => own.has(key))) return true;
    return (
        found.stack === entitlement.stack &&
        found.target === entitlement.target &&
        found.permission === entitlement.permission
    );
}

const ranked: readonly (readonly string[])[] = [["member", "owner"], repositoryPermissions];

/**
 * How much more was found than the entitlement grants. Only a membership and a collaborator have a
 * permission of their own; what a team or a group grants is judged elsewhere.
 */
function difference({ kind, permission }: FoundAccess, entitlement: Entitlement): number {
    if (kind === "team membership") return 0;
    const order = ranked.find(
        (names) => names.includes(permission) && names.includes(entitlement.permission),
    );
    return order ? order.indexOf(permission) - order.indexOf(entitlement.permission) : 0;
}
