import type { Access } from "./access";
import type { Ground } from "./ground";

export const operations = ["provision", "preview, no change", "one change", "one leaver"] as const;
export type Operation = (typeof operations)[number];

/** Each operation, to be run once and in this order, on the same ground. */
export type Operations = Readonly<Record<Operation, () => Promise<void>>>;

/** The access after each of Rollcall's operations, which the other contenders must reproduce. */
export type Accesses = ReadonlyMap<Operation, Access>;

export interface Contender {
    readonly name: string;
    open(ground: Ground, accesses: Accesses): Promise<Operations>;
    /** The access that exists now; only Rollcall reports it. */
    access?(ground: Ground): Promise<Access>;
}

export function accessAfter(operation: Operation, accesses: Accesses): Access {
    const access = accesses.get(operation);
    if (!access) throw new Error(`nobody has noted the access after ${operation}`);
    return access;
}
