/** The world around a command, so that tests run one in their own process. */
export interface Io {
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** The folder in which the command was given; absolute. */
    readonly folder: string;
    readonly out: Output;
    readonly err: Output;
    /** The clock, in milliseconds. */
    now(): number;
}

export interface Output {
    write(text: string): void;
    readonly isTerminal: boolean;
    readonly columns: number;
}

/** What lines are broken at where no terminal says how wide it is. */
export const defaultColumns = 100;

export function processIo(): Io {
    return {
        environment: process.env,
        folder: process.cwd(),
        out: outputOf(process.stdout),
        err: outputOf(process.stderr),
        now: Date.now,
    };
}

function outputOf(stream: NodeJS.WriteStream): Output {
    // A reader that has seen enough (`| head`) closes the pipe: the command goes on without him.
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
