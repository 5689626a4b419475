import type { Stats } from "node:fs";
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type { RosterFiles } from "./parse";
import { parseRoster } from "./parse";
import type { Problem } from "./problem";
import { compare } from "./problem";
import type { RosterFile } from "./reading/source";
import { largestFile } from "./reading/source";
import type { Loaded } from "./readRoster";

/** A folder with more files than this is not a roster. */
export const mostFiles = 1_000;
const mostEntries = 20_000;

/**
 * Loads the roster in a folder: every `*.yaml` file at any depth, in path order.
 *
 * Never throws for what it finds: everything that is wrong is in `problems`, each with its place. Does
 * nothing but read files.
 */
export function loadRoster(directory: string): Loaded {
    return parseRoster(readFiles(directory));
}

/** The files of a roster with their bytes. */
export function readFiles(directory: string): RosterFiles {
    const shown = directory.replace(/(?<=.)[/\\]+$/, "");
    const finder = new Finder(shown);
    const files = finder.find();
    return { directory: shown, files, problems: finder.problems };
}

class Finder {
    readonly problems: Problem[] = [];
    private readonly found: string[] = [];
    private readonly seen = new Set<string>();
    private root = "";
    private entries = 0;

    constructor(private readonly directory: string) {}

    find(): RosterFile[] {
        const problem = this.start();
        if (problem !== undefined) {
            this.refuse("", problem);
            return [];
        }
        this.walk("", [this.root]);
        if (this.entries > mostEntries || this.found.length > mostFiles) {
            this.problems.length = 0;
            const message = `there is too much in it; a roster has at most ${mostFiles} files`;
            this.refuse("", `${message}: give the folder that holds nothing else`);
            return [];
        }
        const files = this.found.sort(compare).flatMap((path) => this.read(path));
        if (files.length === 0 && this.problems.length === 0) {
            this.refuse("", "there is no *.yaml file in it; give the folder of the roster");
        }
        return files;
    }

    /** Returns why the folder itself cannot be used, or undefined. */
    private start(): string | undefined {
        try {
            this.root = realpathSync(this.directory);
            return statSync(this.root).isDirectory() ? undefined : "it is not a folder";
        } catch (error) {
            return reason(error);
        }
    }

    /** Walks one folder; `above` holds the real paths of its ancestors. */
    private walk(path: string, above: readonly string[]): void {
        let names: string[];
        try {
            names = readdirSync(join(this.root, path)).sort(compare);
        } catch (error) {
            this.refuse(path, reason(error));
            return;
        }
        for (const name of names) {
            this.entries += 1;
            if (this.entries > mostEntries || this.found.length > mostFiles) return;
            this.visit(path === "" ? name : `${path}/${name}`, above);
        }
    }

    private visit(path: string, above: readonly string[]): void {
        try {
            const real = realpathSync(join(this.root, path));
            const stats = statSync(real);
            if (!stats.isDirectory() && !isOfRoster(path)) return;
            const problem = this.whyNot(path, real, above);
            if (problem !== undefined) this.refuse(path, problem);
            // A target of two links is read once, under the path that comes first.
            if (problem !== undefined || this.seen.has(real)) return;
            this.seen.add(real);
            if (stats.isDirectory()) this.walk(path, [...above, real]);
            else this.note(path, stats);
        } catch (error) {
            if (isOfRoster(path) || isLink(join(this.root, path))) this.refuse(path, reason(error));
        }
    }

    /** Why a file or folder cannot be part of the roster, or undefined. */
    private whyNot(path: string, real: string, above: readonly string[]): string | undefined {
        if (/\p{Cc}/u.test(path)) return "its name holds characters that a reader cannot see";
        if (!isBelow(real, this.root)) return "it is a link to a place outside the roster";
        if (above.includes(real)) return "it is a link to a folder that it is in";
        return undefined;
    }

    private note(path: string, stats: Stats): void {
        if (!path.endsWith(".yaml")) {
            this.refuse(path, "a roster's files end in .yaml; rename it");
        } else if (!stats.isFile()) {
            this.refuse(path, "it is not a file");
        } else if (stats.size > largestFile) {
            this.refuse(path, `it has ${stats.size} bytes; a file may have ${largestFile}`);
        } else {
            this.found.push(path);
        }
    }

    private read(path: string): RosterFile[] {
        try {
            return [{ file: this.shown(path), bytes: readFileSync(join(this.root, path)) }];
        } catch (error) {
            this.refuse(path, reason(error));
            return [];
        }
    }

    private refuse(path: string, message: string): void {
        // Places are printed with their path as it is, so a path that could rewrite the terminal is
        // refused.
        const isPrintable = !/\p{Cc}/u.test(path);
        this.problems.push({
            severity: "error",
            rule: "syntax",
            message: `cannot be read: ${message}${isPrintable ? "" : `: ${JSON.stringify(path)}`}`,
            file: isPrintable ? this.shown(path) : this.directory,
            line: 1,
            column: 1,
        });
    }

    private shown(path: string): string {
        if (path === "") return this.directory;
        return this.directory.endsWith("/") ? this.directory + path : `${this.directory}/${path}`;
    }
}

function isOfRoster(path: string): boolean {
    return /\.ya?ml$/i.test(path);
}

function isLink(path: string): boolean {
    try {
        return lstatSync(path).isSymbolicLink();
    } catch {
        return true;
    }
}

function isBelow(path: string, root: string): boolean {
    const way = relative(root, path);
    return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const reasons: Readonly<Record<string, string>> = {
    ENOENT: "it does not exist",
    ELOOP: "its links form a circle",
    EACCES: "you may not read it",
    EPERM: "you may not read it",
    ENOTDIR: "it is not a folder",
    ENAMETOOLONG: "its path is too long",
};

function reason(error: unknown): string {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
