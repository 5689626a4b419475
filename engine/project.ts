import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";

/** The project's name, under which every backend files the stacks. */
export const projectName = "rollcall";

export interface ProjectOptions {
    /** The absolute folder under which everything is made. */
    readonly home: string;
    /** Sandbox and live never share a project, nor what the engine keeps there. */
    readonly mode: "sandbox" | "live";
    /** The absolute path of the program's file, TypeScript or compiled. */
    readonly main: string;
    /** The stacks by name, each with its whole configuration. */
    readonly stacks: Readonly<Record<string, StackConfig>>;
}

/** Plain values by key, `rollcall:roster` or `roster`. Secrets belong in the environment. */
export type StackConfig = Readonly<Record<string, string | number | boolean>>;

export interface Project {
    readonly folder: string;
}

/**
 * Writes the project that the engine runs from, and leaves what is right as it is.
 *
 * It lies outside what git tracks, because the engine writes its settings (the salt of a stack's
 * secrets) beside the project file; those survive here.
 */
export async function writeProject(options: ProjectOptions): Promise<Project> {
    const { home, mode, main, stacks } = options;
    const project = { folder: join(home, "project", mode) };
    await mkdir(project.folder, { recursive: true });
    const settings = {
        name: projectName,
        description: `Made by rollcall for the ${mode}: changes are lost`,
        // Without ts-node a compiled program starts sooner; a language host of our own build takes
        // no options and looks at the file alone.
        runtime: main.endsWith(".ts")
            ? "nodejs"
            : { name: "nodejs", options: { typescript: false } },
        main,
    };
    const file = join(project.folder, "Pulumi.yaml");
    if (!isDeepStrictEqual(await readMapping(file), settings)) {
        await replaceFile(file, stringify(settings));
    }
    for (const [stack, config] of Object.entries(stacks)) {
        await writeStack(stackFile(project, stack), config);
    }
    return project;
}

/** A stack's configuration: what `PULUMI_OPTION_CONFIG_FILE` names in a run by hand. */
export function stackFile(project: Project, stack: string): string {
    return join(project.folder, `Pulumi.${stack}.yaml`);
}

const keptKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"] as const;

/** The engine writes this file too, in an order and style of its own: only what it says counts. */
async function writeStack(file: string, config: StackConfig): Promise<void> {
    const current = await readMapping(file);
    const wanted: Record<string, unknown> = { config: withProject(config) };
    for (const key of keptKeys) if (key in current) wanted[key] = current[key];
    if (!isDeepStrictEqual(current, wanted)) await replaceFile(file, stringify(wanted));
}

/** As the engine writes keys: one without a namespace is the project's. */
function withProject(config: StackConfig): StackConfig {
    const entries = Object.entries(config);
    return Object.fromEntries(
        entries.map(([key, value]) => [key.includes(":") ? key : `${projectName}:${key}`, value]),
    );
}

/** A file that cannot be read has nothing to keep: the state holds the engine's settings as well. */
async function readMapping(file: string): Promise<Record<string, unknown>> {
    try {
        const content: unknown = parse(await readFile(file, "utf8"));
        return isRecord(content) ? content : {};
    } catch {
        return {};
    }
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function replaceFile(file: string, text: string): Promise<void> {
    const unfinished = `${file}.${process.pid}`;
    await writeFile(unfinished, text);
    await rename(unfinished, file);
}
