import { styleText } from "node:util";
import type { Io, Output } from "../io";

export type Format = Parameters<typeof styleText>[0];

/** Colours a text, or leaves it as it is. */
export interface Style {
    (format: Format, text: string): string;
    /** How wide the terminal is that shows it; absent: no terminal does, and lines are as long as they are. */
    readonly columns?: number;
}

export const plain: Style = (_format, text) => text;

const coloured: Style = (format, text) => styleText(format, text, { validateStream: false });

/** Colours on a terminal that has some, unless --no-color or NO_COLOR says otherwise. */
export function styleFor({ environment }: Io, output: Output, wanted: boolean): Style {
    const refuses = Boolean(environment.NO_COLOR) || environment.TERM === "dumb";
    const style = wanted && output.isTerminal && !refuses ? coloured : plain;
    if (!output.isTerminal) return style;
    const fitting: Style = (format, text) => style(format, text);
    return Object.defineProperty(fitting, "columns", { get: () => output.columns });
}
