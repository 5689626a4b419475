import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Engine, EngineNotFound, findEngine } from "../../engine/find";

/** A folder of its own for the running suite or test, with links resolved. */
export async function scratchFolder(): Promise<string> {
    return realpath(await mkdtemp(join(tmpdir(), "rollcall-engine-")));
}

export function removeFolder(folder: string): Promise<void> {
    return rm(folder, { recursive: true, force: true });
}

/** An executable file whose body is JavaScript, so that it needs nothing on PATH. */
export async function fakeProgram(file: string, body: string): Promise<string> {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `#!${process.execPath}\n${body}\n`);
    await chmod(file, 0o755);
    return file;
}

const lean = resolve(__dirname, "../../dist/engine/leanProgram.js");

/** By which programs start as quickly as under the published command line, whose driver sees to it. */
export const leanPrograms = { NODE_OPTIONS: `--require ${JSON.stringify(lean)}` } as const;

/** The repository's node_modules, seen from a program in another folder. */
export function linkModules(folder: string): Promise<void> {
    return symlink(resolve(__dirname, "../../node_modules"), join(folder, "node_modules"));
}

/**
 * A real engine that is there already: on PATH, or in the cache folder that ROLLCALL_TEST_ENGINE
 * names. Nothing is downloaded or built for a unit test. Where there is none the tests that need it are
 * left out and counted; ROLLCALL_TEST_REQUIRES_ENGINE makes that a failure.
 */
export async function presentEngine(home: string): Promise<Engine | undefined> {
    const { ROLLCALL_TEST_ENGINE: named } = process.env;
    const cache = named ? resolve(named) : undefined;
    const options = { home, report: () => {} };
    const ways = [
        () => findEngine({ ...options, mode: "path", environment: process.env }),
        ...(cache ? [() => findEngine({ ...options, cache, mode: "auto", ...makesNothing })] : []),
    ];
    for (const way of ways) {
        try {
            return await way();
        } catch (error) {
            if (!(error instanceof EngineNotFound)) throw error;
        }
    }
    if (process.env.ROLLCALL_TEST_REQUIRES_ENGINE) {
        throw new Error("there is no engine, and tests that need one must not be left out here");
    }
    return undefined;
}

const makesNothing = {
    environment: { PATH: "" },
    installer: () => ({ file: process.execPath, args: ["-e", "process.exit(1)"] }),
};
