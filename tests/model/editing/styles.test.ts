import assert from "node:assert/strict";
import { parse } from "yaml";
import { changesOf, leaveIn, lines } from "./support";

/** What leaving does to one text: the lines that go and come. */
function changes(text: string, keys: readonly string[] = ["alice"]): string[] {
    const { texts } = leaveIn({ "r.yaml": text }, keys);
    const after = texts["r.yaml"] ?? "";
    parse(after);
    assert.deepEqual(leaveIn(texts, keys).plan.files, [], "a second time changes nothing");
    return changesOf(text, after);
}

const alice = "  alice: { name: Alice A, email: a@x.example, github: { login: al, id: 1 } }";
const grave =
    "  alice: { name: Alice A, left: 2026-12-01, email: a@x.example, github: { login: al, id: 1 } }";
const people = ["people:", alice, "  bob: { name: Bob, email: b@x.example }"];
const leavers = ["leavers:", "  victor: { name: Victor, left: 2026-01-01 }"];
const moved = [`-${alice}`, `+${grave}`];

describe("leaving, in the style of the file", () => {
    const cases: Record<string, [text: string, expected: string[]]> = {
        "a list in brackets: first, in the middle, last": [
            lines(
                ...people,
                ...leavers,
                "teams:",
                "  a: { members: [alice, bob] }",
                "  b: { members: [bob, alice, carl] } # b",
                "  c: { members: [bob, alice] }",
                '  d: { members: [ bob , "alice", ] }',
                "  e: { members: [alice] }",
                "  f: { members: [ { person: alice, role: maintainer }, bob ] }",
            ),
            [
                ...moved,
                "-  a: { members: [alice, bob] }",
                "-  b: { members: [bob, alice, carl] } # b",
                "-  c: { members: [bob, alice] }",
                '-  d: { members: [ bob , "alice", ] }',
                "-  e: { members: [alice] }",
                "-  f: { members: [ { person: alice, role: maintainer }, bob ] }",
                "+  a: { members: [bob] }",
                "+  b: { members: [bob, carl] } # b",
                "+  c: { members: [bob] }",
                "+  d: { members: [ bob, ] }",
                "+  e: { members: [] }",
                "+  f: { members: [ bob ] }",
            ],
        ],
        "a list in brackets over several lines, with comments": [
            lines(
                ...people,
                ...leavers,
                "teams:",
                "  a:",
                "    members: [",
                "      # the first",
                "      bob, # b",
                "      alice, # a",
                "      # the last",
                "      carl",
                "    ]",
                "  b:",
                "    members: [bob,",
                "      alice]",
                "  c:",
                "    members: [alice, # a",
                "      bob]",
                "  d:",
                "    members:",
                "      [ bob",
                "      , alice",
                "      , carl",
                "      ]",
                "  e:",
                "    members: [",
                "      alice # only",
                "    ]",
                "  f:",
                "    members: [",
                "      alice",
                "      , bob ]",
                "  g:",
                "    members: [ bob",
                "      , alice ,",
                "      carl ]",
            ),
            [
                ...moved,
                "-      alice, # a",
                "-      alice]",
                "+      ]",
                "-    members: [alice, # a",
                "+    members: [ # a",
                "-      , alice",
                "-      alice # only",
                "-      alice",
                "-      , bob ]",
                "+      bob ]",
                "-      , alice ,",
                "+      , ",
            ],
        ],
        "a list of lines: comments and empty lines around stay": [
            lines(
                ...people,
                ...leavers,
                "teams:",
                "  a:",
                "    members:",
                "      # who began",
                "      - alice # began",
                "",
                "      # and then",
                "      - bob",
                "      - person: 'alice'",
                "        role: maintainer # for now",
                "",
                "      - carl",
                "    description: A",
                "  b:",
                "    members: # nobody else",
                "    # still",
                "    - { person: alice,",
                "        until: 2027-01-01 } # soon",
                "    description: B",
            ),
            [
                ...moved,
                "-      - alice # began",
                "-      - person: 'alice'",
                "-        role: maintainer # for now",
                "-    members: # nobody else",
                "+    members: [] # nobody else",
                "-    - { person: alice,",
                "-        until: 2027-01-01 } # soon",
            ],
        ],
        "grants, owners and waivers": [
            lines(
                "organization: { github: { owners: [bob, alice] } }",
                ...people,
                ...leavers,
                "grants:",
                "  - { team: a, role: r }",
                "  # for the exercise",
                "  - person: alice",
                "    role: operator",
                "    reason: |",
                "      long",
                "",
                "      text",
                "",
                "  - { person: bob, role: r }",
                "rules:",
                "  waivers:",
                "    - { rule: missing-until, at: person:alice/operator }",
                "    - { rule: missing-until, at: people.alice }",
                "    - { rule: missing-until, at: grants }",
            ),
            [
                "-organization: { github: { owners: [bob, alice] } }",
                "+organization: { github: { owners: [bob] } }",
                ...moved,
                "-  - person: alice",
                "-    role: operator",
                "-    reason: |",
                "-      long",
                "-",
                "-      text",
                "-    - { rule: missing-until, at: person:alice/operator }",
                "-    - { rule: missing-until, at: people.alice }",
            ],
        ],
        "the only grant, the only waiver": [
            lines(
                ...people,
                ...leavers,
                "grants: # one",
                "  - { person: alice, role: r }",
                "rules: { waivers: [{ at: people.alice }] }",
            ),
            [
                ...moved,
                "-grants: # one",
                "-  - { person: alice, role: r }",
                "-rules: { waivers: [{ at: people.alice }] }",
                "+grants: [] # one",
                "+rules: { waivers: [] }",
            ],
        ],
        "quoted keys": [
            lines(
                "people:",
                '  "alice": { "name": "Alice A", "email": "a@x.example" }',
                "  'bob': { name: Bob }",
                ...leavers,
            ),
            [
                '-  "alice": { "name": "Alice A", "email": "a@x.example" }',
                "+  alice: { name: Alice A, left: 2026-12-01, email: a@x.example }",
            ],
        ],
        "no leavers yet: a section at the end, in the style of the entry": [
            lines(
                "people:",
                "    alice:",
                "        name: Alice A",
                "        until: 2027-01-01",
                "        manager: bob",
                "        machine: x",
                "    bob: { name: Bob }",
                "",
                "# the end",
            ),
            [
                "-    alice:",
                "-        name: Alice A",
                "-        until: 2027-01-01",
                "-        manager: bob",
                "-        machine: x",
                "+",
                "+leavers:",
                "+    alice:",
                "+      name: Alice A",
                "+      left: 2026-12-01",
            ],
        ],
        "an empty section of leavers is opened": [
            lines(...people, "leavers: {} # none yet", "teams: {}"),
            [`-${alice}`, "-leavers: {} # none yet", "+leavers: # none yet", `+${grave}`],
        ],
        "leavers in brackets": [
            lines(
                ...people,
                "leavers: { victor: { name: Victor, left: 2026-01-01 } } # v",
                "teams: {}",
            ),
            [
                `-${alice}`,
                "-leavers: { victor: { name: Victor, left: 2026-01-01 } } # v",
                `+leavers: { victor: { name: Victor, left: 2026-01-01 }, ${grave.trim()} } # v`,
            ],
        ],
        "leavers in brackets, one per line": [
            lines(
                ...people,
                "leavers: {",
                "    victor: { name: Victor, left: 2026-01-01 } # v",
                "  }",
            ),
            [
                `-${alice}`,
                "-    victor: { name: Victor, left: 2026-01-01 } # v",
                "+    victor: { name: Victor, left: 2026-01-01 }, # v",
                `+  ${grave},`,
            ],
        ],
        "leavers with one key per line": [
            lines(
                ...people,
                "leavers:",
                "  victor:",
                "    name: Victor",
                "    left: 2026-01-01 # long ago",
                "",
                "teams: {}",
            ),
            [
                `-${alice}`,
                "+  alice:",
                "+    name: Alice A",
                "+    left: 2026-12-01",
                "+    email: a@x.example",
                "+    github: { login: al, id: 1 }",
            ],
        ],
        "everything in brackets": [
            lines('{ people: { alice: { name: "A, B" }, bob: {} }, teams: {} }'),
            [
                '-{ people: { alice: { name: "A, B" }, bob: {} }, teams: {} }',
                '+{ people: { bob: {} }, teams: {}, leavers: { alice: { name: "A, B", left: 2026-12-01 } } }',
            ],
        ],
        "nobody else in the file": [
            lines("people:", alice, ...leavers),
            ["-people:", "+people: {}", `-${alice}`, `+${grave}`],
        ],
    };
    for (const [name, [text, expected]] of Object.entries(cases)) {
        it(name, () => assert.deepEqual(changes(text).sort(), [...expected].sort()));
        it(`${name}, with Windows line endings`, () => {
            const found = changes(text.replaceAll("\n", "\r\n"));
            assert.ok(found.every((line) => line.endsWith("\r") || line === "-" || line === "+"));
            const plain = found.map((line) => line.replace(/\r$/, ""));
            assert.deepEqual(plain.sort(), [...expected].sort());
        });
    }

    it("keeps a byte order mark, and a missing final line break", () => {
        const text = `\ufeff${lines(...people).trimEnd()}`;
        const after = leaveIn({ "r.yaml": text }, ["alice"]).texts["r.yaml"];
        assert.ok(after?.startsWith("\ufeffpeople:\n  bob"), after);
        assert.ok(after?.endsWith(`\n\nleavers:\n${grave}`), after);
    });

    it("writes before an end-of-document marker", () => {
        const text = lines("---", ...people, "...", "# over");
        const after = leaveIn({ "r.yaml": text }, ["alice"]).texts["r.yaml"];
        assert.ok(after?.endsWith(`\n\nleavers:\n${grave}\n...\n# over\n`), after);
    });
});

describe("leaving, with aliases", () => {
    it("follows them to people and to lists", () => {
        const text = lines(
            ...people,
            ...leavers,
            "teams:",
            "  a: { members: &all [&boss alice, bob] }",
            "  b: { members: *all }",
            "  c: { members: [*boss, bob] }",
        );
        assert.deepEqual(changes(text).slice(2), [
            "-  a: { members: &all [&boss alice, bob] }",
            "+  a: { members: &all [bob] }",
            "-  c: { members: [*boss, bob] }",
            "+  c: { members: [bob] }",
        ]);
    });

    it("moves the anchor of a removed part to the first remaining alias", () => {
        const text = lines(
            ...people,
            ...leavers,
            "grants:",
            '  - { person: alice, role: r, services: &s [checkout, "x"] }',
            "  - person: alice",
            "    role: r",
            "    in: &where",
            "      - dev # first",
            "      - prod",
            "  - { team: a, role: r, services: *s, in: *where }",
            "  - { team: b, role: r, services: *s }",
        );
        assert.deepEqual(changes(text).slice(-2), [
            "-  - { team: a, role: r, services: *s, in: *where }",
            '+  - { team: a, role: r, services: &s [checkout, "x"], in: &where [dev, prod] }',
        ]);
    });
});
