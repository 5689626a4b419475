import { createHash, randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Collection, Collections } from "./collections";
import { keysOf, readIfThere, readObject } from "./worldFiles";

/** A journal longer than this, in characters, is started anew, and every process rereads the files. */
const longestJournal = 131_072;

interface Loaded {
    readonly objects: Map<string, Collections[Collection]>;
    /** Keys by the hash under which the journal refers to them. */
    readonly keys: Map<string, string>;
}

/**
 * This process's cache of the world's files, so that a check against a thousand objects does not read a
 * thousand files. Every method except the constructor must run under the world's lock.
 *
 * A process that changes an object records the hash of its key in a journal. A hash, because the names of
 * people who have left must not stay behind there.
 */
export class WorldCache {
    private readonly loaded = new Map<Collection, Loaded>();
    private journal = { token: "", read: 0 };

    constructor(private readonly folder: string) {}

    /** Every object of a collection, by its key. */
    objects<C extends Collection>(collection: C): ReadonlyMap<string, Collections[C]> {
        const known = this.loaded.get(collection) ?? this.load(collection);
        return known.objects as unknown as ReadonlyMap<string, Collections[C]>;
    }

    /** Drops what other processes have changed since the last look. */
    refresh(): void {
        const content = readIfThere(this.journalPath) ?? "";
        const token = content.slice(0, Math.max(content.indexOf("\n"), 0));
        if (token === "" || token !== this.journal.token || content.length < this.journal.read) {
            this.loaded.clear();
            this.journal = { token, read: content.length };
            return;
        }
        for (const line of content.slice(this.journal.read).split("\n")) {
            const [collection, hash] = line.split(" ");
            if (hash !== undefined) this.invalidate(collection as Collection, hash);
        }
        this.journal.read = content.length;
    }

    /** Tells the other processes before the change: should it fail, they merely reread once too often. */
    announce(changes: readonly { collection: Collection; key: string }[]): void {
        if (this.journal.token === "" || this.journal.read > longestJournal) this.startJournal();
        const lines = changes
            .map(({ collection, key }) => `${collection} ${hashOf(key)}\n`)
            .join("");
        appendFileSync(this.journalPath, lines);
        this.journal.read += lines.length;
    }

    remember(
        collection: Collection,
        key: string,
        object: Collections[Collection] | undefined,
    ): void {
        const known = this.loaded.get(collection);
        if (known === undefined) return;
        known.keys.set(hashOf(key), key);
        if (object === undefined) known.objects.delete(key);
        else known.objects.set(key, object);
    }

    private load(collection: Collection): Loaded {
        const known: Loaded = { objects: new Map(), keys: new Map() };
        this.loaded.set(collection, known);
        for (const key of keysOf(this.folder, collection)) this.reread(collection, key);
        return known;
    }

    private invalidate(collection: Collection, hash: string): void {
        const known = this.loaded.get(collection);
        if (known === undefined) return;
        const key = known.keys.get(hash);
        if (key !== undefined) {
            this.reread(collection, key);
            return;
        }
        for (const each of keysOf(this.folder, collection)) {
            if (!known.keys.has(hashOf(each))) this.reread(collection, each);
        }
    }

    private reread(collection: Collection, key: string): void {
        const object = readObject(this.folder, collection, key);
        this.remember(collection, key, object as Collections[Collection] | undefined);
    }

    private startJournal(): void {
        const header = `${randomBytes(8).toString("hex")}\n`;
        mkdirSync(this.folder, { recursive: true });
        writeFileSync(this.journalPath, header);
        this.journal = { token: header.trim(), read: header.length };
    }

    private get journalPath(): string {
        return join(this.folder, ".journal");
    }
}

function hashOf(key: string): string {
    return createHash("sha1").update(key).digest("hex").slice(0, 16);
}
