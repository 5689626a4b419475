import type { Step, Summary } from "../../engine/events";
import { compare } from "../../model/problem";
import { groupBy } from "../text/groupBy";
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
    /** Nothing is given: counts that are 0 in every stack are left out. */
    readonly onlyTakes?: boolean;
}

/** The most changes of a stack that are listed one by one. */
const longestList = 20;

/** The table of all stacks, what changed, and a block for each error. */
export function formatReport(report: Report, style: Style): string {
    const { summaries, skipped, nothing, refused = [], more = [] } = report;
    const still = isComplete(report) && summaries.every((summary) => changes(summary) === 0);
    return [
        formatSummaries(report, style),
        ...summaries.flatMap(({ stack }) => formatSteps(stack, report, style)),
        ...formatErrors(summaries, style),
        ...(refused.length > 0
            ? [[style("red", "refused"), ...refused.map((why) => `  ${why}`)].join("\n")]
            : []),
        ...(isInterrupted(report) ? ["interrupted: the same command goes on where it ended"] : []),
        ...(skipped.length > 0 ? [`not begun: ${skipped.join(", ")}`] : []),
        ...(still ? [nothing] : []),
        ...more,
    ].join("\n\n");
}

function formatSummaries({ summaries, tense, onlyTakes }: Report, style: Style): string {
    const revoking = summaries.some(({ revoked }) => revoked !== undefined);
    const shown = countNames.filter(
        (name) => !onlyTakes || summaries.some((summary) => summary[name] > 0),
    );
    return formatTable(
        [
            "stack",
            ...(revoking ? ["revoked"] : []),
            ...shown.map((name) => nameOf(name, tense)),
            "seconds",
        ],
        summaries.map((summary) => [
            // What fails as a whole has no resource of which that could be counted.
            summary.error === undefined ? summary.stack : style("red", `${summary.stack}, failed`),
            ...(revoking ? [summary.revoked ?? 0] : []),
            ...shown.map((name) => summary[name]),
            summary.seconds,
        ]),
        style,
    );
}

/** In the order in which they are listed. */
const marks: Readonly<Record<string, readonly [mark: string, colour: "green" | "red" | "yellow"]>> =
    {
        create: ["+", "green"],
        import: ["+", "green"],
        update: ["~", "yellow"],
        "create-replacement": ["±", "yellow"],
        delete: ["-", "red"],
    };

/** Stacks of thousands of resources would be a flood: the table has counted all of them. */
function formatSteps(stack: string, { steps }: Report, style: Style): string[] {
    const own = steps.filter((step) => step.stack === stack && marks[step.operation]);
    if (own.length === 0) return [];
    const lines = [...own]
        .sort(inOrder)
        .slice(0, longestList)
        .map(({ operation, type, name }) => {
            const [mark, colour] = marks[operation] ?? [" ", "yellow"];
            return `  ${style(colour, mark)} ${typeName(type)} ${name}`;
        });
    const more = own.length - lines.length;
    return [
        [style("bold", stack), ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n"),
    ];
}

/** The engine works side by side, and each run ends in another order. */
function inOrder(one: Step, other: Step): number {
    const place = ({ operation }: Step) => Object.keys(marks).indexOf(operation);
    return (
        place(one) - place(other) ||
        compare(typeName(one.type), typeName(other.type)) ||
        compare(one.name, other.name)
    );
}

/** What several stacks met is said once. */
function formatErrors(summaries: readonly Summary[], style: Style): string[] {
    const failed = summaries.filter(({ error }) => error !== undefined);
    const byError = groupBy(failed, (summary) => summary.error ?? "");
    return [...byError].map(([error, same]) => {
        const stacks = listed(same.map(({ stack }) => stack));
        const lines = error.split("\n").map((line) => `  ${line}`);
        return [style("red", `${stacks} failed`), ...lines].join("\n");
    });
}

/** `org, dev and prod` */
function listed(names: readonly string[]): string {
    return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");
}
