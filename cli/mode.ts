import { wrongUse } from "./failure";
import { displayPath } from "./home";
import type { Invocation } from "./invocation";

/** On what a command acts: a world of files, or the real systems. */
export type Mode = "sandbox" | "live";

export interface ModeOptions {
    readonly live?: boolean;
    readonly sandbox?: boolean;
}

/**
 * The sandbox, unless --live is given. In CI nobody is there to notice a mistake, so one of the two
 * must be said.
 */
export function chooseMode({ io }: Invocation, { live, sandbox }: ModeOptions): Mode {
    if (live && sandbox) throw wrongUse("--live and --sandbox are two places: give one of them");
    if (!live && !sandbox && isCi(io.environment.CI)) {
        throw wrongUse(
            "CI is set, so the place must be said",
            "give --sandbox (a world of files) or --live (the real systems)",
        );
    }
    return live ? "live" : "sandbox";
}

function isCi(value: string | undefined): boolean {
    return value !== undefined && !["", "0", "false"].includes(value.toLowerCase());
}

/** The first line of every command that touches systems. */
export function announceSandbox(invocation: Invocation, world: string): void {
    const { io, style } = invocation;
    const place = displayPath(io, world);
    invocation.print(
        `${style("yellow", "sandbox")}: everything below happens in ${place}, nothing real is touched`,
    );
}
