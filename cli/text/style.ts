import { styleText } from "node:util";
import type { Io, Output } from "../io";

export type Format = Parameters<typeof styleText>[0];

/** Colours a text, or leaves it as it is. */
export type Style = (format: Format, text: string) => string;

export const plain: Style = (_format, text) => text;

const coloured: Style = (format, text) => styleText(format, text, { validateStream: false });

/** Colours on a terminal that has some, unless --no-color or NO_COLOR says otherwise. */
export function styleFor({ environment }: Io, output: Output, wanted: boolean): Style {
    const refuses = Boolean(environment.NO_COLOR) || environment.TERM === "dumb";
    return wanted && output.isTerminal && !refuses ? coloured : plain;
}
