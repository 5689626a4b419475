import assert from "node:assert/strict";
import { findViolations } from "../../planners/isolation/checkIsolation";
import type { Violation } from "../../planners/isolation/findings";
import { describePath } from "../../planners/isolation/findings";
import { judge } from "../../planners/judge";
import type { Edits } from "./sample";
import { holdingsOf, sample, sampleInstant } from "./sample";

/** A change of the sample that opens a way, and the ways that must be found, see {@link written}. */
export interface Seed {
    readonly edits: Edits;
    readonly found: readonly (readonly string[])[];
}

/** `rule from -> to`, then the steps, each with its file below roster/. */
export function written({ rule, from, to, path }: Violation): string[] {
    const steps = path.map(({ text, file }) => `${text} (${file.replace("roster/", "")})`);
    return [`${rule} ${from} -> ${to}`, ...steps];
}

export function violationsOf(edits: Edits): Violation[] {
    return findViolations(holdingsOf(sample(edits)));
}

/** Each seed is found, with its path, and refuses the roster with that path in the message. */
export function findsEach(seeds: Readonly<Record<string, Seed>>): void {
    for (const [name, { edits, found }] of Object.entries(seeds)) {
        it(`finds ${name}`, () => {
            const violations = violationsOf(edits);
            assert.deepEqual(violations.map(written), found);
            for (const violation of violations) assertRefused(edits, violation);
        });
    }
}

function assertRefused(edits: Edits, { rule, at, from, to, path }: Violation): void {
    const problems = judge(sample(edits), { instant: sampleInstant, lapsed: "error" });
    const { file, line, column } = at;
    const found = problems.filter(
        (one) =>
            one.rule === rule && one.file === file && one.line === line && one.column === column,
    );
    const way = `${from} reaches ${to}: ${describePath(path)}`;
    const carrying = found.filter(({ message }) => message.includes(way));
    assert.deepEqual(
        carrying.map(({ severity }) => severity),
        ["error"],
        found.map(({ message }) => message).join("\n"),
    );
}

/** None of these opens a way, however near it comes to one that does. */
export function findsNothing(misses: Readonly<Record<string, Edits>>): void {
    for (const [name, edits] of Object.entries(misses)) {
        it(`does not take for one ${name}`, () => assert.deepEqual(violationsOf(edits), []));
    }
}

/** A statement more for the pipelines of the catalogue. */
export function catalog(actions: string, resource: string, more = ""): Edits {
    const statement = `{ actions: ["${actions}"], resources: ["${resource}"]${more} }`;
    const first = '        - actions: ["ecr:GetAuthorizationToken"]';
    return { "services/catalog.yaml": [[first, `        - ${statement}\n${first}`]] };
}

/** A path more in Vault for whoever develops. */
export function developerPath(path: string, capabilities: string): Edits {
    const rule = `      - { path: "${path}", capabilities: [${capabilities}] }`;
    const first = '      - { path: "${service}/app/*", capabilities: [create';
    return { "roles.yaml": [[first, `${rule}\n${first}`]] };
}
