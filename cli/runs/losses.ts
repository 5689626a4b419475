import type { Workplace } from "../../engine/run";
import { exportStack, type StackExport } from "../../engine/run";
import type { Instant } from "../../model/instant";
import type { Leaver, Person, Roster } from "../../model/roster";
import type { Departed } from "../../planners/departures";
import { endOf } from "../../planners/departures";
import type { Entitlement } from "../../planners/entitlements";
import type { Renames } from "../../planners/lostEntitlements";
import { entitlementOfLeaf, lostEntitlements, renamesOf } from "../../planners/lostEntitlements";
import type { AccessPlan } from "../../planners/planAccess";
import { planAccess } from "../../planners/planAccess";
import type { ReadableSecret } from "../../planners/readableSecrets";
import { readableSecrets } from "../../planners/readableSecrets";
import { componentType, organizationStack } from "../../planners/resources";
import { findLeaves } from "../../planners/revocation";
import type { Basis } from "../../systems/leaverRecord";
import type { Rotations } from "../../systems/rotated";
import type { KnownIds } from "../../systems/subject";
import type { Subject } from "../../systems/system";
import type { AppliedPlan } from "./evidence";
import { leavingPeople } from "./leavingPeople";
import { pastRosters } from "./rosterHistory";
import { outputsOf } from "./stackStates";

/** What a run begins with, as far as leaving goes. */
export interface LeavingContext {
    readonly instant: Instant;
    /** Of a roster that cannot be read these two are all there is. */
    readonly people: ReadonlyMap<string, Person>;
    readonly leavers: ReadonlyMap<string, Leaver>;
    readonly roster?: Roster;
    /** What the roster gives. */
    readonly plan?: AccessPlan;
    /** True for a roster that is refused: whom it does not name is not gone. */
    readonly onlyLeavers: boolean;
    /** Keys of people who lose everything because they were named, and nobody else does. */
    readonly named?: ReadonlySet<string>;
    readonly workplace: Workplace;
    /** The stacks that the backend had before. */
    readonly existing: readonly string[];
    /** The roster's folder. */
    readonly folder: string;
    /** What was recorded of secrets before. */
    readonly rotations: Rotations;
}

/** What somebody is about to lose, and where that is known from. */
export interface Loss {
    readonly lost: readonly Entitlement[];
    readonly basis: Basis;
    /** Who could read what, as the same source has it. */
    readonly readable: readonly ReadableSecret[];
    /** As the systems knew the person, where the roster does no longer. */
    readonly somebody?: Pick<Person, "key" | "previously"> & Partial<Departed>;
}

/** Who loses what in this run, by the key of today. */
export async function findLosses(
    context: LeavingContext,
    applied: AppliedPlan | undefined,
): Promise<Map<string, Loss>> {
    if (applied) return lossesOfPlan(context, applied);
    const states = await exportAll(context.workplace, context.existing);
    return lossesOfStates(context, states);
}

function lossesOfPlan(context: LeavingContext, applied: AppliedPlan): Map<string, Loss> {
    const { people, leavers, roster, plan, onlyLeavers, named } = context;
    const renames = renamesOf({ people, leavers, ...roster });
    const gone = named ?? new Set(leavingPeople(context).map(({ key }) => key));
    const kept = named ? [] : (plan?.entitlements ?? []);
    const lost = lostEntitlements(applied.entitlements, kept, renames);
    const accounts = applied.people as Readonly<Record<string, Partial<Departed>>>;
    return new Map(
        [...lost]
            .filter(([key]) => !onlyLeavers || gone.has(key))
            .map(([key, entitlements]) => [
                key,
                {
                    lost: entitlements,
                    basis: "applied plan",
                    readable: applied.secrets ?? [],
                    ...(accounts[key]
                        ? { somebody: { ...accounts[key], key, previously: [] } }
                        : {}),
                },
            ]),
    );
}

/** No plan was kept on this machine: what stands in state says at least who has something. */
function lossesOfStates(
    context: LeavingContext,
    states: readonly StackExport[],
): Map<string, Loss> {
    const { people, leavers, onlyLeavers, named } = context;
    const renames = renamesOf({ people, leavers });
    const gone = new Map(leavingPeople(context).map((somebody) => [somebody.key, somebody]));
    const losing = [...leavesByPerson(states, renames)].filter(
        ([key]) => gone.has(key) || named?.has(key) || !(onlyLeavers || people.has(key)),
    );
    return new Map(
        losing.map(([key, lost]) => [
            key,
            lossBeforeTheEnd(context, gone.get(key)) ??
                lossFromGit(context, key) ?? {
                    lost,
                    basis: "leaves in state",
                    readable: [],
                    somebody: { ...accountsInState(states, key), key, previously: [] },
                },
        ]),
    );
}

