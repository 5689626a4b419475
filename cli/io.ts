/** The world around a command, so that tests run one in their own process. */
export interface Io {
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** The folder in which the command was given; absolute. */
    readonly folder: string;
    readonly out: Output;
    readonly err: Output;
    readonly input: Input;
    /** The clock, in milliseconds. */
    now(): number;
}

export interface Output {
    write(text: string): void;
    readonly isTerminal: boolean;
    readonly columns: number;
}

export interface Input {
    readonly isTerminal: boolean;
    /** Asks somebody at the terminal for a line. */
    ask(question: string): Promise<string>;
}

/** The width at which lines are broken where no terminal says how wide it is. */
export const defaultColumns = 100;

export function processIo(): Io {
    return {
        environment: process.env,
        folder: process.cwd(),
        out: outputOf(process.stdout),
        err: outputOf(process.stderr),
        input: { isTerminal: process.stdin.isTTY === true, ask },
        now: Date.now,
    };
}

/** On standard error: with --json only the answer goes to standard output. */
async function ask(question: string): Promise<string> {
    const { createInterface } = await import("node:readline/promises");
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const closed = new Promise<string>((answer) => {
        lines.once("close", () => answer("")); // Ctrl-C, or nothing more to read
    });
    const line = await Promise.race([lines.question(question), closed]);
    lines.close();
    return line;
}

function outputOf(stream: NodeJS.WriteStream): Output {
    // A reader that has seen enough (`| head`) closes the pipe: the command goes on without it.
    stream.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") throw error;
    });
    return {
        write: (text) => {
            stream.write(text);
        },
        isTerminal: stream.isTTY === true,
        get columns() {
            return stream.columns ?? defaultColumns;
        },
    };
}
