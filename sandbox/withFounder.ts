import type { World } from "./world";

/** Beyond any id that GitHub gave. */
const founder = { id: 999_999_999_999, login: "founder" } as const;

/**
 * Does something while the organisation has an owner whom no roster names, as every real one has who
 * founded it: the last owner cannot be removed, and here everybody is to go.
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
