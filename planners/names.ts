import { createHash } from "node:crypto";

/** The maximum length of a name in each service. */
export const nameLimits = {
    /** IAM Identity Center API reference, CreatePermissionSet: Name, 1 to 32 of [\w+=,.@-]. */
    permissionSet: 32,
    /** IAM API reference, CreateRole: RoleName, 1 to 64 of [\w+=,.@-]. */
    role: 64,
    /** Identity Store API reference, CreateGroup: DisplayName, 1 to 1024. */
    group: 1024,
    /** No limit is documented for Vault; keys in etcd and Consul may be far longer. */
    vault: 512,
} as const;

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const hashLength = 10;

/**
 * The physical name of something that several stacks create in one place: the environment and what it is,
 * joined by dots, `prod.payments.developer`. Keys contain no dot, so names never collide.
 *
 * A name over the limit is cut and ends in `+` and a hash of the whole; no key contains a `+`, so a
 * shortened name never equals a complete one.
 */
export function physicalName(parts: readonly string[], limit: number): string {
    const whole = parts.join(".");
    if (whole.length <= limit) return whole;
    return `${whole.slice(0, limit - hashLength - 1)}+${shortHash(whole)}`;
}

/** 50 bits in base 32: the chance of any collision among a million names is 1 in 2,000. */
function shortHash(text: string): string {
    const bytes = createHash("sha256").update(text).digest();
    return [...bytes.subarray(0, hashLength)].map((byte) => alphabet[byte % 32]).join("");
}

/** `<holder>/<held>` in every combination of names that the two have ever had, except the current one. */
export function namePairs(
    holder: { readonly name: string; readonly previously?: readonly string[] | undefined },
    held: { readonly name: string; readonly previously?: readonly string[] | undefined },
): string[] {
    const holders = [holder.name, ...(holder.previously ?? [])];
    const helds = [held.name, ...(held.previously ?? [])];
    return holders.flatMap((one) => helds.map((other) => `${one}/${other}`)).slice(1);
}
