import { join } from "node:path";
import { buildEngine } from "./build";
import { binFolder, cachedOrigin, fillCache, type Origin } from "./cache";
import { type Environment, Interrupted } from "./command";
import { downloadEngine, type Installer } from "./download";
import {
    engineFile,
    engineFolder,
    isOlder,
    oldestVersion,
    pinnedVersion,
    probeVersion,
    searchPath,
} from "./probe";

export interface Engine {
    /** Put on PATH, so that the engine finds its language host. */
    readonly folder: string;
    /** The executable. */
    readonly pulumi: string;
    /** For example `3.259.0`. */
    readonly version: string;
    readonly source: "path" | "cache" | "download" | "build";
}

export const engineModes = ["auto", "path", "download", "build"] as const;
export type EngineMode = (typeof engineModes)[number];

export interface FindEngineOptions {
    /** The absolute folder under which everything is created. */
    readonly home: string;
    /** `auto` takes the first way that works; the other modes allow only one way, and what it has cached. */
    readonly mode: EngineMode;
    readonly environment: Environment;
    /** Receives progress messages; the last one says which engine is used. */
    readonly report: (line: string) => void;
    /** Where engines are kept. Default: `engine` under home. */
    readonly cache?: string;
    /** What downloads the engine. Default: the installer of Pulumi's Automation API. */
    readonly installer?: Installer;
}

/** No engine could be found or made. The message says why each way failed and what would help. */
export class EngineNotFound extends Error {
    override readonly name = "EngineNotFound";
    constructor(readonly attempts: readonly { readonly way: string; readonly said: string }[]) {
        super(
            [
                "no Pulumi engine could be found or made",
                ...attempts.map(({ way, said }) => `  ${way}: ${said}`),
                "any one of these helps:",
                `  - install pulumi ${oldestVersion} or newer from https://www.pulumi.com/docs/install and put it on PATH`,
                "  - let this machine reach get.pulumi.com, from where it is then downloaded",
                "  - install Go 1.26 or newer from https://go.dev/dl, with which it is then built",
            ].join("\n"),
        );
    }
}

/**
 * Finds the Pulumi engine or gets one: from PATH, else the cache, else the official download, else a build
 * from pinned Go modules.
 *
 * @throws EngineNotFound if nothing works, Interrupted if this process is told to end.
 */
export async function findEngine(options: FindEngineOptions): Promise<Engine> {
    const search: Search = { ...options, cache: options.cache ?? join(options.home, "engine") };
    const attempts: { way: string; said: string }[] = [];
    for (const { way, find } of ways[options.mode]) {
        try {
            const engine = await find(search);
            options.report(
                `engine: pulumi ${engine.version} ${taken[engine.source]} (${engine.pulumi})`,
            );
            return engine;
        } catch (error) {
            if (error instanceof Interrupted) throw error;
            attempts.push({ way, said: (error as Error).message });
        }
    }
    throw new EngineNotFound(attempts);
}

type Search = FindEngineOptions & { readonly cache: string };

interface Way {
    readonly way: string;
    readonly find: (search: Search) => Promise<Engine>;
}

const onPath: Way = { way: "PATH", find: findOnPath };
const download: Way = { way: "download", find: downloadIt };
const build: Way = { way: "build", find: buildIt };

const ways: Readonly<Record<EngineMode, readonly Way[]>> = {
    auto: [onPath, cached("download", "build"), download, build],
    path: [onPath],
    download: [cached("download"), download],
    build: [cached("build"), build],
};

const taken: Readonly<Record<Engine["source"], string>> = {
    path: "from PATH",
    cache: "from the cache",
    download: "just downloaded",
    build: "just built",
};

async function findOnPath(search: Search): Promise<Engine> {
    const files = await searchPath(engineFile, search.environment);
    if (files.length === 0) throw new Error("no pulumi there");
    const complaints: string[] = [];
    for (const pulumi of files) {
        try {
            return await inspect(pulumi, search);
        } catch (error) {
            if (error instanceof Interrupted) throw error;
            complaints.push((error as Error).message);
        }
    }
    throw new Error(complaints.join("; "));
}

async function inspect(pulumi: string, search: Search): Promise<Engine> {
    const version = await probe(pulumi, search);
    if (isOlder(version, oldestVersion)) {
        throw new Error(`${pulumi} is ${version}: ${oldestVersion} or newer is needed`);
    }
    return { folder: await engineFolder(pulumi), pulumi, version, source: "path" };
}

function cached(...allowed: readonly Origin[]): Way {
    const find = async (search: Search): Promise<Engine> => {
        const origin = await cachedOrigin(search.cache);
        if (!origin) throw new Error(`no engine ${pinnedVersion} in ${search.cache}`);
        if (!allowed.includes(origin)) throw new Error(unwanted(origin, allowed));
        return open(binFolder(search.cache), search);
    };
    return { way: "cache", find };
}

function unwanted(origin: Origin, allowed: readonly Origin[]): string {
    const made = origin === "build" ? "built" : "downloaded";
    return `the cached engine was ${made}, but ROLLCALL_ENGINE asks for ${allowed.join(" or ")}`;
}

async function downloadIt(search: Search): Promise<Engine> {
    const { environment, installer, report } = search;
    report(`engine: downloading pulumi ${pinnedVersion}`);
    try {
        return await make(search, "download", (folder) =>
            downloadEngine({ folder, environment, ...(installer ? { installer } : {}) }),
        );
    } catch (error) {
        if (!(error instanceof Interrupted)) report(`engine: ${(error as Error).message}`);
        throw error;
    }
}

async function buildIt(search: Search): Promise<Engine> {
    const { environment } = search;
    const report = (line: string) => search.report(`engine: ${line}`);
    return make(search, "build", (folder) => buildEngine({ folder, environment, report }));
}

async function make(
    search: Search,
    source: Origin,
    fill: (folder: string) => Promise<void>,
): Promise<Engine> {
    await fillCache(search.cache, source, async (folder) => {
        await fill(folder);
        await open(join(folder, "bin"), search);
    });
    return { ...(await open(binFolder(search.cache), search)), source };
}

/** Opens a cached or new engine: only the pinned version together with its language host is accepted. */
async function open(bin: string, search: Search): Promise<Engine> {
    const pulumi = join(bin, engineFile);
    const version = await probe(pulumi, search);
    if (version !== pinnedVersion) throw new Error(`${pulumi} is ${version}, not ${pinnedVersion}`);
    return { folder: await engineFolder(pulumi), pulumi, version, source: "cache" };
}

function probe(pulumi: string, search: Search): Promise<string> {
    return probeVersion(pulumi, search.environment, join(search.cache, "probe"));
}
