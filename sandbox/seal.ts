import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

/**
 * A value that can be verified but not read: what the world keeps of secrets that their service never
 * returns.
 */
export interface Sealed {
    readonly salt: string;
    readonly hash: string;
}

export function seal(value: string): Sealed {
    const salt = randomBytes(16).toString("base64url");
    return { salt, hash: hashOf(value, salt).toString("base64url") };
}

/** Whether this is the value that was sealed. */
export function holdsValue({ salt, hash }: Sealed, value: string): boolean {
    return timingSafeEqual(Buffer.from(hash, "base64url"), hashOf(value, salt));
}

function hashOf(value: string, salt: string): Buffer {
    return scryptSync(value, salt, 32, { N: 4_096 });
}
