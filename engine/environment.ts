import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Environment } from "./command";
import type { Engine } from "./find";

/** Settings for every run; the caller's take precedence. */
const settings: Environment = {
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
    // A fresh checkout has no file that says how the stack's secrets are encrypted, but the state says so
    // too.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    // Looking for plugins would mean reading all of node_modules. Set as a variable, because an engine that
    // does not know the option ignores the variable but would reject the flag.
    PULUMI_OPTION_SKIP_PLUGIN_PRE_INSTALL: "true",
    // The engine asks git for the commit; this must not block a commit that the user makes at the same
    // time.
    GIT_OPTIONAL_LOCKS: "0",
};

/** Compiled next to this file. It does not exist when run from source, where a run merely takes longer. */
const leanProgram = join(__dirname, "leanProgram.js");

const nodeOptions = [
    "--stack-trace-limit=0",
    ...(existsSync(leanProgram) ? [`--require ${JSON.stringify(leanProgram)}`] : []),
];

/**
 * The environment of an engine run: the user's (without what would change the meaning of our commands),
 * then our settings, then the caller's. An undefined value removes a variable.
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
 * `PULUMI_OPTION_*` set flags for every command: one that the user exported for a manual run (say, the
 * config file of one stack) would apply to all stacks. The others make the engine run the program when it
 * must not, skip saving state during a run, or leak in from a Pulumi program that runs us.
 */
function changesMeaning(name: string): boolean {
    return (
        /^PULUMI_(OPTION|NODEJS)_/.test(name) ||
        ["PULUMI_RUN_PROGRAM", "PULUMI_SKIP_CHECKPOINTS", "PULUMI_CONFIG"].includes(name)
    );
}

/**
 * The engine's folder comes first, for its language host, then that of our own Node.js, for the program. An
 * engine found on PATH may share its folder with another Node.js, so then ours comes first.
 */
function searchFolders(engine: Engine, path: string | undefined): string {
    const ours = dirname(process.execPath);
    const first = engine.source === "path" ? [ours, engine.folder] : [engine.folder, ours];
    return [...first, ...(path ? [path] : [])].join(delimiter);
}
