import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAlive } from "./isAlive";
import { pinnedVersion } from "./probe";

export type Origin = "download" | "build";

/** The folder of a cached engine's two programs. */
export function binFolder(cache: string): string {
    return join(cache, pinnedVersion, "bin");
}

/** How the engine in the cache got there; undefined when there is none. */
export async function cachedOrigin(cache: string): Promise<Origin | undefined> {
    const origin = await readFile(join(cache, pinnedVersion, originFile), "utf8").catch(() => "");
    return origins.find((known) => known === origin.trim());
}

/**
 * Lets `make` fill a folder (its `bin/`) and, if that succeeds, puts it in place as the cached engine.
 *
 * However this is cut short, a half-made engine is never used: it appears in the cache by a rename, and the
 * next run removes what a killed one left behind.
 */
export async function fillCache(
    cache: string,
    origin: Origin,
    make: (folder: string) => Promise<void>,
): Promise<void> {
    await mkdir(cache, { recursive: true });
    await sweep(cache);
    const folder = await mkdtemp(join(cache, `${unfinished}${process.pid}-`));
    try {
        await make(folder);
        await writeFile(join(folder, originFile), `${origin}\n`);
        await putInPlace(folder, cache);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

const originFile = "source";
const origins: readonly Origin[] = ["download", "build"];
const unfinished = ".unfinished-";

/** A folder cannot be renamed over a non-empty one, so the old one is moved aside first. */
async function putInPlace(folder: string, cache: string): Promise<void> {
    const place = join(cache, pinnedVersion);
    const aside = `${folder}-old`;
    await rename(place, aside).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
    });
    await rename(folder, place);
    await rm(aside, { recursive: true, force: true });
}

async function sweep(cache: string): Promise<void> {
    for (const name of await readdir(cache)) {
        if (!name.startsWith(unfinished)) continue;
        const owner = Number.parseInt(name.slice(unfinished.length), 10);
        if (!isAlive(owner)) await rm(join(cache, name), { recursive: true, force: true });
    }
}
