import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";

/** The project's name, under which every backend keeps the stacks. */
export const projectName = "rollcall";

export interface ProjectOptions {
    /** The absolute folder under which everything is created. */
    readonly home: string;
    /** Sandbox and live never share a project or the engine's files in it. */
    readonly mode: "sandbox" | "live";
    /** The absolute path of the program, TypeScript or compiled. */
    readonly main: string;
    /** The stacks by name, each with its complete configuration. */
    readonly stacks: Readonly<Record<string, StackConfig>>;
    /** The user's own project, whose name, backend and secrets providers are kept. */
    readonly own?: OwnProject;
}

/** Plain values by key, `rollcall:roster` or `roster`. Secrets belong in the environment. */
export type StackConfig = Readonly<Record<string, unknown>>;

/** What the user's own project says about where its stacks are and how their secrets are encrypted. */
export interface OwnProject {
    /** `name` and `backend` of its Pulumi.yaml. */
    readonly settings: Readonly<Record<string, unknown>>;
    /** The configuration in its `Pulumi.STACK.yaml`, by stack; each key with its namespace. */
    readonly configs: Readonly<Record<string, StackConfig>>;
    /** `secretsprovider` and its keys, by stack. */
    readonly keys: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** Stack files that could not be read, with the reasons. */
    readonly unread: readonly string[];
}

export interface Project {
    readonly folder: string;
    /** Why some stacks' settings could not be written: runs of a program must not trust those. */
    readonly unwritten?: readonly string[];
}

/**
 * Writes the project that the engine runs from; files that are already right are left untouched.
 *
 * The project is outside what git tracks, because the engine writes settings of its own (the salt of a
 * stack's secrets) next to the project file; those are preserved here.
 */
export async function writeProject(options: ProjectOptions): Promise<Project> {
    const { home, mode, main, stacks, own } = options;
    const project = { folder: join(home, "project", mode) };
    await mkdir(project.folder, { recursive: true });
    const settings = {
        name: projectName,
        ...own?.settings,
        description: `Made by rollcall for the ${mode}: changes are lost`,
        // Without ts-node a compiled program starts faster; a language host that we built takes no options
        // and decides by the file alone.
        runtime: main.endsWith(".ts")
            ? "nodejs"
            : { name: "nodejs", options: { typescript: false } },
        main,
    };
    const file = join(project.folder, "Pulumi.yaml");
    if (!isDeepStrictEqual(await readMapping(file), settings)) {
        await replaceFile(file, stringify(settings));
    }
    const unwritten: string[] = [];
    for (const [stack, config] of Object.entries(stacks)) {
        const file = stackFile(project, stack);
        // Taking access away does not need a stack's settings, so this must not stop it.
        await writeStack(file, config, own?.keys[stack]).catch(({ message }: Error) => {
            unwritten.push(`${basename(file)} cannot be written: ${message}`);
        });
    }
    return unwritten.length > 0 ? { ...project, unwritten } : project;
}

/**
 * Reads the Pulumi.yaml in a folder or its nearest ancestor, and the settings of its stacks. Without a
 * Pulumi.yaml there is nothing to keep. A stack file that cannot be read is only reported: taking access
 * away does not need it.
 *
 * @throws Error if Pulumi.yaml exists but cannot be read: it says which backend has the stacks.
 */
export async function readOwnProject(start: string): Promise<OwnProject> {
    const folder = projectFolder(start);
    const files = await readdir(folder).catch((): string[] => []);
    const { name, backend, stackConfigDir } = files.includes("Pulumi.yaml")
        ? await readSettings(join(folder, "Pulumi.yaml"))
        : {};
    const settings = { ...(name ? { name } : {}), ...(backend ? { backend } : {}) };
    const place = join(folder, typeof stackConfigDir === "string" ? stackConfigDir : "");
    const configs: Record<string, StackConfig> = {};
    const keys: Record<string, Record<string, unknown>> = {};
    const unread: string[] = [];
    const inPlace = readdir(place).catch((error: Error): string[] => {
        unread.push(`stackConfigDir cannot be read: ${error.message}`);
        return [];
    });
    for (const file of place === folder ? files : await inPlace) {
        const stack = /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1];
        if (stack === undefined) continue;
        const content = await readSettings(join(place, file)).catch((error: Error) => {
            unread.push(error.message);
            return {} as Record<string, unknown>;
        });
        const config = isRecord(content.config) ? content.config : {};
        configs[stack] = withProject(config, typeof name === "string" ? name : projectName);
        keys[stack] = pick(content, keptKeys);
    }
    return { settings, configs, keys, unread };
}

/** Searches as the engine does: this folder, then its ancestors. */
function projectFolder(start: string): string {
    for (let folder = start; ; folder = dirname(folder)) {
        if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
        if (dirname(folder) === folder) return start;
    }
}

async function readSettings(file: string): Promise<Record<string, unknown>> {
    try {
        const content: unknown = parse(await readFile(file, "utf8")) ?? {};
        if (isRecord(content)) return content;
        throw new Error("expected a YAML mapping");
    } catch (error) {
        // The first line says where the error is; the rest quotes the file.
        const [why] = (error as Error).message.split("\n");
        throw new Error(`${basename(file)} cannot be read: ${why}`);
    }
}

/** A stack's configuration file, the one that `PULUMI_OPTION_CONFIG_FILE` names in a manual run. */
export function stackFile(project: Project, stack: string): string {
    return join(project.folder, `Pulumi.${stack}.yaml`);
}

/** Where a stack's settings name one, by stack: a new stack must be told of it. */
export function secretsProvidersOf({
    keys,
}: Pick<OwnProject, "keys">): ReadonlyMap<string, string> {
    return new Map(
        Object.entries(keys).flatMap(([stack, { secretsprovider }]) =>
            typeof secretsprovider === "string" ? [[stack, secretsprovider] as const] : [],
        ),
    );
}

const keptKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"] as const;

/** The engine also writes this file, in its own order and style, so only the content is compared. */
async function writeStack(
    file: string,
    config: StackConfig,
    ownKeys: Readonly<Record<string, unknown>> = {},
): Promise<void> {
    const current = await readMapping(file);
    const wanted: Record<string, unknown> = {
        config: withProject(config),
        // Keys belong to their secrets provider: those of one file are never mixed with another's.
        ...("secretsprovider" in ownKeys || "encryptionsalt" in ownKeys
            ? ownKeys
            : pick(current, keptKeys)),
    };
    if (!isDeepStrictEqual(current, wanted)) await replaceFile(file, stringify(wanted));
}

/** Adds the project to keys without a namespace, as the engine does. */
function withProject(config: StackConfig, project: string = projectName): StackConfig {
    const entries = Object.entries(config);
    return Object.fromEntries(
        entries.map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]),
    );
}

function pick(from: Readonly<Record<string, unknown>>, keys: readonly string[]) {
    return Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]));
}

/** Returns an empty mapping for an unreadable file: the engine's settings are in the state as well. */
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
