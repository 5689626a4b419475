import assert from "node:assert/strict";
import type { EditPlan, Leaving } from "../../../model/editing/planLeaving";
import { planLeaving } from "../../../model/editing/planLeaving";
import { Roll } from "../../../model/editing/roll";
import { openFiles } from "../../../model/editing/yamlFile";

export type Texts = Readonly<Record<string, string>>;

export interface Edited {
    readonly texts: Texts;
    readonly plan: EditPlan;
}

/** Lets people leave, with all their accounts, in the texts of files. */
export function leaveIn(
    texts: Texts,
    keys: readonly string[],
    leaving: Partial<Omit<Leaving, "keys">> = {},
): Edited {
    const roll = rollOf(texts);
    const plan = planLeaving(roll, {
        keys: roll.withAccounts(keys),
        left: "2026-12-01",
        rotates: [],
        ...leaving,
    });
    return { texts: edited(texts, plan), plan };
}

export function rollOf(texts: Texts): Roll {
    const files = Object.entries(texts).map(([file, text]) => ({ file, bytes: Buffer.from(text) }));
    const { open, unread } = openFiles(files);
    assert.deepEqual(unread, []);
    return new Roll(open);
}

export function edited(texts: Texts, { files }: EditPlan): Texts {
    const after = files.map(({ file, after }) => [file, Buffer.from(after).toString("utf8")]);
    return { ...texts, ...Object.fromEntries(after) };
}

/** A text of these lines. */
export function lines(...rows: string[]): string {
    return `${rows.join("\n")}\n`;
}

/** `-` before each line that went, `+` before each that came; what stays is not shown. */
export function changesOf(before: string, after: string): string[] {
    const [old, now] = [before.split("\n"), after.split("\n")];
    const kept = longestCommon(old, now);
    const shown: string[] = [];
    let [at, to] = [0, 0];
    for (const line of [...kept, undefined]) {
        while (at < old.length && old[at] !== line) shown.push(`-${old[at++]}`);
        while (to < now.length && now[to] !== line) shown.push(`+${now[to++]}`);
        at += 1;
        to += 1;
    }
    return shown;
}

function longestCommon(old: readonly string[], now: readonly string[]): string[] {
    const table = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
    const at = (i: number, j: number) => table[i]?.[j] ?? 0;
    for (let i = old.length - 1; i >= 0; i -= 1) {
        for (let j = now.length - 1; j >= 0; j -= 1) {
            const row = table[i];
            if (!row) continue;
            row[j] =
                old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
        }
    }
    const common: string[] = [];
    let [i, j] = [0, 0];
    while (i < old.length && j < now.length) {
        if (old[i] === now[j]) {
            common.push(old[i] ?? "");
            i += 1;
            j += 1;
        } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
        else j += 1;
    }
    return common;
}
