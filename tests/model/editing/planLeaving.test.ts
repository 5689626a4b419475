import assert from "node:assert/strict";
import { parse } from "yaml";
import { changesOf, leaveIn, lines, type Texts } from "./support";

describe("planning who leaves", () => {
    const texts: Texts = {
        "people.yaml": lines(
            "people:",
            "  ann: { name: Ann, manager: bob }",
            "  bob: { name: Bob, manager: carl }",
            "  carl: { name: Carl, manager: ann }",
            "  bob-admin: { name: Bob, sameAs: bob }",
            "  bob-root: { name: Bob, sameAs: bob-admin }",
            '  dora: { name: Dora, manager: "bob" }',
        ),
        "teams.yaml": lines("teams:", "  a: { members: [bob, bob-root] }"),
    };
    const letGo = (keys: readonly string[]) => {
        const { texts: changed, plan } = leaveIn(texts, keys);
        const { people, leavers } = parse(changed["people.yaml"] ?? "");
        return { people, leavers, plan };
    };

    it("includes every account, and moves reports to the leaver's own manager", () => {
        const { people, leavers, plan } = letGo(["bob"]);
        assert.deepEqual(Object.keys(people), ["ann", "carl", "dora"]);
        assert.deepEqual(Object.keys(leavers), ["bob", "bob-admin", "bob-root"]);
        assert.equal(people.ann.manager, "carl");
        assert.equal(people.dora.manager, "carl");
        assert.equal(leavers["bob-root"].sameAs, "bob-admin");
        assert.deepEqual(
            plan.changes.map(({ file, line, text }) => `${file}:${line} ${text}`),
            [
                "people.yaml:2 ann's manager is carl now, who was bob's",
                "people.yaml:3 bob taken out of people",
                "people.yaml:5 bob-admin taken out of people",
                "people.yaml:6 bob-root taken out of people",
                "people.yaml:7 bob is a leaver",
                "people.yaml:7 dora's manager is carl now, who was bob's",
                "people.yaml:8 bob-admin is a leaver",
                "people.yaml:9 bob-root is a leaver",
                "teams.yaml:2 bob taken out of a",
                "teams.yaml:2 bob-root taken out of a",
            ],
        );
        assert.deepEqual(plan.notes, [
            { file: "teams.yaml", line: 2, text: "nobody is left in a" },
        ]);
    });

    it("reports mentions outside any section, which may be accounts", () => {
        const broken = lines("bob-two:", "  name: Bob", "  sameAs: bob", "carl: { name: Carl }");
        const { plan } = leaveIn({ ...texts, "accounts.yaml": broken }, ["bob", "carl"]);
        assert.deepEqual(
            plan.notes
                .filter(({ file }) => file === "accounts.yaml")
                .map(({ line, text }) => `${line} ${text}`),
            [
                "3 bob is named under bob-two, which is no section: correct this by hand, and let an account of bob's leave too",
                "4 carl stands here as if it were a section",
            ],
        );
    });

    it("reports mentions in a list where an entry should be", () => {
        const broken = lines("teams:", "  a:", "    - { person: bob }", "    - ann");
        const { plan } = leaveIn({ ...texts, "teams.yaml": broken }, ["bob"]);
        assert.deepEqual(
            plan.notes.map(({ file, line, text }) => `${file}:${line} ${text}`),
            [
                "teams.yaml:3 bob is named under teams.a, which is a list and no entry: correct this by hand, and let an account of bob's leave too",
            ],
        );
    });

    it("leaves the person of an account alone", () => {
        assert.deepEqual(Object.keys(letGo(["bob-admin"]).leavers), ["bob-admin", "bob-root"]);
    });

    it("skips managers who leave too, and makes nobody their own manager", () => {
        const { people, plan } = letGo(["bob", "carl"]);
        assert.equal(people.ann.manager, undefined);
        assert.equal(people.dora.manager, "ann");
        assert.match(
            plan.notes[0]?.text ?? "",
            /^nobody takes over from bob as the manager of ann:/,
        );
    });

    it("keeps the quoting of a name that it replaces", () => {
        const [text] = [leaveIn(texts, ["bob"]).texts["people.yaml"] ?? ""];
        assert.ok(text.includes('dora: { name: Dora, manager: "carl" }'));
        assert.ok(text.includes("ann: { name: Ann, manager: carl }"));
    });

    it("writes every id into the tombstone, in a form that reads back", () => {
        const entry = {
            name: 'Ann: "A", #1',
            email: "ann@x.example",
            github: { login: "1e3", id: 7 },
            aws: { userId: "0123456789" },
            vault: { alias: "yes: [no]" },
            sameAs: "bob",
            previously: ["annie", "null"],
        };
        const text = `people: ${JSON.stringify({ ann: { ...entry, until: "2027-01-01" }, bob: {} })}\n`;
        const { texts: done } = leaveIn({ "r.yaml": text }, ["ann"], { reason: "a\nb: c" });
        assert.deepEqual(parse(done["r.yaml"] ?? "").leavers.ann, {
            left: "2026-12-01",
            reason: "a\nb: c",
            ...entry,
        });
    });

    it("writes next to other leavers, in the person's own file if it has some", () => {
        const more = {
            ...texts,
            "z.yaml": lines("leavers:", "  vic: { name: V, left: 2026-01-01 }"),
        };
        const moved = leaveIn(more, ["dora"]).texts;
        assert.ok(moved["z.yaml"]?.includes("dora"));
        assert.ok(!moved["people.yaml"]?.includes("dora"));
        const own = leaveIn({ ...more, "people.yaml": `${texts["people.yaml"]}leavers: {}\n` }, [
            "dora",
        ]);
        assert.ok(!own.texts["z.yaml"]?.includes("dora"));
    });

    it("removes the remaining mentions of a leaver, and completes the tombstone", () => {
        const text = lines(
            "people: { ann: { name: Ann, github: { login: a, id: 1 } }, bob: {} }",
            "teams: { a: { members: [ann, bob] } }",
            "leavers: { ann: { name: Ann, left: 2026-01-01 } }",
        );
        const { texts: done } = leaveIn({ "r.yaml": text }, ["ann"]);
        assert.deepEqual(parse(done["r.yaml"] ?? ""), {
            people: { bob: {} },
            teams: { a: { members: ["bob"] } },
            leavers: { ann: { name: "Ann", left: "2026-01-01", github: { login: "a", id: 1 } } },
        });
    });

    it("finds people in misspelt sections, in entries given twice, in a grant for two", () => {
        const text = lines(
            "peopel:",
            "  ann: { name: Ann }",
            "  ann: { name: Ann }",
            "  bob: { name: Bob }",
            "grants:",
            "  - { team: a, person: ann, role: r }",
        );
        const { texts: done } = leaveIn({ "r.yaml": text }, ["ann"]);
        assert.deepEqual(parse(done["r.yaml"] ?? ""), {
            peopel: { bob: { name: "Bob" } },
            grants: [{ team: "a", role: "r" }],
            leavers: { ann: { name: "Ann", left: "2026-12-01" } },
        });
    });

    it("finds people under both places of a duplicate key, whichever is kept", () => {
        const text = lines(
            "organization:",
            "  github: { owners: [bob] }",
            "  github: { owners: [bob], owners: [ann, bob] }",
            "people:",
            "  ann: { name: Ann }",
            "  bob: { name: Bob, manager: cid, manager: ann }",
            "teams:",
            "  a:",
            "    members: []",
            "    members:",
            "      - ann",
            "      - bob",
            "      - { person: bob, person: ann }",
            "grants:",
            "  - { person: bob, person: ann, role: r }",
            "rules:",
            "  waivers: []",
            "  waivers: [{ at: people.bob }, { at: people.bob, at: people.ann }]",
        );
        const { texts: done } = leaveIn({ "r.yaml": text }, ["ann"]);
        const [before, after] = (done["r.yaml"] ?? "").split("leavers:");
        assert.doesNotMatch(before ?? "", /\bann\b/);
        assert.match(after ?? "", /^\n {2}ann:/);
        assert.equal(before?.match(/\bbob\b/g)?.length, 6, before);
    });

    it("reads the first value of a duplicate key, as the reader does", () => {
        const text = lines(
            "people:",
            "  ann: { name: Ann, github: { login: a, id: 1, id: 2 }, email: a@x, email: b@x }",
            "  bob: { name: Bob, email: b@x }",
        );
        const { texts: done } = leaveIn({ "r.yaml": text }, ["ann"]);
        assert.deepEqual(parse(done["r.yaml"] ?? "").leavers, {
            ann: { name: "Ann", left: "2026-12-01", email: "a@x", github: { login: "a", id: 1 } },
        });
    });

    it("keeps numbers that JSON cannot express, so that what was wrong stays as it was", () => {
        const ids = { ann: ".inf", bob: "-.inf", cid: ".nan" };
        for (const [key, id] of Object.entries(ids)) {
            const text = lines("people:", `  ${key}: { name: A, github: { login: a, id: ${id} } }`);
            const { texts: done } = leaveIn({ "r.yaml": text }, [key]);
            assert.match(
                done["r.yaml"] ?? "",
                new RegExp(`leavers:[^]* id: ${id.replace(".", "\\.")} `),
            );
        }
    });

    it("skips aliases that are dangling or circular", () => {
        const text = lines(
            "people:",
            "  ann: &ann { name: Ann, email: *none, aws: *ann, previously: [annie, *none] }",
            "  bob: { name: Bob }",
        );
        const { texts: done } = leaveIn({ "r.yaml": text }, ["ann"]);
        assert.deepEqual(parse(done["r.yaml"] ?? "").leavers, {
            ann: { name: "Ann", left: "2026-12-01", previously: ["annie"] },
        });
    });

    it("raises the generations of secrets in the same edit", () => {
        const text = lines(
            "people:",
            "  alice: { name: Alice A }",
            "  bob: { name: Bob }",
            "secrets:",
            "  a: { kind: generated }",
            "  b:",
            "    kind: generated",
            "    generation: 7 # seven",
            "  c:",
            "    kind: generated # c",
            "  d: { generation: 1000000000, kind: generated }",
        );
        const { texts: done, plan } = leaveIn({ "r.yaml": text }, ["alice"], {
            rotates: ["a", "b", "c", "d", "none"],
        });
        assert.deepEqual(changesOf(text, done["r.yaml"] ?? "").slice(1, -3), [
            "-  a: { kind: generated }",
            "+  a: { kind: generated, generation: 2 }",
            "-    generation: 7 # seven",
            "+    generation: 8 # seven",
            "-  d: { generation: 1000000000, kind: generated }",
            "+    generation: 2",
            "+  d: { generation: 1, kind: generated }",
        ]);
        const raised = plan.changes.filter(({ text }) => text.includes("generation"));
        assert.deepEqual(
            raised.map(({ text }) => text),
            ["a", "b", "c", "d"].map(
                (key, index) => `${key} gets a new value: generation ${[2, 8, 2, 1][index]}`,
            ),
        );
    });
});
