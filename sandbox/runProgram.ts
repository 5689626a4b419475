import type { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";
import type { Words } from "./hostPlugins";

type Sdk = typeof pulumi;

/** What the SDK keeps per run; its types do not declare it. */
interface Store {
    readonly settings: {
        readonly options: { rootDirectory: string };
        readonly monitor?: { close(): void };
        readonly engine?: { close(): void };
    };
}

/** The AsyncLocalStorage that all copies of the SDK in a process share. */
const stores = () =>
    (globalThis as unknown as { asyncLocalStorage?: AsyncLocalStorage<Store> }).asyncLocalStorage;

interface Running {
    readonly file: string;
    readonly sdk: Sdk;
    /** Errors already reported: one error fails everything that awaits it. */
    readonly told: Set<unknown>;
}

interface Place {
    /** The engine's address. */
    readonly engine: string;
    /** Environment variables for this program only. */
    readonly words: Words;
}

/** The runs in progress. */
const running = new Map<Store, Running>();

/**
 * Runs a program (a module that exports a function) as Pulumi's language host does, alongside others in
 * this process. Returns whether it failed; the reason has then been reported to its engine.
 */
export function runProgram(request: RunRequest, place: Place): Promise<boolean> {
    const file = resolve(request.getInfo()?.getProgramDirectory() ?? "", request.getProgram());
    // The program's own copy of the SDK: another copy would not know its resources.
    const load = createRequire(file);
    const sdk: Sdk = load("@pulumi/pulumi");
    const { withLocalStorage } = load("@pulumi/pulumi/runtime/state");
    return withLocalStorage(async () => {
        const store = stores()?.getStore() as Store;
        const run = { file, sdk, told: new Set() };
        running.set(store, run);
        try {
            configure(sdk, store, { request, engine: place.engine });
            const program = async () => tellingOf(place.words, programOf(run, load(file)));
            await sdk.runtime.runInPulumiStack(program).catch((error: unknown) => tell(run, error));
            // An unhandled rejection is reported one turn of the event loop after the program ends.
            await new Promise((next) => setImmediate(next));
            await sdk.runtime.disconnect(!sdk.log.hasErrors());
            return sdk.log.hasErrors();
        } finally {
            running.delete(store);
            // The SDK closes these only in a process that runs a single program.
            store.settings.monitor?.close();
            store.settings.engine?.close();
        }
    });
}

function configure(
    { runtime: { resetOptions, setAllConfig } }: Sdk,
    store: Store,
    { request, engine }: { readonly request: RunRequest; readonly engine: string },
): void {
    resetOptions(
        request.getProject(),
        request.getStack(),
        request.getParallel(),
        engine,
        request.getMonitorAddress(),
        request.getDryrun(),
        request.getOrganization(),
    );
    store.settings.options.rootDirectory = request.getInfo()?.getRootDirectory() ?? "";
    setAllConfig(
        Object.fromEntries(request.getConfigMap().entries()),
        request.getConfigsecretkeysList(),
    );
}

function programOf({ file, sdk }: Running, program: unknown): () => unknown {
    if (typeof program === "function") return () => program();
    throw new sdk.RunError(`${file} exports no function for the sandbox to run`);
}

/**
 * `process.env` is shared by all programs, so a program sees these variables only until its first await,
 * and must read them before it.
 */
function tellingOf<Result>(words: Words, program: () => Result): Result {
    const before = Object.keys(words).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, words);
    try {
        return program();
    } finally {
        for (const [name, value] of before) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
        }
    }
}

/** Reports an error as Pulumi's language host does: a RunError needs no stack trace. */
function tell(
    { file, sdk: { log, RunError, ResourceError }, told }: Running,
    error: unknown,
): void {
    if (told.has(error)) return;
    told.add(error);
    if (RunError.isInstance(error)) {
        void log.error(error.message);
    } else if (ResourceError.isInstance(error)) {
        void log.error(error.hideStack ? error.message : described(error), error.resource);
    } else {
        const what = `Running program '${file}' failed with an unhandled exception:`;
        void log.error(`${what}\n${described(error)}`);
    }
}

function described(error: unknown): string {
    return error instanceof Error ? error.stack || error.message : String(error);
}

/**
 * Handles unhandled errors. They fail the run in which they arose or, if that is unknown, all runs in
 * progress, so that no run appears to succeed because its error was attributed to another.
 *
 * @throws the error itself if no program is running: then it is this process's own.
 */
export function takeUnhandled(error: unknown): void {
    const store = stores()?.getStore();
    const own = [...running].filter(([each]) => each === store);
    const concerned = own.length > 0 ? own : [...running];
    if (concerned.length === 0) throw error;
    for (const [each, run] of concerned) stores()?.run(each, tell, run, error);
}
