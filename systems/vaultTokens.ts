import { mapLimited } from "./mapLimited";
import { type VaultClient, VaultError } from "./vaultClient";

/** A token by its accessor, which identifies it without revealing it. */
export interface Token {
    readonly accessor: string;
    readonly entity_id?: string;
    readonly display_name?: string;
    readonly policies?: readonly string[] | null;
    /** `2026-12-31T18:00:00Z`; null: never. */
    readonly expire_time?: string | null;
}

/**
 * The tokens of these entities. Vault has no index by entity, so every token is looked up. Batch tokens are
 * in no list and cannot be revoked, but a disabled entity refuses them as well.
 */
export async function tokensOf(
    client: VaultClient,
    entityIds: ReadonlySet<string>,
): Promise<Token[]> {
    if (entityIds.size === 0) return [];
    const accessors = await client.list("auth/token/accessors");
    const tokens = await mapLimited(accessors, 8, (accessor) => lookUpToken(client, accessor));
    return tokens.flatMap((token) => (token && entityIds.has(token.entity_id ?? "") ? token : []));
}

/** Undefined if the token does not exist, or no longer does. */
export async function lookUpToken(
    client: VaultClient,
    accessor: string,
): Promise<Token | undefined> {
    return withoutExpired(() => client.write<Token>("auth/token/lookup-accessor", { accessor }));
}

/** Also revokes the token's child tokens, and the leases of all of them. */
export async function revokeToken(client: VaultClient, accessor: string): Promise<void> {
    await withoutExpired(() => client.write("auth/token/revoke-accessor", { accessor }));
}

/** A token may expire between two calls: Vault then calls its accessor invalid. */
async function withoutExpired<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
        return await ask();
    } catch (error) {
        const gone = error instanceof VaultError && /invalid accessor/.test(error.message);
        if (gone) return undefined;
        throw error;
    }
}
