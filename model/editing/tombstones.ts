import { isMap } from "yaml";
import type { NewPair } from "./addPairs";
import { addPairs, addUnder, blockLines, indentOf } from "./addPairs";
import type { Edits } from "./editedFile";
import type { Enrolled, Roll } from "./roll";
import { styleOf } from "./roll";
import type { TextEdit } from "./textEdit";
import { endOf } from "./tokens";
import type { YamlFile } from "./yamlFile";
import { partsOf, sectionsOf } from "./yamlFile";

/** What a tombstone keeps about a person: whatever a deny or a proof of absence may need. */
const kept = ["email", "github", "aws", "vault", "sameAs", "previously"] as const;

interface Words {
    readonly left: string;
    readonly reason?: string;
}

/** Writes the leavers where there already are some, or else into each leaver's own file. */
export function addTombstones(
    roll: Roll,
    keys: readonly string[],
    words: Words,
    edits: Edits,
): void {
    const homes = new Map<YamlFile, Enrolled[]>();
    for (const key of keys) {
        const person = roll.people.get(key);
        if (!person) continue;
        const home = homeFor(roll, person.file);
        homes.set(home, [...(homes.get(home) ?? []), person]);
    }
    for (const [file, people] of homes) edits.add(file, bury(file, people, words));
}

/** Adds to tombstones what only `people` says: a deny needs an id. */
export function completeTombstones(roll: Roll, keys: readonly string[], edits: Edits): void {
    for (const key of keys) {
        const [person, leaver] = [roll.people.get(key), roll.leavers.get(key)];
        if (!person || !leaver || !isMap(leaver.part.value)) continue;
        const pairs = kept
            .filter((part) => person.entry[part] != null && leaver.entry[part] == null)
            .map((part): NewPair => ({ key: part, value: person.entry[part], style: "flow" }));
        if (pairs.length === 0) continue;
        edits.add(leaver.file, addPairs(leaver.file, leaver.part.value, pairs));
    }
}

function homeFor({ files }: Roll, own: YamlFile): YamlFile {
    const inOrder = [own, ...files];
    const having = inOrder.filter((file) => sectionsOf(file, "leavers").length > 0);
    const filled = having.find((file) =>
        sectionsOf(file, "leavers").some(({ value }) => partsOf(file, value).length > 0),
    );
    return having.find((file) => file === own) ?? filled ?? having[0] ?? own;
}

function bury(file: YamlFile, people: readonly Enrolled[], words: Words): TextEdit[] {
    const [section] = sectionsOf(file, "leavers");
    const last = section && partsOf(file, section.value).at(-1);
    const pairs = people.map(
        (person): NewPair => ({
            key: person.key,
            value: tombstone(person, words),
            style: styleOf(last ?? person.part),
        }),
    );
    return section ? addUnder(file, section, pairs) : addSection(file, people, pairs);
}

/** A new section at the end of the file, indented like the people. */
function addSection(
    file: YamlFile,
    people: readonly Enrolled[],
    pairs: readonly NewPair[],
): TextEdit[] {
    const { root, text, eol } = file;
    if (root.flow) {
        const value = Object.fromEntries(pairs.map((pair) => [pair.key, pair.value]));
        return addPairs(file, root, [{ key: "leavers", value, style: "flow" }]);
    }
    const [first] = people;
    const container = first?.file === file ? first.part.container : undefined;
    const indent = container && isMap(container) && !container.flow ? indentOf(file, container) : 2;
    const base = indentOf(file, root);
    const start = endOf(root, root.items.length - 1);
    const marker = /^\.\.\.(?=\s|$)/m.exec(text.slice(start));
    const at = marker ? start + marker.index : text.length;
    const lines = ["", `${" ".repeat(base)}leavers:`, ...blockLines(indent, pairs)];
    const isOpen = text[at - 1] !== "\n";
    const block = lines.join(eol);
    return [{ start: at, end: at, text: isOpen ? eol + block : block + eol }];
}

function tombstone({ key, entry }: Enrolled, { left, reason }: Words): Record<string, unknown> {
    const { name } = entry;
    return {
        name: typeof name === "string" ? name : key,
        left,
        ...(reason === undefined ? {} : { reason }),
        ...Object.fromEntries(
            kept.flatMap((part) => (entry[part] == null ? [] : [[part, entry[part]]])),
        ),
    };
}
