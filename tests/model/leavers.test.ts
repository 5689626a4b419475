import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { readTexts } from "./rosters";

describe("leavers of a roster that cannot be read", () => {
    const { leavers, people, roster } = readTexts({
        "leavers.yaml": [
            "leavers:",
            "  victor: { name: Victor Holm, left: soon, github: { login: vic, id: 5000007 } }",
            "  wanda:",
            "  Xavier: { name: Xavier, left: 2026-11-20 }",
            "  yusuf: { nmae: Yusuf, left: 2026-11-20, previously: [joseph, 5] }",
            "",
        ].join("\n"),
        "people.yaml": [
            "people:",
            "  erin: { name: Erin Ek, email: erin@acme.example, until: 2026-11-30 }",
            "  erin-admin: { name: Erin Ek, email: erin.adm@acme.example, sameAs: erin }",
            "  frank: { name: Frank Fors }",
            "",
        ].join("\n"),
        "broken.yaml": "leavers: { erin: { name: Erin",
    });

    it("are known by key, whatever is wrong with their tombstones", () => {
        assert.equal(roster, undefined);
        assert.deepEqual([...leavers.keys()], ["victor", "wanda", "yusuf"]);
        assert.deepEqual(leavers.get("victor"), {
            key: "victor",
            at: { file: "roster/leavers.yaml", line: 2, column: 3 },
            name: "Victor Holm",
            left: "",
            github: { login: "vic", id: 5000007 },
            previously: [],
        });
        assert.equal(leavers.get("wanda")?.name, "wanda");
        assert.deepEqual(leavers.get("yusuf")?.previously, ["joseph"]);
    });

    it("are not people whom broken syntax merely seems to list", () => {
        assert.equal(leavers.has("erin"), false);
    });

    it("come with the people who can be read, to tell who is past an end or leaves with whom", () => {
        assert.deepEqual([...people.keys()], ["erin", "erin-admin"]);
        assert.equal(people.get("erin")?.until, Date.parse("2026-12-01T00:00:00Z"));
        assert.equal(people.get("erin-admin")?.sameAs?.key, "erin");
    });
});
