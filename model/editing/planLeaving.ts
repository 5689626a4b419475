import type { YAMLMap, YAMLSeq } from "yaml";
import { isNode, isSeq, visit } from "yaml";
import { compare } from "../problem";
import { sectionMeant } from "../reading/merge";
import { keyedSections } from "../schema";
import type { Change, EditedFile } from "./editedFile";
import { Edits } from "./editedFile";
import { generationChange, raiseGeneration } from "./raiseGeneration";
import { removeParts } from "./removeParts";
import { Roll } from "./roll";
import type { Standing } from "./standings";
import { findStandings } from "./standings";
import { rangeOf } from "./tokens";
import { addTombstones, completeTombstones } from "./tombstones";
import { replaceText } from "./values";
import type { YamlFile } from "./yamlFile";
import { partsOf, reopen } from "./yamlFile";

/** Who leaves, and what their tombstone says. */
export interface Leaving {
    /** Everyone who leaves, including a person's other accounts. */
    readonly keys: readonly string[];
    /** `2026-11-20` */
    readonly left: string;
    readonly reason?: string;
    /** Secrets that get a new value because a leaver could read the current one. */
    readonly rotates: readonly string[];
}

export interface EditPlan {
    readonly files: readonly EditedFile[];
    readonly changes: readonly Change[];
    /** What only a human can decide: who the new manager is, what a team is for. */
    readonly notes: readonly Change[];
}

/**
 * Turns people into leavers who are mentioned nowhere else. Text in, text out: anything that is not about
 * them stays byte for byte.
 */
export function planLeaving(roll: Roll, leaving: Leaving): EditPlan {
    const keys = new Set(leaving.keys);
    const edits = new Edits();
    const changes: Change[] = [];
    const orphans: Standing[] = [];
    const removals = new Removals();
    for (const found of roll.files.flatMap((file) => findStandings(file, keys))) {
        if (found.managed === undefined) {
            removals.add(found);
            changes.push(changeAt(found, found.text));
            continue;
        }
        const heir = roll.heirOf(found.key, keys);
        if (heir === undefined || heir === found.managed) {
            removals.add(found);
            changes.push(changeAt(found, `${found.managed} has no manager: ${found.key} was it`));
            orphans.push(found);
        } else {
            edits.add(found.file, replaceManager(found, heir));
            const text = `${found.managed}'s manager is ${heir} now, who was ${found.key}'s`;
            changes.push(changeAt(found, text));
        }
    }
    removals.each((file, container, indexes) => {
        edits.add(file, removeParts(file, container, indexes));
    });
    const newcomers = leaving.keys.filter((key) => !roll.leavers.has(key));
    addTombstones(roll, newcomers, leaving, edits);
    completeTombstones(roll, leaving.keys, edits);
    for (const key of leaving.rotates) raiseGeneration(roll.files, key, edits);
    const files = edits.files();
    const after = new Roll(reopen(roll.files, files));
    const written = [
        ...newcomers.map((key) => tombstoneOf(after, key)),
        ...leaving.rotates.flatMap((key) => generationChange(after.files, key) ?? []),
    ];
    checkGone(after, keys);
    return {
        files,
        changes: [...changes, ...written].sort(byPlace),
        notes: [...unmanaged(orphans), ...deserted(roll, keys), ...unread(roll, keys)],
    };
}

function tombstoneOf({ leavers }: Roll, key: string): Change {
    const tombstone = leavers.get(key);
    if (!tombstone) throw new Error(`the edit would leave no tombstone of ${key}`);
    const { file, part } = tombstone;
    return { file: file.file, line: file.place(part.label).line, text: `${key} is a leaver` };
}

/** Guards against bugs of ours: no edit may leave a leaver mentioned anywhere. */
function checkGone({ files }: Roll, keys: ReadonlySet<string>): void {
    const [left] = files.flatMap((file) => findStandings(file, keys));
    if (left) throw new Error(`the edit would leave ${left.key} in ${left.file.file}`);
}

/** What is removed from each container, to know when nothing is left in it. */
class Removals {
    private readonly found = new Map<
        YAMLMap | YAMLSeq,
        { readonly file: YamlFile; readonly indexes: Set<number> }
    >();

    add({ file, container, index }: Standing): void {
        const known = this.found.get(container) ?? { file, indexes: new Set<number>() };
        known.indexes.add(index);
        this.found.set(container, known);
    }

    each(
        visit: (file: YamlFile, container: YAMLMap | YAMLSeq, indexes: ReadonlySet<number>) => void,
    ): void {
        for (const [container, { file, indexes }] of this.found) visit(file, container, indexes);
    }
}

function replaceManager({ container, index }: Standing, heir: string) {
    const pair = container.items[index];
    const value = (pair as { readonly value?: unknown } | undefined)?.value;
    const [start, end] = rangeOf(value);
    return [{ start, end, text: replaceText(value, heir) }];
}

/** People whose manager leaves without a successor. */
function unmanaged(orphans: readonly Standing[]): Change[] {
    const managers = [...new Set(orphans.map(({ key }) => key))];
    return managers.flatMap((key) => {
        const left = orphans.filter((orphan) => orphan.key === key);
        const names = left.map(({ managed }) => managed).join(", ");
        const text = `nobody takes over from ${key} as the manager of ${names}: name somebody`;
        return left.slice(0, 1).map((first) => changeAt(first, text));
    });
}

/** Teams without a remaining member. */
function deserted({ files, teams }: Roll, leaving: ReadonlySet<string>): Change[] {
    return files.flatMap((file) =>
        teams(file).flatMap(({ key, members, label }) => {
            if (members.length === 0 || !members.every((member) => leaving.has(member))) return [];
            const { line } = file.place(label);
            return [{ file: file.file, line, text: `nobody is left in ${key}` }];
        }),
    );
}

/**
 * Mentions where Rollcall does not read, outside every known section or where a list has something other
 * than an entry. They are reported, not edited, and an account declared there is not recognised.
 */
function unread({ files }: Roll, leaving: ReadonlySet<string>): Change[] {
    return files.flatMap((file) => {
        const notes: Change[] = [];
        const note = (node: unknown, text: string) =>
            notes.push({ file: file.file, line: file.place(node).line, text });
        const search = (value: unknown, where: string) => {
            if (!isNode(value)) return;
            visit(value, {
                Scalar: (_, scalar) => {
                    const key = String(scalar.value);
                    if (!leaving.has(key)) return;
                    const what = `correct this by hand, and let an account of ${key}'s leave too`;
                    note(scalar, `${key} is named under ${where}: ${what}`);
                },
            });
        };
        for (const { name, label, value } of partsOf(file, file.root)) {
            const meant = sectionMeant(name);
            if (meant === undefined) {
                if (leaving.has(name)) note(label, `${name} stands here as if it were a section`);
                search(value, `${name}, which is no section`);
                continue;
            }
            if (meant !== "grants" && !keyedSections.some((section) => section === meant)) continue;
            for (const entry of partsOf(file, value)) {
                const where = [name, entry.name].filter((part) => part !== "").join(".");
                if (isSeq(entry.value))
                    search(entry.value, `${where}, which is a list and no entry`);
            }
        }
        return notes;
    });
}

function changeAt({ file, node }: Standing, text: string): Change {
    return { file: file.file, line: file.place(node).line, text };
}

function byPlace(a: Change, b: Change): number {
    return compare(a.file, b.file) || a.line - b.line || compare(a.text, b.text);
}
