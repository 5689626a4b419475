import { homeFolder } from "./home";
import type { Io } from "./io";
import { harmlessLines } from "./text/harmless";
import type { Style } from "./text/style";
import { styleFor } from "./text/style";

/** The folder that is used where none is given. */
export const defaultRoster = "roster";

/** Options that every command has. */
export interface CommonOptions {
    readonly roster: string;
    readonly json?: boolean;
    readonly color: boolean;
}

/** One call of a command: what was asked for, and where the answer goes. */
export interface Invocation {
    readonly io: Io;
    /** The roster's folder as it was given: problems name their files by it. */
    readonly roster: string;
    /** Where everything is that the tool makes; absolute. */
    readonly home: string;
    readonly json: boolean;
    /** For what goes to standard output. */
    readonly style: Style;
    /** For what goes to standard error. */
    readonly noteStyle: Style;
    /** Text for people on standard output; with --json it goes to standard error. */
    print(text: string): void;
    /** Progress, warnings: standard error. */
    note(text: string): void;
    /** The answer: one document with --json, else the text. */
    answer(document: object, text: () => string): void;
}

export function createInvocation(io: Io, options: CommonOptions): Invocation {
    const json = options.json ?? false;
    const toOut = (text: string) => io.out.write(`${harmlessLines(text)}\n`);
    const toErr = (text: string) => io.err.write(`${harmlessLines(text)}\n`);
    const document = (answer: object) => `${JSON.stringify(answer, undefined, 2)}\n`;
    const noteStyle = styleFor(io, io.err, options.color);
    return {
        io,
        roster: options.roster,
        home: homeFolder(io),
        json,
        style: json ? noteStyle : styleFor(io, io.out, options.color),
        noteStyle,
        print: json ? toErr : toOut,
        note: toErr,
        answer: (answer, text) => {
            if (json) io.out.write(document(answer));
            else toOut(text());
        },
    };
}
