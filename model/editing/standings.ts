import type { YAMLMap, YAMLSeq } from "yaml";
import type { Part, YamlFile } from "./yamlFile";
import { partAt, partsAt, partsOf, sectionParts, sectionsOf, textOf } from "./yamlFile";

/** A place that mentions a leaver. */
export interface Standing {
    readonly key: string;
    readonly file: YamlFile;
    /** Identifies the place. */
    readonly node: unknown;
    /** What is done there, in words. */
    readonly text: string;
    /** The part that is removed. */
    readonly container: YAMLMap | YAMLSeq;
    readonly index: number;
    /** The person whose manager the leaver is, and who gets a new one. */
    readonly managed?: string;
}

/** Every place that mentions a leaver, except under `leavers`. */
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
    const gitHubs = sectionsOf(file, "organization").flatMap(({ value }) =>
        partsAt(file, value, "github"),
    );
    return itemsOf(file, gitHubs, "owners").flatMap((part) => {
        const key = textOf(part.value) ?? "";
        if (!leaving.has(key)) return [];
        return [standing(file, key, part, `${key} no longer owns the organisation`)];
    });
}

function inPeople({ file, leaving }: Search): Standing[] {
    return sectionParts(file, "people").flatMap((part): Standing[] => {
        const { name } = part;
        if (leaving.has(name)) return [standing(file, name, part, `${name} taken out of people`)];
        return partsAt(file, part.value, "manager").flatMap((manager) => {
            const key = textOf(manager.value) ?? "";
            if (!leaving.has(key)) return [];
            return [{ ...standing(file, key, manager, ""), managed: name }];
        });
    });
}

function inTeams({ file, leaving }: Search): Standing[] {
    return sectionParts(file, "teams").flatMap((team) =>
        itemsOf(file, [team], "members").flatMap((part) => {
            const key = textOf(part.value) ?? leaverAt({ file, leaving }, part, "person");
            if (key === undefined || !leaving.has(key)) return [];
            const role = textOf(partAt(file, part.value, "role")?.value);
            const as = role === "maintainer" ? " (maintainer)" : "";
            return [standing(file, key, part, `${key}${as} taken out of ${team.name}`)];
        }),
    );
}

function inGrants({ file, leaving }: Search): Standing[] {
    return sectionParts(file, "grants").flatMap((part) => {
        const role = textOf(partAt(file, part.value, "role")?.value) ?? "?";
        const people = partsAt(file, part.value, "person").flatMap((person) => {
            const key = textOf(person.value) ?? "";
            return leaving.has(key) ? [{ key, person }] : [];
        });
        // A grant that also names a team is refused anyway, and the team's half must stay.
        const shared = partAt(file, part.value, "team") !== undefined;
        return (shared ? people : people.slice(0, 1)).map(({ key, person }) => {
            const gone = shared ? person : part;
            return standing(file, key, gone, `grant person:${key}/${role} taken out`);
        });
    });
}

/** A waiver about a person or a grant that no longer exists after the edit. */
function inWaivers({ file, leaving }: Search): Standing[] {
    return itemsOf(file, sectionsOf(file, "rules"), "waivers").flatMap((part) => {
        const named = partsAt(file, part.value, "at").flatMap(({ value }) => {
            const at = textOf(value) ?? "";
            const key = /^(?:people\.|person:)([^/]+)/.exec(at)?.[1] ?? "";
            return leaving.has(key) ? [standing(file, key, part, `waiver at ${at} taken out`)] : [];
        });
        return named.slice(0, 1);
    });
}

/** The items of the list under a given key, in each of some parts. */
function itemsOf(file: YamlFile, parts: readonly Part[], name: string): Part[] {
    return parts
        .flatMap(({ value }) => partsAt(file, value, name))
        .flatMap(({ value }) => partsOf(file, value));
}

/** The leaver named under a key of a part. */
function leaverAt({ file, leaving }: Search, part: Part, name: string): string | undefined {
    return partsAt(file, part.value, name)
        .map(({ value }) => textOf(value) ?? "")
        .find((key) => leaving.has(key));
}

function standing(file: YamlFile, key: string, part: Part, text: string): Standing {
    const { container, index, label } = part;
    return { key, file, node: label, text, container, index };
}
