import { hostname } from "node:os";
import { isAlive } from "./isAlive";

/** Who holds a stack's lock, according to the backend. */
export interface Lock {
    readonly user: string;
    readonly host: string;
    /** The id of the engine's process on that host. */
    readonly pid: number;
}

/**
 * The holders named in the engine's refusal: file and object-store backends name them, Pulumi Cloud does
 * not.
 */
export function readLocks(message: string): Lock[] {
    const holder = /created by (\S+)@(\S+) \(pid (\d+)\)/g;
    return [...message.matchAll(holder)].map(([, user = "", host = "", pid = ""]) => ({
        user,
        host,
        pid: Number(pid),
    }));
}

/** Whether every holder is a process of this host that no longer exists. */
export function areStale(locks: readonly Lock[]): boolean {
    return locks.length > 0 && locks.every(({ host, pid }) => host === hostname() && !isAlive(pid));
}
