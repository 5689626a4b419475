import type { World } from "./world";

/** Higher than any id that GitHub has issued. */
const founder = { id: 999_999_999_999, login: "founder" } as const;

/**
 * Does something while the organisation has an owner who is in no roster, as a real organisation has its
 * founder: GitHub refuses to remove the last owner, and here everybody is to be removed.
 */
export async function withFounder<T>(world: World, work: () => Promise<T>): Promise<T> {
    const { id: accountId } = founder;
    await world.transaction((open) => {
        open.put("github/accounts", accountId, founder);
        open.put("github/members", accountId, { accountId, role: "admin", state: "active" });
    });
    try {
        return await work();
    } finally {
        await world.transaction((open) => {
            open.remove("github/members", accountId);
            open.remove("github/accounts", accountId);
        });
    }
}
