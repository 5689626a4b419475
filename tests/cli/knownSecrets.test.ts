import assert from "node:assert/strict";
import { knownSecrets } from "../../cli/runs/knownSecrets";
import type { Rotation } from "../../planners/rotation";

const instant = Date.parse("2026-12-01T12:00:00Z");
const rotation: Rotation = {
    kind: "generated",
    version: 3,
    generation: 1,
    length: 32,
    rotatedAt: "2026-11-01T12:00:00Z",
    readers: ["al"],
};
const readable = [
    { secret: "pin", environment: "prod", kind: "external", readers: ["alice", "bob"] },
    { secret: "key", environment: "prod", kind: "generated", readers: ["bob"] },
] as const;
const rotations = new Map([
    ["prod", { key: { rotation, done: true } }],
    ["dev", {}],
]);
const known = (names: readonly string[]) =>
    knownSecrets(names, { readable, rotations, roster: undefined, instant }).map(
        ({ secret, kind, version = "none", lostAt }) => {
            assert.equal(lostAt, instant);
            return `${secret} ${kind} ${version}`;
        },
    );

describe("the secrets known to somebody who lost access", () => {
    it("are those in the plan plus those recorded as read, under any key", () => {
        assert.deepEqual(known(["alice"]), ["pin external none"]);
        assert.deepEqual(known(["alice", "al"]), ["pin external none", "key generated 3"]);
    });

    it("are listed once if both sources have them, and leave out other people's", () => {
        assert.deepEqual(known(["bob", "al"]), ["pin external none", "key generated 3"]);
        assert.deepEqual(known(["carl"]), []);
    });
});
