import type { Step, Summary } from "../../engine/events";
import type { Invocation } from "../invocation";
import type { Tense } from "./report";
import { describeCounts, typeName } from "./report";

/** Says on standard error how far the stacks are. */
export interface Progress {
    begin(stack: string): void;
    step(step: Step): void;
    end(summary: Summary): void;
    /** Leaves the screen to whoever writes next. */
    close(): void;
}

/** A live line a stack on a terminal; plain lines in a pipe and in CI. */
export function createProgress(invocation: Invocation, tense: Tense): Progress {
    const { err, environment } = invocation.io;
    const live = err.isTerminal && !environment.CI && environment.TERM !== "dumb";
    return live ? liveProgress(invocation, tense) : plainProgress(invocation, tense);
}

function plainProgress({ note }: Invocation, tense: Tense): Progress {
    const verb = tense === "planned" ? "previewing" : "running";
    return {
        begin: (stack) => note(`${stack}: ${verb}`),
        step: (step) => {
            if (step.failed) note(`${step.stack}: ${describeFailure(step)}`);
        },
        end: (summary) => note(`${summary.stack}: ${describeEnd(summary, tense)}`),
        close: () => undefined,
    };
}

interface Line {
    readonly stack: string;
    readonly started: number;
    steps: number;
    changes: number;
    summary?: Summary;
}

const redrawMilliseconds = 120;

function liveProgress({ io, noteStyle }: Invocation, tense: Tense): Progress {
    const { err, now } = io;
    const lines = new Map<string, Line>();
    let drawn = 0;

    function draw(): void {
        const width = Math.max(...[...lines.keys()].map((stack) => stack.length));
        const texts = [...lines.values()].map((line) =>
            describeLine(line, width).slice(0, err.columns - 1),
        );
        const up = drawn > 0 ? `\u001b[${drawn}A` : "";
        err.write(`${up}${texts.map((text) => `\r\u001b[2K${noteStyle("dim", text)}\n`).join("")}`);
        drawn = texts.length;
    }
    function describeLine(
        { stack, started, steps, changes, summary }: Line,
        width: number,
    ): string {
        const name = `  ${stack.padEnd(width)}  `;
        if (summary) return `${name}${describeEnd(summary, tense)}`;
        const seconds = ((now() - started) / 1_000).toFixed(1);
        return `${name}${steps} resources, ${changes} changed, ${seconds} s`;
    }

    const timer = setInterval(draw, redrawMilliseconds);
    timer.unref();
    return {
        begin: (stack) => {
            lines.set(stack, { stack, started: now(), steps: 0, changes: 0 });
            draw();
        },
        step: ({ stack, operation, failed }) => {
            const line = lines.get(stack);
            if (!line) return;
            line.steps += 1;
            if (operation !== "same" && !failed) line.changes += 1;
        },
        end: (summary) => {
            const line = lines.get(summary.stack);
            if (line) line.summary = summary;
            draw();
        },
        close: () => {
            clearInterval(timer);
            if (lines.size > 0) draw();
        },
    };
}

/** Why stands in the report, once. */
function describeFailure({ operation, type, name }: Step): string {
    return `failed to ${operation} ${typeName(type)} ${name}`;
}

function describeEnd(summary: Summary, tense: Tense): string {
    const done = tense === "planned" ? "previewed" : "done";
    const verdict = summary.error === undefined ? done : "failed";
    return `${verdict} in ${summary.seconds.toFixed(1)} s, ${describeCounts(summary, tense)}`;
}