/** By which accounts a state knows somebody: what the person's components were told. */
function accountsInState(states: readonly StackExport[], key: string): Partial<Departed> {
    const inputs = states
        .flatMap(({ deployment }) => deployment.resources ?? [])
        .filter(({ urn, type }) => isOfPerson(type) && urn.endsWith(`::${key}`))
        .map((component) => component.inputs as ComponentInputs | undefined);
    const github = inputs.find((each) => each?.github?.login !== undefined)?.github;
    const identity = inputs.find((each) => each?.aws?.email ?? each?.vault?.alias);
    const email = identity?.aws?.email;
    const alias = identity?.vault?.alias;
    return {
        ...(github ? { github: { id: github.id, login: github.login } } : {}),
        ...(email === undefined ? {} : { email }),
        ...(alias === undefined ? {} : { vault: { alias } }),
    };
}

function isOfPerson(type: string): boolean {
    return type === componentType.PersonAccess || type === componentType.PersonIdentity;
}

/** As components/personAccess.ts and components/personIdentity.ts take them. */
interface ComponentInputs {
    readonly github?: { readonly id: number; readonly login: string };
    readonly aws?: { readonly email?: string };
    readonly vault?: { readonly alias?: string };
}

/**
 * Somebody past an end stands in the roster still: it says what was given until then. Of who was
 * named, and has no end, it says what is given now.
 */
function lossBeforeTheEnd(
    { roster, people, plan, instant }: LeavingContext,
    somebody: Departed | undefined,
): Loss | undefined {
    if (!roster || !somebody || !people.has(somebody.key)) return undefined;
    const end = endOf(somebody, people) ?? Infinity;
    const then = end > instant ? instant : end - 1;
    const given = then === instant ? plan : planAccess(roster, then);
    const lost = given ? entitlementsOf(given, somebody.key) : [];
    if (lost.length === 0) return undefined;
    return { lost, basis: "roster", readable: readableSecrets(roster, then) };
}

/** The last commit in which the person stood in `people`. */
function lossFromGit({ folder }: LeavingContext, key: string): Loss | undefined {
    for (const { commit, at, roster } of pastRosters(folder)) {
        const somebody = roster.people.get(key);
        if (!somebody) continue;
        const lost = entitlementsOf(planAccess(roster, at), key);
        if (lost.length === 0) return undefined;
        return { lost, basis: `commit ${commit}`, somebody, readable: readableSecrets(roster, at) };
    }
    return undefined;
}

function entitlementsOf({ entitlements }: AccessPlan, key: string): Entitlement[] {
    return entitlements.filter(({ principal }) => principal === `person:${key}`);
}

function leavesByPerson(
    states: readonly StackExport[],
    { people }: Renames,
): Map<string, Entitlement[]> {
    const found = new Map<string, Entitlement[]>();
    for (const { deployment } of states) {
        for (const leaf of findLeaves(deployment.resources ?? [])) {
            if (!leaf.personal) continue;
            const before = leaf.name.split("/")[0] ?? "";
            const key = people.get(before) ?? before;
            found.set(key, [...(found.get(key) ?? []), entitlementOfLeaf(leaf)]);
        }
    }
    return found;
}

/** A state that cannot be read is the revoking phase's to report. */
async function exportAll(workplace: Workplace, stacks: readonly string[]): Promise<StackExport[]> {
    const exports = await Promise.allSettled(
        stacks.map((stack) => exportStack({ ...workplace, stack })),
    );
    return exports.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}

/** The ids that the systems gave to people, as the org stack last exported them. */
export async function readKnownIds({
    workplace,
    existing,
}: LeavingContext): Promise<(keys: readonly string[]) => KnownIds> {
    const [state] = await exportAll(
        workplace,
        existing.filter((stack) => stack === organizationStack),
    );
    const outputs = state ? outputsOf(state) : {};
    const { userIds = {}, entityIds = {} } = outputs as Record<string, object>;
    const find = (ids: object, keys: readonly string[]) =>
        keys.map((key) => (ids as Record<string, unknown>)[key]).find((id) => isId(id));
    return (keys) => {
        const [awsUserId, vaultEntityId] = [find(userIds, keys), find(entityIds, keys)];
        return {
            ...(isId(awsUserId) ? { awsUserId } : {}),
            ...(isId(vaultEntityId) ? { vaultEntityId } : {}),
        };
    };
}

function isId(value: unknown): value is string {
    return typeof value === "string" && value !== "";
}

/** Those that a record has of somebody. */
export function idsOf(subject: Subject | undefined): KnownIds {
    const { aws, vault } = subject ?? {};
    return {
        ...(aws?.userId === undefined ? {} : { awsUserId: aws.userId }),
        ...(vault?.entityId === undefined ? {} : { vaultEntityId: vault.entityId }),
    };
}
