import type { Roster } from "../model/roster";
import { organizationStack } from "../planners/resources";
import { mapLimited } from "./mapLimited";
import { knownOf } from "./stranger";
import type {
    AccessReader,
    Block,
    Canary,
    EndedSession,
    Findings,
    FoundAccess,
    Subject,
} from "./system";
import { findElsewhere, listAliases, refuseRemoval } from "./vaultAliases";
import { unreadBecause, VaultClient, type VaultConnection, VaultError } from "./vaultClient";
import {
    changeEntity,
    entitiesOf,
    findInEntity,
    leaveGroup,
    type VaultPlace,
} from "./vaultIdentity";
import { findVaultStrangers } from "./vaultStrangers";
import { lookUpToken, revokeToken, type Token, tokensOf } from "./vaultTokens";
import { vocabularyOf } from "./vocabulary";

/**
 * Reads access back from Vault, in the namespace that the roster declares.
 *
 * @throws if the roster declares nothing in Vault.
 */
export function createVaultReader(roster: Roster, connection: VaultConnection): AccessReader {
    const server = roster.organization.vault;
    if (!server) throw new Error("the roster declares no vault: nothing to read there");
    const client = new VaultClient(server, connection);
    const place = { client, accessor: server.login.accessor, words: vocabularyOf(roster) };
    return {
        system: "vault",
        canary: () => sing(place),
        find: (subjects) => find(place, subjects),
        strangers: (known) => findVaultStrangers(place, knownOf(known)),
        blocks: async (subjects) =>
            (await mapLimited(subjects, 4, (subject) => findBlocks(place, subject))).flat(),
        remove: (found) => remove(client, found),
        endSessions: (subject, open = []) => endSessions(place, subject, open),
    };
}

const sample = "00000000-0000-0000-0000-000000000000";

/** The paths that `find` reads, each with the capabilities of which it needs one. */
const needed: Readonly<Record<string, readonly string[]>> = {
    [`identity/entity/id/${sample}`]: ["read"],
    [`identity/group/id/${sample}`]: ["read"],
    "identity/lookup/entity": ["update", "create"],
    "auth/token/accessors": ["list"],
    "auth/token/lookup-accessor": ["update", "create"],
};

/** Vault does not distinguish "may not see" from "does not exist", but it says what a token may do. */
async function sing(place: VaultPlace): Promise<Canary> {
    try {
        const reason = await findBlindness(place);
        return reason === undefined
            ? { ok: true, reason: "the login mount and the token itself are seen" }
            : { ok: false, reason };
    } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        return { ok: false, reason: error.message };
    }
}

async function findBlindness({ client, accessor }: VaultPlace): Promise<string | undefined> {
    const self = await client.read<Token>("auth/token/lookup-self");
    if (!self) return "GET auth/token/lookup-self: answered nothing";
    const mounts = await client.read<Record<string, { accessor?: string }>>("sys/auth");
    if (!Object.values(mounts ?? {}).some((mount) => mount.accessor === accessor)) {
        return `GET sys/auth: no mount has the accessor ${accessor} that the roster declares`;
    }
    const paths = Object.keys(needed);
    const may = await client.write<Record<string, string[]>>("sys/capabilities-self", { paths });
    const denied = paths.filter((path) => {
        const capabilities = may?.[path] ?? [];
        return !["root", ...(needed[path] ?? [])].some((one) => capabilities.includes(one));
    });
    if (denied.length > 0) return `the token may not ask ${denied.join(", ")}`;
    // A batch token has no accessor, and so is in no list.
    const accessors = self.accessor ? await client.list("auth/token/accessors") : [];
    if (self.accessor && !accessors.includes(self.accessor)) {
        return "LIST auth/token/accessors: the token itself is not among them";
    }
    return undefined;
}

async function find(place: VaultPlace, subjects: readonly Subject[]): Promise<Findings> {
    const owners = new Map<string, string>();
    const aliases = await listAliases(place);
    const inEntities = await mapLimited(subjects, 4, async (subject) => {
        const entities = await entitiesOf(place, subject);
        if (subject.vault?.entityId) owners.set(subject.vault.entityId, subject.key);
        for (const { id } of entities) owners.set(id, subject.key);
        const found = entities.map((entity) => findInEntity(place, subject.key, entity));
        const elsewhere = await findElsewhere(place, subject, entities, aliases.listed);
        return [...(await Promise.all(found)).flat(), ...elsewhere];
    });
    const tokens = await findTokens(place, owners);
    return {
        found: [...inEntities.flat(), ...tokens.found],
        unread: [...aliases.unread, ...tokens.unread],
    };
}

