import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { loadRoster } from "../../model/load";
import { compare, readingRules } from "../../model/problem";
import type { Loaded } from "../../model/readRoster";

const directory = "tests/fixtures/mistakes";

/**
 * What the fixtures say about themselves: a line with a mistake ends in `#! rule words`, and the
 * mistake is reported at the first place on the line where the words stand.
 */
function expectations(files: readonly string[]): string[] {
    return files.flatMap((file) =>
        readFileSync(file, "utf8")
            .split("\n")
            .flatMap((text, index) => {
                const [content = "", ...notes] = text.split(" #! ");
                return notes.map((note) => {
                    const [rule = "", ...words] = note.split(" ");
                    const column = content.indexOf(words.join(" ")) + 1;
                    return `${file}:${index + 1}:${column} ${rule}`;
                });
            }),
    );
}

function reported({ problems }: Loaded): string[] {
    return problems.map(({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`);
}

describe("a roster with every mistake that can be found by reading", () => {
    const loaded = loadRoster(directory);

    it("reports every one at its place, in one run, and nothing else", () => {
        assert.deepEqual(reported(loaded).sort(compare), expectations(loaded.files).sort(compare));
    });

    it("covers every reading rule", () => {
        const met = new Set(loaded.problems.map(({ rule }) => rule));
        assert.deepEqual(
            readingRules.filter((rule) => !met.has(rule)),
            [],
        );
    });

    it("is not built, but its leavers and its sound people are known", () => {
        assert.equal(loaded.roster, undefined);
        assert.deepEqual([...loaded.leavers.keys()], ["victor"]);
        assert.equal(loaded.leavers.get("victor")?.email, "victor@acme.example");
        assert.equal(loaded.people.has("erin"), true);
        assert.equal(loaded.people.has("alice"), false);
    });

    it("sorts by file, line and column", () => {
        const places = loaded.problems.map(
            ({ file, line, column }) => `${file} ${line + 10_000} ${column + 10_000}`,
        );
        assert.deepEqual(places, [...places].sort(compare));
    });

    const messages: readonly [place: string, message: string][] = [
        [
            "access.yaml:5:27",
            `"pusch" is not one of pull, triage, push, maintain, admin; did you mean "push"?`,
        ],
        ["access.yaml:24:13", `no team "paymnets"; did you mean "payments"?`],
        [
            "access.yaml:33:64",
            "checkout is not in staging, only in dev; add it there, or leave it out here",
        ],
        [
            "environments.yaml:3:23",
            `111111111111 is not text; write it in quotes: "111111111111" (an AWS account id: 12 digits, in quotes: "111111111111")`,
        ],
        [
            "environments.yaml:8:21",
            `the Vault mount kv-dev belongs to dev, at ${directory}/environments.yaml:4:21; each needs its own`,
        ],
        ["people.yaml:4:26", `"emial" is not a key here; did you mean "email"?`],
        [
            "people.yaml:5:3",
            `"name" is missing: give one line of text, at most 200 characters, without space around it`,
        ],
        [
            "people.yaml:11:3",
            `"erin" is given twice, first at ${directory}/people.yaml:2:3; keep one of them`,
        ],
        ["organization.yaml:7:34", `no role "auditor"; known: developer, reader, operator`],
    ];
    for (const [place, message] of messages) {
        it(`says at ${place}: ${message}`, () => {
            const texts = loaded.problems
                .filter(({ file, line, column }) =>
                    `${file}:${line}:${column}`.endsWith(`/${place}`),
                )
                .map((problem) => problem.message);
            assert.deepEqual(texts, [message]);
        });
    }
});
