import type { z } from "zod";
import { nearest } from "../nearest";
import type { Problem } from "../problem";
import type { Loose, RosterInput } from "../schema";
import { rosterSchema } from "../schema";
import { keyPattern } from "../schema/scalars";
import type { Draft, Inspection, Spot } from "./inspection";
import { createReport, quote } from "./inspection";
import { mergeKey } from "./source";

type Issue = z.core.$ZodIssue;
type Container = Record<string | number, unknown>;

/**
 * Checks a draft against the schema: reports everything that has the wrong form and takes it out, so that
 * later checks meet only values of the right form, some of them missing.
 */
export function validate(draft: Draft, problems: Problem[]): Inspection {
    const broken = new Set<object>();
    const leaverKeys = keysOf((draft.raw as Container).leavers);
    const report = createReport(draft.locator, problems);
    const { error } = rosterSchema.safeParse(draft.raw, { error: describeAllowed });
    const found = (error?.issues ?? []).flatMap((issue) => flatten(issue, draft.raw));
    const context = { draft, misspelt: unknownKeys(found), report };
    const wrong = found.flatMap((one) => {
        for (const [container] of one.trail) broken.add(container);
        if (typeof one.inside === "object" && one.inside !== null) broken.add(one.inside);
        return translate(one, context);
    });
    for (const [container, key] of wrong) takeOut(container as Container, key);
    return { ...draft, raw: draft.raw as Loose<RosterInput>, broken, leaverKeys, report };
}

function keysOf(section: unknown): string[] {
    if (typeof section !== "object" || section === null || Array.isArray(section)) return [];
    return Object.keys(section).filter((key) => keyPattern.test(key));
}

/** An issue with the path to what it concerns, outermost first; the path is empty for the roster itself. */
interface Found {
    readonly issue: Issue;
    readonly trail: readonly Spot[];
    /** The container at the end of the path. */
    readonly inside: Container;
}

/** The message of every issue says what is allowed there: the schema's noun, or one of these. */
function describeAllowed(issue: z.core.$ZodRawIssue): string {
    const schema = issue.inst as z.ZodObject | undefined;
    const keys = Object.keys(schema?.def.shape ?? {}).join(", ");
    if (issue.code === "unrecognized_keys") return keys;
    if (issue.code === "invalid_value") return issue.values.join(", ");
    if (issue.code !== "invalid_type") return "allowed";
    if (issue.expected === "object") return `a mapping with ${keys}`;
    return typeNouns[issue.expected] ?? issue.expected;
}

const typeNouns: Readonly<Record<string, string>> = {
    record: "a mapping",
    array: "a list",
    boolean: "true or false, without quotes",
};

/** Follows an issue to its spot; for a union, into the form that was meant. */
function flatten(issue: Issue, start: object, base: readonly Spot[] = []): Found[] {
    const trail = [...base];
    let inside = start as Container;
    for (const step of issue.path) {
        const key = step as string | number;
        trail.push([inside, key]);
        inside = inside[key] as Container;
    }
    if (issue.code === "invalid_union" && typeof inside === "object" && inside !== null) {
        const meant = issue.errors.find((branch) => branch.every(isWithin));
        if (meant) return meant.flatMap((inner) => flatten(inner, inside, trail));
    }
    return [{ issue, trail, inside }];
}

function isWithin(issue: Issue): boolean {
    return issue.path.length > 0 || issue.code === "unrecognized_keys";
}

/**
 * The unknown keys of each container: a required key that one of them resembles was misspelt, not left out.
 */
function unknownKeys(found: readonly Found[]): Map<unknown, readonly string[]> {
    const unknown = new Map<unknown, readonly string[]>();
    for (const { issue, inside } of found) {
        if (issue.code === "unrecognized_keys") unknown.set(inside, issue.keys);
    }
    return unknown;
}

interface Context {
    readonly draft: Draft;
    readonly misspelt: ReadonlyMap<unknown, readonly string[]>;
    readonly report: Inspection["report"];
}

