import type { EditPlan } from "../../model/editing/planLeaving";
import { unifiedDiff } from "../../model/editing/unifiedDiff";
import type { YamlFile } from "../../model/editing/yamlFile";
import { openFiles } from "../../model/editing/yamlFile";
import type { Instant } from "../../model/instant";
import { readFiles } from "../../model/load";
import type { RosterFiles } from "../../model/parse";
import { parseRoster } from "../../model/parse";
import { refused } from "../failure";
import { readInstant } from "../instant";
import type { Invocation } from "../invocation";
import { defaultRoster } from "../invocation";
import type { JudgedRoster } from "../readRoster";
import { checkFolder, judgeLoaded, whyUnknown } from "../readRoster";
import { formatProblem } from "../text/problems";
import type { Style } from "../text/style";

/** What somebody should know or decide after an edit. */
export interface Warning {
    readonly message: string;
    readonly rule?: string;
    readonly file?: string;
    readonly line?: number;
}

/** A roster that is to be edited: as files, as syntax, and as it is judged. */
export interface OpenRoster {
    readonly files: RosterFiles;
    readonly open: readonly YamlFile[];
    readonly judged: JudgedRoster;
    readonly options: { readonly instant: Instant; readonly lapsed: "warning" };
    /** What could not be looked at. */
    readonly warnings: readonly Warning[];
}

/** @throws Failure where there is nothing that could be edited. */
export function openEdit(invocation: Invocation): OpenRoster {
    checkFolder(invocation);
    const { io, roster, noteStyle } = invocation;
    const instant = readInstant(io);
    const files = readFiles(roster);
    const { open, unread } = openFiles(files.files);
    const options = { instant, lapsed: "warning" } as const;
    const judged = judgeLoaded(parseRoster(files), options);
    if (open.length === 0) {
        const lines = judged.problems.map((problem) => formatProblem(problem, noteStyle));
        throw refused(["no file of the roster can be read", ...lines].join("\n"));
    }
    const unreadable = files.problems.map(({ file, message }) => `${file} ${message}`);
    const unparsed = unread.map((file) => `${file} cannot be read (rollcall check says why)`);
    const warnings = [...unreadable, ...unparsed].map((what) => ({
        message: `${what}, and was not looked at: look yourself whether it is concerned`,
    }));
    return { files, open, judged, options, warnings };
}

/** Why what follows from the roster is not known: of one that cannot be read, nothing is. */
export function unknownBecause({ judged }: OpenRoster): string | undefined {
    if (judged.roster) return undefined;
    return `${whyUnknown(judged.problems)}; rollcall check lists what is wrong`;
}

/** What makes another command be about the same roster. */
export function optionOf({ roster }: Invocation): string {
    return roster === defaultRoster ? "" : ` --roster ${roster}`;
}

/** The places that an edit is about, each once. */
export function changedPlaces({ changes }: EditPlan): { file: string; line: number }[] {
    const places = changes.map(({ file, line }) => ({ file, line }));
    const known = new Map(places.map((place) => [`${place.file}:${place.line}`, place]));
    return [...known.values()];
}

export function formatChanges({ changes }: EditPlan): string[] {
    const width = Math.max(0, ...changes.map(({ file, line }) => `${file}:${line}`.length));
    return changes.map(({ file, line, text }) => `  ${`${file}:${line}`.padEnd(width)}  ${text}`);
}

export function formatWarnings(warnings: readonly Warning[], style: Style): string[] {
    return warnings.map(({ message, rule, file, line }) =>
        [
            `  ${style("yellow", "!")}`,
            ...(file === undefined ? [] : [`${file}:${line}`]),
            ...(rule === undefined ? [] : [style("red", rule)]),
            message,
        ].join(" "),
    );
}

export function formatDiff({ files }: EditPlan, style: Style): string {
    return files
        .flatMap((file) => unifiedDiff(file).split("\n"))
        .map((line) => {
            if (/^(?:---|\+\+\+) /.test(line)) return style("bold", line);
            if (line.startsWith("-")) return style("red", line);
            return line.startsWith("+") ? style("green", line) : line;
        })
        .join("\n");
}
