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
