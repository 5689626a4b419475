import { hostname } from "node:os";

/** Who holds a stack, as the backend says. */
export interface Lock {
    readonly user: string;
    readonly host: string;
    /** Of the engine's process on that host. */
    readonly pid: number;
}

/** The holders that a refusal of the engine names: files and object stores do, Pulumi Cloud does not. */
export function readLocks(message: string): Lock[] {
    const holder = /created by (\S+)@(\S+) \(pid (\d+)\)/g;
    return [...message.matchAll(holder)].map(([, user = "", host = "", pid = ""]) => ({
        user,
        host,
        pid: Number(pid),
    }));
}

/** Whether every holder is a process of this host that is no longer there. */
export function areStale(locks: readonly Lock[]): boolean {
    return locks.length > 0 && locks.every(({ host, pid }) => host === hostname() && !lives(pid));
}

function lives(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // Somebody else's process is there all the same.
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
