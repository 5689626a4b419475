import type { Access } from "./access";
import type { Ground } from "./ground";

export const operations = ["provision", "preview, no change", "one change", "one leaver"] as const;
export type Operation = (typeof operations)[number];

/** Each operation once, in this order, on one ground. */
export type Operations = Readonly<Record<Operation, () => Promise<void>>>;

/** What Rollcall had given after each operation, which is what the others are to give. */
export type Accesses = ReadonlyMap<Operation, Access>;

export interface Contender {
    readonly name: string;
    open(ground: Ground, accesses: Accesses): Promise<Operations>;
    /** What there is now; of Rollcall alone. */
    access?(ground: Ground): Promise<Access>;
}

export function accessAfter(operation: Operation, accesses: Accesses): Access {
    const access = accesses.get(operation);
    if (!access) throw new Error(`nobody has noted the access after ${operation}`);
    return access;
}