async function findTokens(
    { client }: VaultPlace,
    owners: ReadonlyMap<string, string>,
): Promise<Findings> {
    try {
        const tokens = await tokensOf(client, new Set(owners.keys()));
        return {
            found: tokens.map((token) => ({
                person: owners.get(token.entity_id ?? "") ?? "",
                system: "vault",
                kind: "token",
                stack: organizationStack,
                target: "org/vault",
                permission: (token.policies ?? []).join(", "),
                what: describe(token),
                leaves: [],
                ids: { accessor: token.accessor },
            })),
            unread: [],
        };
    } catch (error) {
        return { found: [], unread: [unreadBecause(error)] };
    }
}

function describe({ accessor, display_name, expire_time }: Token): string {
    const until = expire_time ? `, until ${expire_time}` : "";
    return `token ${accessor} of ${display_name ?? "nobody"}${until}`;
}

/** A disabled entity refuses existing tokens, and new logins as long as the alias still leads to it. */
async function findBlocks(place: VaultPlace, subject: Subject): Promise<Block[]> {
    const entities = await entitiesOf(place, subject);
    const open = entities.filter(({ disabled }) => !disabled);
    return entities
        .filter(({ disabled }) => disabled)
        .map(({ name, aliases }) => {
            const leads = (aliases ?? []).some(
                (alias) =>
                    alias.mount_accessor === place.accessor &&
                    (subject.vault?.alias ?? alias.name) === alias.name,
            );
            const reason =
                open.length > 0
                    ? `entity ${open.map((entity) => entity.name).join(", ")} is not disabled`
                    : leads
                      ? undefined
                      : "its alias is gone: a new login makes a fresh entity";
            return {
                person: subject.key,
                system: "vault",
                kind: "disabled entity",
                stack: organizationStack,
                what: `entity ${name}`,
                resources: [],
                acting: reason === undefined,
                ...(reason === undefined ? {} : { reason }),
            };
        });
}

async function endSessions(
    place: VaultPlace,
    subject: Subject,
    open: readonly EndedSession[],
): Promise<EndedSession[]> {
    const entities = await entitiesOf(place, subject);
    const known = subject.vault?.entityId;
    const owners = new Set([...entities.map(({ id }) => id), ...(known ? [known] : [])]);
    const tokens = await tokensOf(place.client, owners);
    const listed = new Set(tokens.map(({ accessor }) => accessor));
    // A token outlives its entity, through which it can then no longer be found.
    const others = open
        .flatMap(({ ids }) => (ids?.accessor === undefined ? [] : String(ids.accessor)))
        .filter((accessor) => !listed.has(accessor));
    const again = await mapLimited(others, 4, (each) => lookUpToken(place.client, each));
    return mapLimited([...tokens, ...again.flatMap((token) => token ?? [])], 4, async (token) => ({
        person: subject.key,
        system: "vault",
        kind: "token",
        what: describe(token),
        ids: { accessor: token.accessor },
        ...(await end(place.client, token)),
    }));
}

async function end(client: VaultClient, { accessor, expire_time }: Token) {
    try {
        await revokeToken(client, accessor);
        return { ended: true };
    } catch (error) {
        const until = expire_time ? { until: Date.parse(expire_time) } : {};
        return { ended: false, ...until, reason: (error as Error).message };
    }
}

async function remove(client: VaultClient, found: FoundAccess): Promise<void> {
    const { kind, ids } = found;
    switch (kind) {
        case "alias":
            return refuseRemoval(found);
        case "entity":
            return changeEntity(client, ids, { disabled: true });
        case "entity policies":
            return changeEntity(client, ids, { policies: [] });
        case "group":
            return leaveGroup(client, ids);
        case "token":
            return revokeToken(client, String(ids.accessor));
        default:
            throw new Error(`vault has no ${kind} to remove`);
    }
}
