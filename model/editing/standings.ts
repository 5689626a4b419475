import type { YAMLMap, YAMLSeq } from "yaml";
import type { Part, YamlFile } from "./yamlFile";
import { partAt, partsOf, sectionParts, sectionsOf, textOf } from "./yamlFile";

/** A place where somebody stands who leaves. */
export interface Standing {
    readonly key: string;
    readonly file: YamlFile;
    /** What the place is known by. */
    readonly node: unknown;
    /** What is done there, in a reader's words. */
    readonly text: string;
    /** The part that goes. */
    readonly container: YAMLMap | YAMLSeq;
    readonly index: number;
    /** Whose manager the leaver is: that one gets another. */
    readonly managed?: string;
}

/** Every place in which one of the leavers stands, but under `leavers`. */
export function findStandings(file: YamlFile, leaving: ReadonlySet<string>): Standing[] {
    const search = { file, leaving };
    return [
        ...inOrganization(search),
        ...inPeople(search),
        ...inTeams(search),
        ...inGrants(search),
        ...inWaivers(search),
    ];
}

interface Search {
    readonly file: YamlFile;
    readonly leaving: ReadonlySet<string>;
}

function inOrganization({ file, leaving }: Search): Standing[] {
    return sectionsOf(file, "organization").flatMap(({ value }) => {
        const github = partAt(file, value, "github")?.value;
        return partsOf(file, partAt(file, github, "owners")?.value).flatMap((part) => {
            const key = textOf(part.value) ?? "";
            if (!leaving.has(key)) return [];
            return [standing(file, key, part, `${key} no longer owns the organisation`)];
        });
    });
}

function inPeople({ file, leaving }: Search): Standing[] {
    return sectionParts(file, "people").flatMap((part): Standing[] => {
        const { name } = part;
        if (leaving.has(name)) return [standing(file, name, part, `${name} taken out of people`)];
        const manager = partAt(file, part.value, "manager");
        const key = textOf(manager?.value) ?? "";
        if (!manager || !leaving.has(key)) return [];
        return [{ ...standing(file, key, manager, ""), managed: name }];
    });
}

function inTeams({ file, leaving }: Search): Standing[] {
    return sectionParts(file, "teams").flatMap(({ name: team, value }) =>
        partsOf(file, partAt(file, value, "members")?.value).flatMap((part) => {
            const key = textOf(part.value) ?? textOf(partAt(file, part.value, "person")?.value);
            if (key === undefined || !leaving.has(key)) return [];
            const role = textOf(partAt(file, part.value, "role")?.value);
            const as = role === "maintainer" ? " (maintainer)" : "";
            return [standing(file, key, part, `${key}${as} taken out of ${team}`)];
        }),
    );
}

function inGrants({ file, leaving }: Search): Standing[] {
    return sectionParts(file, "grants").flatMap((part) => {
        const person = partAt(file, part.value, "person");
        const key = textOf(person?.value) ?? "";
        if (!person || !leaving.has(key)) return [];
        const role = textOf(partAt(file, part.value, "role")?.value) ?? "?";
        // A line for a team too is refused as it is: the team's half is not for us to take.
        const gone = partAt(file, part.value, "team") ? person : part;
        return [standing(file, key, gone, `grant person:${key}/${role} taken out`)];
    });
}

/** A waiver names an entry of people, or a grant, that is gone then. */
function inWaivers({ file, leaving }: Search): Standing[] {
    return sectionsOf(file, "rules").flatMap(({ value }) =>
        partsOf(file, partAt(file, value, "waivers")?.value).flatMap((part) => {
            const at = textOf(partAt(file, part.value, "at")?.value) ?? "";
            const key = /^(?:people\.|person:)([^/]+)/.exec(at)?.[1] ?? "";
            if (!leaving.has(key)) return [];
            return [standing(file, key, part, `waiver at ${at} taken out`)];
        }),
    );
}

function standing(file: YamlFile, key: string, part: Part, text: string): Standing {
    const { container, index, label } = part;
    return { key, file, node: label, text, container, index };
}
