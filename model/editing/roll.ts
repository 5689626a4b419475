import type { YAMLMap } from "yaml";
import { isMap } from "yaml";
import type { Part, YamlFile } from "./yamlFile";
import { partAt, partsOf, plainOf, sectionParts, textOf } from "./yamlFile";

/** An entry in `people` as written, whether or not it can be read as a person. */
export interface Enrolled {
    readonly key: string;
    readonly file: YamlFile;
    readonly part: Part;
    /** The entry as plain data; empty if it is not a mapping. */
    readonly entry: Readonly<Record<string, unknown>>;
}

interface TeamList {
    readonly key: string;
    readonly label: unknown;
    readonly members: readonly string[];
}

/** Everyone in the files, as written, so that a mistake elsewhere hides nobody. */
export class Roll {
    readonly people = new Map<string, Enrolled>();
    readonly leavers = new Map<string, Enrolled>();

    constructor(readonly files: readonly YamlFile[]) {
        for (const file of files) {
            enrol(this.people, file, "people");
            enrol(this.leavers, file, "leavers");
        }
    }

    /**
     * These people together with all accounts that are, directly or through another account, the same
     * person.
     */
    withAccounts(keys: readonly string[]): string[] {
        const all = new Set(keys);
        for (let before = -1; before !== all.size; ) {
            before = all.size;
            for (const [key, { entry }] of this.people) {
                if (typeof entry.sameAs === "string" && all.has(entry.sameAs)) all.add(key);
            }
        }
        return [...all];
    }

    /** Who takes over from a manager who leaves: the first one up the chain of managers who stays. */
    heirOf(key: string, leaving: ReadonlySet<string>): string | undefined {
        const seen = new Set<string>();
        for (let next: unknown = key; typeof next === "string" && !seen.has(next); ) {
            seen.add(next);
            if (!leaving.has(next)) {
                return this.people.has(next) && !this.leavers.has(next) ? next : undefined;
            }
            next = this.people.get(next)?.entry.manager;
        }
        return undefined;
    }

    readonly teams = (file: YamlFile): TeamList[] =>
        sectionParts(file, "teams").map(({ name, label, value }) => ({
            key: name,
            label,
            members: partsOf(file, partAt(file, value, "members")?.value).map(
                (part) =>
                    textOf(part.value) ?? textOf(partAt(file, part.value, "person")?.value) ?? "",
            ),
        }));
}

function enrol(into: Map<string, Enrolled>, file: YamlFile, section: string): void {
    for (const part of sectionParts(file, section)) {
        if (into.has(part.name)) continue;
        const plain = isMap(part.value) ? plainOf(file, part.value) : undefined;
        const entry = (plain ?? {}) as Record<string, unknown>;
        into.set(part.name, { key: part.name, file, part, entry });
    }
}

/** Whether an entry is written on one line, or with a line for each of its keys. */
export function styleOf({ value }: Pick<Part, "value">): "flow" | "block" {
    return isMap(value) && !(value as YAMLMap).flow ? "block" : "flow";
}
