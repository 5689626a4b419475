import { access, constants, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { type Environment, Interrupted, runCommand } from "./command";

/** The version that is downloaded or built; `engine/go/cli/go.mod` names the same. */
export const pinnedVersion = "3.259.0";

/** The oldest engine on PATH that is accepted. */
export const oldestVersion = "3.220.0";

const suffix = process.platform === "win32" ? ".exe" : "";
export const engineFile = `pulumi${suffix}`;
export const hostFile = `pulumi-language-nodejs${suffix}`;

const probeMilliseconds = 15_000;

/**
 * Asks an engine for its version, for example `3.259.0`.
 *
 * The engine logs every command; those logs go to the folder `scratch`.
 *
 * @throws Error that says why this is not an engine.
 */
export async function probeVersion(
    file: string,
    environment: Environment,
    scratch: string,
): Promise<string> {
    const abort = AbortSignal.timeout(probeMilliseconds);
    const outcome = await runCommand({
        file,
        args: ["version"],
        environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_HOME: scratch },
        abort,
    }).catch((error: Error) => {
        throw new Error(`${file} does not start (${error.message})`);
    });
    if (outcome.interrupted) throw new Interrupted(outcome.interrupted);
    if (abort.aborted) throw new Error(`${file} does not answer`);
    const version = /^v?(\d+\.\d+\.\d+)/.exec(outcome.stdout.trim())?.[1];
    if (outcome.code !== 0 || !version) {
        const said = lastLine(outcome.stderr) || lastLine(outcome.stdout) || "nothing";
        throw new Error(`${file} does not tell its version: it said ${said}`);
    }
    return version;
}

/** Every executable file of that name in the folders of PATH, in PATH's order. */
export async function searchPath(name: string, environment: Environment): Promise<string[]> {
    const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
    const found: string[] = [];
    for (const folder of new Set(folders)) {
        const file = join(folder, name);
        if (await isExecutable(file)) found.push(file);
    }
    return found;
}

export async function isExecutable(file: string): Promise<boolean> {
    return access(file, constants.X_OK).then(
        () => true,
        () => false,
    );
}

/**
 * The folder of an engine and its language host: that of the executable itself, after following links.
 *
 * A host elsewhere on PATH is not enough: the sandbox keeps the engine from using plugins on PATH, and a
 * host of another version may behave differently.
 *
 * @throws Error if there is no host next to the engine.
 */
export async function engineFolder(engine: string): Promise<string> {
    const folder = dirname(await realpath(engine));
    if (await isExecutable(join(folder, hostFile))) return folder;
    throw new Error(`${engine} has no ${hostFile} beside it`);
}

export function isOlder(version: string, than: string): boolean {
    const [left, right] = [version, than].map((text) => text.split(".").map(Number));
    for (let part = 0; part < 3; part++) {
        const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
        if (difference !== 0) return difference < 0;
    }
    return false;
}

export function lastLine(text: string): string {
    return text.trim().split("\n").at(-1)?.trim() ?? "";
}
