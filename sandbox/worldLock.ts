import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readlinkSync, symlinkSync, unlinkSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Work under the lock takes milliseconds: a process that holds it this long must be stuck. */
const patienceMs = 30_000;

let acquired = 0;

/**
 * Runs `work` while no other process holds the lock at `path`.
 *
 * The lock is a symbolic link whose target names its owner: it is created and read in one step each, so
 * that nobody ever sees a lock without an owner. The lock of a dead process is broken. `work` is
 * synchronous, so a live process holds the lock for one turn of its event loop.
 *
 * @throws when another process holds the lock for more than 30 seconds.
 */
export async function withLock<T>(path: string, work: () => T): Promise<T> {
    await acquire(path);
    try {
        return work();
    } finally {
        unlinkSync(path);
    }
}

async function acquire(path: string): Promise<void> {
    acquired += 1;
    const owner = `${hostname()}:${process.pid}:${startOf(process.pid)}:${acquired}`;
    const deadline = Date.now() + patienceMs;
    while (!tryLink(owner, path)) {
        const holder = readOwner(path);
        if (holder !== undefined && isDead(holder)) await breakLock(path, holder);
        else await sleep(1 + Math.random() * 3);
        if (Date.now() > deadline) throw new Error(stuck(path, holder));
    }
}

/**
 * Two waiters may find the same dead owner. Only the one that holds a lock named after that owner removes
 * the stale lock, and only if it is still there, so that nobody removes a successor's lock.
 */
async function breakLock(path: string, holder: string): Promise<void> {
    const name = createHash("sha1").update(holder).digest("hex").slice(0, 16);
    await withLock(`${path}.${name}`, () => {
        if (readOwner(path) === holder) unlinkSync(path);
    });
}

function tryLink(owner: string, path: string): boolean {
    try {
        symlinkSync(owner, path);
        return true;
    } catch (error) {
        if (codeOf(error) === "EEXIST") return false;
        if (codeOf(error) !== "ENOENT") throw error;
        mkdirSync(dirname(path), { recursive: true });
        return false;
    }
}

function readOwner(path: string): string | undefined {
    try {
        return readlinkSync(path);
    } catch (error) {
        if (codeOf(error) === "ENOENT") return undefined;
        throw error;
    }
}

/** Only a process on this host can be known to be dead; the start time guards against a reused pid. */
function isDead(owner: string): boolean {
    const [host, pid, start] = owner.split(":");
    if (host !== hostname()) return false;
    return !isRunning(Number(pid)) || startOf(Number(pid)) !== start;
}

function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return codeOf(error) === "EPERM";
    }
}

/** When a process started, in ticks since boot; empty if there is no /proc. */
function startOf(pid: number): string {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
    } catch {
        return "";
    }
}

function stuck(path: string, holder: string | undefined): string {
    const [host, pid] = (holder ?? "nobody").split(":");
    return (
        `the sandbox's world has been locked for ${patienceMs / 1000} s by process ${pid} on ` +
        `${host}; if that is not running any more, remove ${path}`
    );
}

export function codeOf(error: unknown): string | undefined {
    return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
