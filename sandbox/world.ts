import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Collection, Collections } from "./collections";
import { WorldCache } from "./worldCache";
import { keysOf, pathOf, readIfThere, readObject, replaceFile } from "./worldFiles";
import { withLock } from "./worldLock";

/** Reads what a world holds. */
export interface WorldReader {
    /** Every object of the collection. */
    list<C extends Collection>(collection: C): readonly Collections[C][];
    read<C extends Collection>(collection: C, key: string | number): Collections[C] | undefined;
}

/** Changes a world: either all changes take effect or none does. */
export interface WorldTransaction extends WorldReader {
    put<C extends Collection>(collection: C, key: string | number, object: Collections[C]): void;
    remove(collection: Collection, key: string | number): void;
}

interface Change {
    readonly collection: Collection;
    readonly key: string;
    /** Absent if the object is deleted. */
    readonly object?: Collections[Collection];
}

/** An error of a call that nevertheless took effect: a transaction that throws it keeps its changes. */
export class ErrorAfterEffect extends Error {}

/**
 * The sandbox's world: a folder of readable JSON files that any number of processes may use at once.
 *
 * `list` and `read` read the files as they are. `transaction` holds the world's lock, so that a check and
 * the change based on it are one step for every process. A process that is killed halfway leaves a note of
 * what it was about to do, and the next one completes it.
 */
export class World implements WorldReader {
    private readonly cache: WorldCache;
    private queue: Promise<unknown> = Promise.resolve();

    constructor(readonly folder: string) {
        this.cache = new WorldCache(folder);
    }

    list<C extends Collection>(collection: C): readonly Collections[C][] {
        return keysOf(this.folder, collection).flatMap((key) => {
            const object = this.read(collection, key);
            return object === undefined ? [] : [object];
        });
    }

    read<C extends Collection>(collection: C, key: string | number): Collections[C] | undefined {
        return readObject(this.folder, collection, String(key)) as Collections[C] | undefined;
    }

    /** @throws whatever `work` throws; nothing has changed then, except after an {@link ErrorAfterEffect}. */
    transaction<T>(work: (world: WorldTransaction) => T): Promise<T> {
        return this.alone((pending) => {
            try {
                const result = work(pending);
                this.commit(pending.changes);
                return result;
            } catch (error) {
                if (error instanceof ErrorAfterEffect) this.commit(pending.changes);
                throw error;
            }
        });
    }

    /** Returns what a transaction would; only `work` sees its changes, which are then discarded. */
    rehearse<T>(work: (world: WorldTransaction) => T): Promise<T> {
        return this.alone(work);
    }

    private alone<T>(work: (pending: PendingChanges) => T): Promise<T> {
        const run = () =>
            withLock(join(this.folder, ".lock"), () => {
                this.recover();
                this.cache.refresh();
                return work(new PendingChanges(this.cache));
            });
        const result = this.queue.then(run, run);
        this.queue = result.catch(() => undefined);
        return result;
    }

    private commit(changes: readonly Change[]): void {
        if (changes.length === 0) return;
        if (changes.length > 1) replaceFile(this.notePath, JSON.stringify(changes));
        this.apply(changes);
        if (changes.length > 1) rmSync(this.notePath);
    }

    /** Completes what a killed process had begun: everything in its note can safely be done twice. */
    private recover(): void {
        const note = readIfThere(this.notePath);
        if (note === undefined) return;
        this.cache.refresh();
        this.apply(JSON.parse(note) as Change[]);
        rmSync(this.notePath);
    }

    private apply(changes: readonly Change[]): void {
        this.cache.announce(changes);
        for (const { collection, key, object } of changes) {
            const path = pathOf(this.folder, collection, key);
            if (object === undefined) rmSync(path, { force: true });
            else replaceFile(path, `${JSON.stringify(object, undefined, 4)}\n`);
            this.cache.remember(collection, key, object);
        }
    }

    private get notePath(): string {
        return join(this.folder, ".pending");
    }
}

/** The world as it will be: the transaction's changes on top of what the files hold. */
class PendingChanges implements WorldTransaction {
    private readonly pending = new Map<string, Change>();

    constructor(private readonly cache: WorldCache) {}

    get changes(): readonly Change[] {
        return [...this.pending.values()];
    }

    list<C extends Collection>(collection: C): readonly Collections[C][] {
        const objects = this.cache.objects(collection);
        const changed = this.changes.filter((change) => change.collection === collection);
        if (changed.length === 0) return [...objects.values()];
        const merged = new Map(objects);
        for (const { key, object } of changed) {
            if (object === undefined) merged.delete(key);
            else merged.set(key, object as Collections[C]);
        }
        return [...merged.values()];
    }

    read<C extends Collection>(collection: C, key: string | number): Collections[C] | undefined {
        const change = this.pending.get(`${collection}/${key}`);
        if (change !== undefined) return change.object as Collections[C] | undefined;
        return this.cache.objects(collection).get(String(key));
    }

    put<C extends Collection>(collection: C, key: string | number, object: Collections[C]): void {
        this.pending.set(`${collection}/${key}`, { collection, key: String(key), object });
    }

    remove(collection: Collection, key: string | number): void {
        if (this.read(collection, key) === undefined) return;
        this.pending.set(`${collection}/${key}`, { collection, key: String(key) });
    }
}
