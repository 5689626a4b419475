import type { Instant } from "../model/instant";
import type { Roster } from "../model/roster";
import { blocksInAws, findInAws, removalsInAws, singInAws } from "./sandboxAws";
import { findInGitHub, removalsInGitHub, singInGitHub } from "./sandboxGitHub";
import { strangersIn } from "./sandboxStrangers";
import {
    blocksInVault,
    endVaultSessions,
    findInVault,
    removalsInVault,
    singInVault,
} from "./sandboxVault";
import type { SandboxPlace, SandboxRemovals, SandboxWorld } from "./sandboxWorld";
import { knownOf } from "./stranger";
import type { AccessReader, Block, Canary, FoundAccess, Subject, System } from "./system";
import { vocabularyOf } from "./vocabulary";

export interface SandboxConnection {
    readonly world: SandboxWorld;
    /**
     * Runs a removal, or fails instead: this is where the sandbox's faults come in. The target has the
     * engine's name for it; what the engine did not make is named by its kind and its person.
     */
    readonly around?: (
        operation: "delete",
        target: { readonly type: string; readonly logicalName: string },
        work: () => Promise<void>,
    ) => Promise<void>;
    /** True for a reader whose token may see nothing: to it, nothing seems to exist. */
    readonly blind?: boolean;
}

/** Reads access back from the sandbox's world, as the other readers do from the real systems. */
export function createSandboxReader(
    roster: Roster,
    system: System,
    { world, around = (_operation, _target, work) => work(), blind = false }: SandboxConnection,
): AccessReader {
    const place = { world, words: vocabularyOf(roster) };
    const part = parts[system](place, roster);
    return {
        system,
        canary: async () =>
            blind ? { ok: false, reason: "everything answered 404" } : part.canary(),
        find: async (subjects) => ({
            found: blind ? [] : subjects.flatMap((subject) => part.find(subject)),
            unread: [],
        }),
        strangers: async (known) =>
            blind ? [] : strangersIn[system](place, knownOf(known), accessorOf(roster)),
        blocks: async (subjects, instant) =>
            blind ? [] : subjects.flatMap((subject) => part.blocks(subject, instant)),
        remove: (found) =>
            around("delete", targetOf(found), () => remove(world, part.removals, found)),
        endSessions: async (subject) =>
            system === "vault" && !blind
                ? world.transaction((open) => endVaultSessions(open, accessorOf(roster), subject))
                : [],
        ...(system === "github"
            ? {
                  resolve: async (subjects) =>
                      subjects.flatMap((subject) => resolve(world, subject)),
              }
            : {}),
    };
}

interface Part {
    readonly canary: () => Canary;
    readonly find: (subject: Subject) => FoundAccess[];
    readonly blocks: (subject: Subject, instant: Instant) => Block[];
    readonly removals: SandboxRemovals;
}

const parts: Readonly<Record<System, (place: SandboxPlace, roster: Roster) => Part>> = {
    github: (place, roster) => ({
        canary: () => singInGitHub(place.world, roster),
        find: (subject) => findInGitHub(place, subject),
        blocks: () => [],
        removals: removalsInGitHub,
    }),
    aws: (place, roster) => ({
        canary: () => singInAws(place, roster),
        find: (subject) => findInAws(place, subject),
        blocks: (subject, instant) => blocksInAws(place, subject, instant),
        removals: removalsInAws,
    }),
    vault: (place, roster) => ({
        canary: () => singInVault(place.world, roster),
        find: (subject) => findInVault(place, accessorOf(roster), subject),
        blocks: (subject) => blocksInVault(place, accessorOf(roster), subject),
        removals: removalsInVault,
    }),
};

function accessorOf({ organization }: Roster): string {
    return organization.vault?.login.accessor ?? "";
}

/** `org:PersonAccess/alice:github:index/membership:Membership::alice` */
function targetOf({ leaves, kind, person }: FoundAccess) {
    const [before = "", logicalName = person] = leaves[0]?.split("::") ?? [];
    const type = before.split(":").slice(2).join(":");
    return { type: type || kind, logicalName };
}

async function remove(
    world: SandboxWorld,
    removals: SandboxRemovals,
    { kind, system, ids }: FoundAccess,
): Promise<void> {
    const removal = removals[kind];
    if (!removal) throw new Error(`${system} has no ${kind} to remove`);
    await world.transaction((open) => removal(open, ids));
}

function resolve(world: SandboxWorld, { key, github }: Subject) {
    if (!github) return [];
    const login = world.read("github/accounts", github.id)?.login;
    return [
        {
            person: key,
            declared: github.login,
            ...(login === undefined ? {} : { actual: login }),
            matches: login?.toLowerCase() === github.login.toLowerCase(),
        },
    ];
}
