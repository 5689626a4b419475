import type { Step, Summary } from "../../engine/events";
import type { Style } from "../text/style";
import { formatTable } from "../text/table";

/** Whether something was done, or would be. */
export type Tense = "done" | "planned";

const changeNames = ["created", "updated", "deleted", "replaced"] as const;
const countNames = [...changeNames, "unchanged", "failed"] as const;
type CountName = (typeof countNames)[number];

const plannedNames: Readonly<Record<CountName, string>> = {
    created: "to create",
    updated: "to update",
    deleted: "to delete",
    replaced: "to replace",
    unchanged: "unchanged",
    failed: "failed",
};

function nameOf(count: CountName, tense: Tense): string {
    return tense === "planned" ? plannedNames[count] : count;
}

/** `12 created, 3 deleted, 240 unchanged` */
export function describeCounts(summary: Summary, tense: Tense): string {
    return countNames
        .filter((name) => summary[name] > 0 || name === "unchanged")
        .map((name) => `${summary[name]} ${nameOf(name, tense)}`)
        .join(", ");
}

export function changes(summary: StackSummary): number {
    return changeNames.reduce((total, name) => total + summary[name], summary.revoked ?? 0);
}

/** `github:TeamMembership` of `github:index/teamMembership:TeamMembership`. */
export function typeName(type: string): string {
    const [system = "", , name = ""] = type.split(":");
    return name === "" ? type : `${system}:${name}`;
}

/** What one stack's run came to; `revoked` where leaves are destroyed before anything else. */
export interface StackSummary extends Summary {
    readonly revoked?: number;
}

/** What several stacks' runs came to. */
export interface StackRuns {
    /** In the order in which the stacks were given. */
    readonly summaries: readonly StackSummary[];
    /** Everything apart from what stays as it is. */
    readonly steps: readonly Step[];
    /** Stacks that were not begun, because the run was interrupted before. */
    readonly skipped: readonly string[];
    /** Why the run was not carried out as it was asked for, beyond what one stack met. */
    readonly refused?: readonly string[];
}

/** What a run came to, as data. */
export function answersOf({ summaries, refused = [] }: StackRuns) {
    return {
        stacks: summaries.map(({ reason: _, ...counts }) => counts),
        ...(refused.length > 0 ? { refused } : {}),
    };
}

/** Every stack was run to its end, and none failed. */
export function isComplete({ summaries, skipped, refused = [] }: StackRuns): boolean {
    return (
        skipped.length === 0 &&
        refused.length === 0 &&
        !isInterrupted({ summaries }) &&
        summaries.every(({ error }) => error === undefined)
    );
}

/** Somebody asked for the end: nothing more is begun. */
export function isInterrupted({ summaries }: Pick<StackRuns, "summaries">): boolean {
    return summaries.some(({ reason }) => reason === "interrupted");
}

export interface Report extends StackRuns {
    readonly tense: Tense;
    /** What is said where no stack has any change. */
    readonly nothing: string;
    /** What is said at the end, a block each. */
    readonly more?: readonly string[];
}

/** The most changes of a stack that are listed one by one. */
const longestList = 20;

/** The table of all stacks, what changed, and a block for each that failed. */
export function formatReport(report: Report, style: Style): string {
    const { summaries, skipped, tense, nothing, refused = [], more = [] } = report;
    const failed = summaries.filter(({ error }) => error !== undefined);
    const still = isComplete(report) && summaries.every((summary) => changes(summary) === 0);
    return [
        formatSummaries(summaries, tense, style),
        ...summaries.flatMap(({ stack }) => formatSteps(stack, report, style)),
        ...failed.map((summary) => formatError(summary, style)),
        ...(refused.length > 0
            ? [[style("red", "refused"), ...refused.map((why) => `  ${why}`)].join("\n")]
            : []),
        ...(isInterrupted(report) ? ["interrupted: the same command goes on where it ended"] : []),
        ...(skipped.length > 0 ? [`not begun: ${skipped.join(", ")}`] : []),
        ...(still ? [nothing] : []),
        ...more,
    ].join("\n\n");
}

function formatSummaries(summaries: readonly StackSummary[], tense: Tense, style: Style): string {
    const revoking = summaries.some(({ revoked }) => revoked !== undefined);
    return formatTable(
        [
            "stack",
            ...(revoking ? ["revoked"] : []),
            ...countNames.map((name) => nameOf(name, tense)),
            "seconds",
        ],
        summaries.map((summary) => [
            summary.error === undefined ? summary.stack : style("red", summary.stack),
            ...(revoking ? [summary.revoked ?? 0] : []),
            ...countNames.map((name) => summary[name]),
            summary.seconds,
        ]),
        style,
    );
}

const marks: Readonly<Record<string, readonly [mark: string, colour: "green" | "red" | "yellow"]>> =
    {
        create: ["+", "green"],
        import: ["+", "green"],
        delete: ["-", "red"],
        update: ["~", "yellow"],
        "create-replacement": ["±", "yellow"],
    };

/** What is planned is to be read, as far as that is any use; what was done is not worth a flood. */
function formatSteps(stack: string, { steps, tense }: Report, style: Style): string[] {
    const own = steps.filter((step) => step.stack === stack && marks[step.operation]);
    if (own.length === 0 || (own.length > longestList && tense === "done")) return [];
    const lines = own.slice(0, longestList).map(({ operation, type, name }) => {
        const [mark, colour] = marks[operation] ?? [" ", "yellow"];
        return `  ${style(colour, mark)} ${typeName(type)} ${name}`;
    });
    const more = own.length - lines.length;
    return [
        [style("bold", stack), ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n"),
    ];
}

function formatError({ stack, error = "" }: Summary, style: Style): string {
    const lines = error.split("\n").map((line) => `  ${line}`);
    return [style("red", `${stack} failed`), ...lines].join("\n");
}
