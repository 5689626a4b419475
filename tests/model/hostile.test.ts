import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { Problem } from "../../model/problem";
import { exampleText, lines, readTexts } from "./rosters";

const rest = [
    "organization: { name: acme, github: { owner: acme, ownerId: 1, owners: [erin] } }",
    "people: { erin: { name: Erin Ek, email: erin@acme.example } }",
    "",
].join("\n");

/** What is said about a file beside which there is a sound one. */
function saysOf(text: string | Uint8Array): string[] {
    return lines(readTexts({ "rest.yaml": rest, "text.yaml": text })).map((line) =>
        line.replace("roster/text.yaml:", ""),
    );
}

/** The same, for texts that could keep a reader busy; what else the machine does is not counted. */
function saysQuickly(text: string): string[] {
    const start = process.cpuUsage();
    const said = saysOf(text);
    const seconds = process.cpuUsage(start).user / 1e6;
    assert.ok(seconds < 5, `took ${seconds.toFixed(1)} s`);
    return said;
}

describe("hostile and broken files", () => {
    const refusals: readonly [what: string, text: string | Uint8Array, said: string][] = [
        [
            "an empty file",
            "",
            "1:1 syntax the file is empty; write a section such as people:, or remove the file",
        ],
        [
            "only comments",
            "# people:\n\n",
            "1:1 syntax the file is empty; write a section such as people:, or remove the file",
        ],
        [
            "a binary file",
            new Uint8Array([137, 80, 78, 71, 0]),
            "1:1 syntax the file is not text in UTF-8",
        ],
        [
            "a NUL",
            "teams: {}\n# \0\n",
            "2:3 syntax the file holds the character U+0000, which a reader cannot see",
        ],
        [
            "text with a bidirectional override",
            "teams: {}\n# a\u202eb\n",
            "2:4 syntax the file holds the character U+202E, which a reader cannot see",
        ],
        [
            "what nobody sees",
            "teams: {}\n# ma\u200bin\n",
            "2:5 syntax the file holds the character U+200B, which a reader cannot see",
        ],
        [
            "letters that nobody sees",
            "teams: {}\n# a\u{e0061}b\n",
            "2:4 syntax the file holds the character U+E0061, which a reader cannot see",
        ],
        [
            "a list",
            "- erin\n",
            "1:1 syntax the file must be a mapping from sections such as people: or grants:",
        ],
        [
            "a word",
            "hello\n",
            "1:1 syntax the file must be a mapping from sections such as people: or grants:",
        ],
        [
            "two documents",
            "teams: {}\n---\nroles: {}\n",
            "2:1 syntax the file holds several documents; put each into a file of its own",
        ],
        [
            "a tag",
            "teams: { one: { description: !secret One } }\n",
            "1:30 syntax a roster has no tags; write the value without the !",
        ],
        [
            "a tag on a mapping",
            "teams: !!map\n  one: { description: One }\n",
            "1:8 syntax a roster has no tags; write the value without the !",
        ],
        [
            "a binary tag",
            "teams: { one: { description: !!binary aGk= } }\n",
            "1:30 syntax a roster has no tags; write the value without the !",
        ],
        [
            "another YAML version",
            "%YAML 1.1\n---\nteams: {}\n",
            "1:1 syntax a roster is YAML 1.2; take the %YAML line out",
        ],
        [
            "a merge key",
            "teams:\n  one: &one { description: One }\n  two: { <<: *one }\n",
            "3:10 syntax a roster has no merge keys; write the keys out, or alias the value",
        ],
        [
            "a dangling alias",
            "teams: { one: *one }\n",
            "1:15 syntax there is no anchor &one above this alias",
        ],
        [
            "a circular alias",
            "teams: &all { one: *all }\n",
            "1:20 syntax the alias *all stands within its own anchor",
        ],
        ["a key that is a list", "teams: { [a, b]: {} }\n", "1:10 syntax a key must be a word"],
        ["a missing key", "teams: { : {} }\n", "1:9 syntax a key must be a word"],
        [
            "a section without content",
            "teams:\nroles: {}\n",
            `1:1 missing-value "teams" has no value; write its content, or {}`,
        ],
        [
            "a section of another kind",
            "teams: [one]\n",
            "1:8 invalid-value teams must be a mapping from keys",
        ],
        [
            "grants that are not a list",
            "grants: { one: {} }\n",
            "1:9 invalid-value the grants must be a list: lines that begin with -",
        ],
        [
            "an escaped control character",
            'teams: { one: { description: "a\\e[2J" } }\n',
            `1:30 invalid-value "a\\u001b[2J" is not text of at most 1000 characters`,
        ],
        [
            "a key named like a prototype's",
            "teams: { one: { description: One, __proto__: { x: 1 } } }\n",
            '1:35 syntax "__proto__" can be the key of nothing; choose another',
        ],
        [
            "a section named like a prototype's",
            "__proto__: {}\n",
            '1:1 syntax "__proto__" can be the key of nothing; choose another',
        ],
        ...["people", "leavers", "teams", "roles", "services", "secrets"].map(
            (section): [string, string, string] => [
                `a key of ${section} named like a prototype's, without a value`,
                `${section}: { __proto__: }\n`,
                `1:${section.length + 5} syntax "__proto__" can be the key of nothing; choose another`,
            ],
        ),
        [
            "an unclosed quote",
            'teams: { one: { description: One }, two: { description: "Two } }\n',
            '2:1 syntax missing closing "quote',
        ],
        [
            "an indent with a tab",
            "teams:\n\tone: {}\n",
            "2:1 syntax a tab indents this line; use spaces",
        ],
    ];
    for (const [what, text, said] of refusals) {
        it(`refuses ${what}`, () => {
            const all = saysOf(text);
            assert.equal(all.at(-1), said);
            // Broken syntax may be met twice, as an open quote and as an open brace.
            assert.equal(all.length, what === "an unclosed quote" ? 2 : 1);
        });
    }

    it("accepts a byte order mark, Windows line endings, anchors and aliases", () => {
        const text = "\ufeffteams:\r\n  one: &one { description: One }\r\n  two: *one\r\n";
        const { problems, roster } = readTexts({ "rest.yaml": rest, "text.yaml": text });
        assert.deepEqual(problems, []);
        assert.equal(roster?.teams.get("two")?.description, "One");
        assert.deepEqual(roster?.teams.get("two")?.at, {
            file: "roster/text.yaml",
            line: 3,
            column: 3,
        });
    });

    it("refuses a YAML bomb quickly", () => {
        const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
        for (const [name, of] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg", "ih"]) {
            bomb.push(`${name}: &${name} [${Array(10).fill(`*${of}`).join(", ")}]`);
        }
        const said = saysQuickly(`${bomb.join("\n")}\n`);
        assert.match(said.join("\n"), /aliases stand for more than 100000 values/);
    });

    it("refuses a bomb in the form of a roster quickly", () => {
        const statement = `- &s { actions: ["a:B"], resources: ["*"] }`;
        const statements = `${statement}\n${"          - *s\n".repeat(20_000)}`;
        const roles = Array.from({ length: 2_000 }, (_, index) => `  r${index}: *role`);
        const said = saysQuickly(
            `roles:\n  role: &role\n    description: Bomb\n    aws:\n      statements:\n` +
                `          ${statements}${roles.join("\n")}\n`,
        );
        assert.match(said.join("\n"), /aliases stand for more than 100000 values/);
    });

    const floods: readonly [what: string, text: string][] = [
        ["lists in lists", `teams: ${"[".repeat(200_000)}`],
        ["mappings in mappings", `teams: ${"{a: ".repeat(100_000)}`],
        ["items in items", "- ".repeat(200_000)],
        [
            "keys given twice",
            `teams:\n${Array.from({ length: 60_000 }, (_, i) => `  k${i % 30_000}: {}\n`).join("")}`,
        ],
        [
            "variables that are none",
            `services:\n  one:\n    variables:\n${Array.from({ length: 60_000 }, (_, i) => `      1k${i}: x\n`).join("")}`,
        ],
        [
            "anchors",
            `teams:\n${Array.from({ length: 40_000 }, (_, i) => `  k${i}: &a${i} {}\n`).join("")}`,
        ],
        [
            "grants to nobody",
            `grants:\n${Array.from({ length: 15_000 }, (_, i) => `  - { team: team-number-${i}, role: role-${i}, services: all }\n`).join("")}`,
        ],
        ["a long line", `teams: { one: { description: ${"a ".repeat(400_000)} } }`],
        [
            "a variable without end",
            `roles: { one: { description: One, vault: [{ path: "${"${".repeat(250)}", capabilities: [read] }] } }`,
        ],
        [
            "an address without end",
            `people: { bob: { name: Bob, email: "${"a".repeat(400_000)}" } }`,
        ],
        [
            "an action without end",
            `roles: { one: { description: One, aws: { statements: [{ actions: ["${"a".repeat(400_000)}"], resources: ["*"] }] } } }`,
        ],
    ];
    for (const [what, text] of floods) {
        it(`survives a flood of ${what}`, () => {
            assert.notDeepEqual(saysQuickly(text), []);
        });
    }

    it("turns any bytes into a roster or into problems with places", () => {
        fc.assert(
            fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
                const { problems, roster } = readTexts({ "rest.yaml": rest, "text.yaml": bytes });
                assert.equal(roster === undefined, problems.length > 0);
                for (const problem of problems) assertPlace(problem);
            }),
        );
    });

    it("does so for any mutation of the example", () => {
        const example = exampleText();
        const edit = fc.record({
            at: fc.nat(example.length),
            remove: fc.nat(40),
            insert: fc.oneof(
                fc.constantFrom("\n", " ", "  ", ":", "-", "*", "&a ", "[", "]", "{", "}", "null"),
                fc.constantFrom("'", '"', "!x ", "<<: ", "${", "1", "alice", "#", "\t", "|", ">"),
                fc.string({ maxLength: 5 }),
            ),
        });
        fc.assert(
            fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
                let text = example;
                for (const { at, remove, insert } of edits) {
                    text = text.slice(0, at) + insert + text.slice(at + remove);
                }
                const { problems, roster } = readTexts({ "roster.yaml": text });
                assert.equal(roster === undefined, problems.length > 0);
                for (const problem of problems) assertPlace(problem);
            }),
            { numRuns: 500 },
        );
    });
});

function assertPlace({ file, line, column, message }: Problem): void {
    assert.ok(file.startsWith("roster"), message);
    assert.ok(line >= 1 && column >= 1, message);
    assert.ok(message.length > 0);
    assert.doesNotMatch(message, /undefined|\[object|\bnull\b.*expected|Invalid input/);
}
