import { oneLine } from "../../model/oneLine";

/**
 * A text that Rollcall did not write, as one line that commands nothing. GitHub's runner takes a line
 * of a log for a command that begins with `::name::`, whatever space is before it, and any that holds
 * `##[name]`; a break may come between any two words.
 *
 * Source: actions/runner, `src/Runner.Common/ActionCommand.cs`.
 */
export function harmless(text: string): string {
    return oneLine(text)
        .replace(/(?<=^| )::(?=[a-z])/gi, ": :")
        .replaceAll("##[", "## [");
}

const sequence = String.fromCharCode(27);
const atLineStart = new RegExp(`^((?:[^\\S\\n]|${sequence}\\[[0-9;]*m)*)::(?=[a-z])`, "gim");

/** Several lines that command nothing, whatever an engine or a system said in them; their layout stays. */
export function harmlessLines(text: string): string {
    return text.replace(atLineStart, "$1: :").replaceAll("##[", "## [");
}
