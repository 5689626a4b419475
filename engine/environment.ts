import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Environment } from "./command";
import type { Engine } from "./find";

/** Settings for every run; what the caller gives takes precedence. */
const settings: Environment = {
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
    // A fresh checkout has no file that says how the stack's secrets are encrypted; the state does.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    // Looking for plugins means reading all of node_modules. This is set by variable, because an engine
    // that does not know the option yet ignores a variable.
    PULUMI_OPTION_SKIP_PLUGIN_PRE_INSTALL: "true",
    // The engine asks git for the commit; it must not block a commit that the user makes meanwhile.
    GIT_OPTIONAL_LOCKS: "0",
};

/** Compiled beside this file; when run from source it does not exist, and a run only takes longer. */
const leanProgram = join(__dirname, "leanProgram.js");

const nodeOptions = [
    "--stack-trace-limit=0",
    ...(existsSync(leanProgram) ? [`--require ${JSON.stringify(leanProgram)}`] : []),
];

/**
 * The environment of an engine run: the user's (without what would change the meaning of our commands),
 * our settings, and the caller's; an undefined value removes a variable.
 */
export function engineEnvironment(
    engine: Engine,
    given: Environment,
    user: Environment = process.env,
): Environment {
    const inherited = Object.entries(user).filter(([name]) => !changesMeaning(name));
    const merged: Environment = { ...Object.fromEntries(inherited), ...settings, ...given };
    return {
        ...merged,
        PATH: searchFolders(engine, merged.PATH),
        NODE_OPTIONS: [merged.NODE_OPTIONS, ...nodeOptions].filter(Boolean).join(" "),
    };
}

/**
 * `PULUMI_OPTION_*` are flags for every command: one that the user exported for a run by hand (the
 * config file of one stack) would apply to all. The others run the program where we say not to, or save
 * no state on the way, or come from a program that runs us.
 */
function changesMeaning(name: string): boolean {
    return (
        /^PULUMI_(OPTION|NODEJS)_/.test(name) ||
        ["PULUMI_RUN_PROGRAM", "PULUMI_SKIP_CHECKPOINTS", "PULUMI_CONFIG"].includes(name)
    );
}

/**
 * The engine's folder first, for its language host, then our own Node.js for the program. An engine that
 * was found on PATH may share its folder with another Node.js: then ours comes before it.
 */
function searchFolders(engine: Engine, path: string | undefined): string {
    const ours = dirname(process.execPath);
    const first = engine.source === "path" ? [ours, engine.folder] : [engine.folder, ours];
    return [...first, ...(path ? [path] : [])].join(delimiter);
}
