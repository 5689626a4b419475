import type { Instant } from "../model/instant";
import { isoInstant, parseInstant } from "../model/instant";
import { refused, wrongUse } from "./failure";
import type { Invocation } from "./invocation";
import type { Io } from "./io";
import type { Mode } from "./mode";

const toleratedDrift = 5 * 60_000;

/**
 * The instant at which a command acts: the clock's, or that of ROLLCALL_NOW. Without a mode the command
 * touches no system.
 *
 * @throws Failure where ROLLCALL_NOW is not an instant, or differs from now and the systems are real: access
 * that has ended would be given again.
 */
export function readInstant({ environment, now }: Io, mode?: Mode): Instant {
    const clock = now();
    const given = environment.ROLLCALL_NOW;
    if (!given) return clock;
    const instant = parseInstant(given, "from");
    if (instant === undefined) {
        throw wrongUse(
            `ROLLCALL_NOW is ${JSON.stringify(given)}, which is no instant`,
            "give one such as 2026-12-01T08:00:00Z or 2026-12-01, or leave it out",
        );
    }
    if (mode === "live" && Math.abs(instant - clock) > toleratedDrift) {
        throw refused(
            `ROLLCALL_NOW is ${given}, but it is ${isoInstant(clock)}: with --live the two may be 5 ` +
                "minutes apart",
            "leave ROLLCALL_NOW out, or work on the sandbox",
        );
    }
    return instant;
}

/** When something is seen or done: in the sandbox it is always the instant of the run. */
export function clockOf({ io }: Invocation, mode: Mode, instant: Instant): () => Instant {
    return mode === "live" ? io.now : () => instant;
}

/**
 * What programs are told of the instant, as ROLLCALL_NOW. All stacks of a run in the sandbox act at one
 * instant, which is the one that the roster is judged at. A live run may take longer than a given instant
 * may be off: each program reads the clock.
 */
export function toldInstant({ io }: Invocation, mode: Mode, instant: Instant): string | undefined {
    return mode === "live" ? io.environment.ROLLCALL_NOW : isoInstant(instant);
}