/** Reports one issue; returns the spots to take out. */
function translate(found: Found, context: Context): readonly Spot[] {
    const { issue, trail, inside: value } = found;
    const { report } = context;
    if (issue.code === "unrecognized_keys") return translateUnknown(issue, found, report);
    const spot = trail.at(-1);
    if (!spot) return [];
    if (value === undefined) {
        translateMissing(found, spot, context);
        return [];
    }
    if (value === null) {
        const what = `${JSON.stringify(spot[1])} has no value`;
        report("missing-value", "value", spot, `${what}: give ${allowed(issue)}, or leave it out`);
    } else if (issue.code === "invalid_key") {
        const noun = issue.issues[0]?.message ?? "a key";
        report("invalid-value", "key", spot, `${quote(String(spot[1]))} is not ${noun}`);
    } else {
        report("invalid-value", "value", spot, wrongValue(issue, value, spot, context));
    }
    return [spot];
}

function translateUnknown(
    issue: z.core.$ZodIssueUnrecognizedKeys,
    { trail, inside }: Found,
    report: Context["report"],
): Spot[] {
    return issue.keys.map((key) => {
        const spot = [inside, key] as const;
        const [section, entry] = trail;
        const isRename = key === "previously" && section?.[1] === "environments";
        const message = isRename ? renameMessage(entry, inside[key]) : unknownMessage(issue, key);
        if (key !== mergeKey) report("unknown-key", "key", spot, message);
        return spot;
    });
}

function renameMessage(entry: Spot | undefined, previously: unknown): string {
    const [old = "OLD"]: unknown[] = Array.isArray(previously) ? previously : [];
    const command = `pulumi stack rename ${entry?.[1]} --stack ${old}`;
    return (
        "an environment is a stack of its own, and its earlier key is that stack's name; run " +
        `${quote(command)} once and take this line out`
    );
}

function unknownMessage(issue: Issue, key: string): string {
    const known = issue.message.split(", ");
    const close = nearest(key, known);
    const hint = close === undefined ? `allowed: ${known.join(", ")}` : `did you mean "${close}"?`;
    return `${quote(key)} is not a key here; ${hint}`;
}

function translateMissing({ issue, trail }: Found, spot: Spot, context: Context): void {
    const { draft, misspelt, report } = context;
    const [container, key] = spot;
    const isMerged = trail.length < (trail[0]?.[1] === "organization" ? 3 : 2);
    if (isMerged && !draft.sound) return;
    // A value that is present but undefined has already been refused by the reader.
    if (key in container || mergeKey in container) return;
    if (misspelt.get(container)?.some((given) => nearest(given, [String(key)]))) return;
    const message = `${JSON.stringify(key)} is missing: give ${allowed(issue)}`;
    report("missing-value", "key", trail.at(-2) ?? spot, message);
}

function wrongValue(issue: Issue, value: unknown, [container, key]: Spot, context: Context) {
    const written = context.draft.locator.written(container, key) ?? show(value);
    const wantsText = issue.code === "invalid_type" && issue.expected === "string";
    if (wantsText && (typeof value === "number" || typeof value === "boolean")) {
        return `${written} is not text; write it in quotes: "${written}" (${issue.message})`;
    }
    if (issue.code === "invalid_value" && typeof value === "string") {
        const close = nearest(value, issue.values.map(String));
        const hint = close === undefined ? "" : `; did you mean "${close}"?`;
        return `${show(value)} is not ${allowed(issue)}${hint}`;
    }
    return `${show(value)} is not ${allowed(issue)}`;
}

function allowed(issue: Issue): string {
    if (issue.code !== "invalid_value" || issue.values.length === 1) return issue.message;
    return `one of ${issue.message}`;
}

function show(value: unknown): string {
    if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "this list";
    if (typeof value === "object") return "this mapping";
    if (typeof value !== "string") return String(value);
    return quote(value);
}

/** An item taken out of a list leaves a gap, so that the others keep their positions. */
function takeOut(container: Container, key: string | number): void {
    if (Array.isArray(container)) container[Number(key)] = undefined;
    else delete container[key];
}
