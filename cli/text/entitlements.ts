import type { Entitlement, System } from "../../planners/entitlements";
import type { Reason } from "../../planners/reasons";
import { groupBy } from "./groupBy";
import { harmless } from "./harmless";
import type { Style } from "./style";
import { wrap } from "./wrap";

export const systemNames: Readonly<Record<System, string>> = {
    github: "GitHub",
    aws: "AWS",
    vault: "Vault",
};

interface Layout {
    readonly columns: number;
    readonly style: Style;
    /** What the entitlements of one block share. */
    readonly heading: (entitlement: Entitlement) => string;
    /** What else is worth saying about one of them. */
    readonly where?: (entitlement: Entitlement) => string | undefined;
}

/**
 * Blocks of entitlements, each with the lines of the roster behind it, in the order given. Headings
 * with the same block share it.
 */
export function formatEntitlements(entitlements: readonly Entitlement[], layout: Layout): string {
    const { style, heading, columns } = layout;
    const places = entitlements.flatMap(({ because }) => because.map(placeOf));
    const indent = Math.max(0, ...places.map((place) => place.length)) + 2;
    const blocks = [...groupBy(entitlements, heading)].map(([title, block]) => ({
        title,
        text: [...groupBy(block, sameness).values()]
            .flatMap((same) => formatSame(same, indent, layout))
            .join("\n"),
    }));
    return [...groupBy(blocks, ({ text }) => text)]
        .map(([text, shared]) => {
            const titles = wrap(shared.map(({ title }) => title).join(", "), columns);
            return [...titles.map((line) => style("bold", line)), text].join("\n");
        })
        .join("\n\n");
}

/** Entitlements that differ only in the system are one to a reader. */
function sameness({ target, permission, via, from, until, because }: Entitlement): string {
    return JSON.stringify([target, permission, via, from, until, because]);
}

function formatSame(
    same: readonly Entitlement[],
    indent: number,
    { columns, style, where = () => undefined }: Layout,
): string[] {
    const [first] = same;
    if (!first) return [];
    const { permission, via, from } = first;
    const place = where(first);
    const facts = [
        style("cyan", permission),
        ...(place === undefined ? [] : [place]),
        same.map(systemName).join(", "),
        ...(via === undefined ? [] : [style("magenta", `via ${via}`)]),
        ...(from === undefined ? [] : [`since ${from}`]),
        ...endOf(same).map((end) => style("yellow", end)),
    ];
    return [
        ...wrap(facts.join(style("dim", " · ")), columns - 4).map(
            (line, at) => `${at === 0 ? "  " : "    "}${line}`,
        ),
        ...first.because.flatMap((reason) => formatReason(reason, indent, columns, style)),
    ];
}

/** Until when, and who ends it: the system itself, or the first run after that. */
function endOf(same: readonly Entitlement[]): string[] {
    const until = same[0]?.until;
    if (until === undefined) return [];
    const itself = same.filter(({ enforcement }) => enforcement === "target").map(systemName);
    const swept = same.filter(({ enforcement }) => enforcement !== "target").map(systemName);
    const by = [
        ...(itself.length > 0 ? [`by ${itself.join(" and ")}`] : []),
        ...(swept.length > 0
            ? [`${itself.length > 0 ? `in ${swept.join(" and ")} ` : ""}by the next run`]
            : []),
    ];
    return [`until ${until}, ended ${by.join(", ")}`];
}

function systemName({ system }: Entitlement): string {
    return systemNames[system];
}

function formatReason(reason: Reason, indent: number, columns: number, style: Style): string[] {
    const margin = 6;
    const width = Math.max(30, columns - margin - indent);
    return wrap(harmless(reason.text), width).map((line, index) => {
        const place = index === 0 ? placeOf(reason) : "";
        return `${" ".repeat(margin)}${style("dim", place.padEnd(indent))}${line}`;
    });
}

function placeOf({ file, line }: Reason): string {
    return harmless(`${file}:${line}`);
}
