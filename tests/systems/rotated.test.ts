import assert from "node:assert/strict";
import { isoInstant } from "../../model/instant";
import type { Roster, Secret } from "../../model/roster";
import type { RecordedRotation } from "../../planners/rotation";
import type { KnownSecret } from "../../systems/rotated";
import { judgeRotation } from "../../systems/rotated";

const lostAt = Date.parse("2026-12-01T12:00:00Z");
const before = isoInstant(lostAt - 3_600_000);
const after = isoInstant(lostAt + 1_000);
const tomorrow = isoInstant(lostAt + 86_400_000);
const at = { file: "", line: 1, column: 1 };

function secret(change: Partial<Secret> = {}): Secret {
    return {
        key: "key",
        at,
        service: { key: "shop", at },
        in: [{ key: "prod", at }],
        kind: "generated",
        length: 32,
        overlap: 86_400,
        generation: 2,
        deliver: {},
        previously: [],
        ...change,
    };
}

function rosterWith(...secrets: Secret[]): Pick<Roster, "secrets"> {
    return { secrets: new Map(secrets.map((each) => [each.key, each])) };
}

const known: KnownSecret = {
    secret: "key",
    environment: "prod",
    kind: "generated",
    lostAt,
    version: 3,
    generation: 2,
};
const external: KnownSecret = { ...known, kind: "external" };

function recorded(
    version: number,
    { done = true, ...change }: Partial<RecordedRotation & RecordedRotation["rotation"]> = {},
): RecordedRotation {
    const value = { kind: "generated", version, generation: 2, length: 32, readers: [] } as const;
    return { rotation: { ...value, rotatedAt: after, ...change }, done };
}

const previous = { rotatedAt: before, length: 32, since: after, notAfter: tomorrow };
const sealed = { keyId: "338020", text: "c2VhbGVk" };
const judge = (one: KnownSecret, record?: RecordedRotation, roster = rosterWith(secret())) =>
    judgeRotation(one, roster, new Map([["prod", record ? { key: record } : {}]]));

describe("a secret that somebody could read", () => {
    const rows: [string, ReturnType<typeof judge>, string][] = [
        ["has a new value only", judge(known, recorded(4)), "rotated"],
        ["still has the known value", judge(known, recorded(3)), "not rotated"],
        [
            "still accepts the previous value",
            judge(known, recorded(4, { previous })),
            "overlapping",
        ],
        [
            "has a previous value that no leaver knows",
            judge(known, recorded(5, { previous: { ...previous, rotatedAt: after } })),
            "rotated",
        ],
        [
            "has a previous access key that is disabled",
            judge(known, recorded(4, { previous: { ...previous, disabled: true } })),
            "rotated",
        ],
        [
            "has a sealed value that GitHub has accepted in place of the last",
            judge(known, recorded(4, { sealed })),
            "rotated",
        ],
        [
            "has a sealed value that GitHub has not accepted",
            judge(known, recorded(4, { sealed, done: false })),
            "not rotated",
        ],
        ["still has the known sealed value", judge(known, recorded(3, { sealed })), "not rotated"],
        [
            "has a new value that is not delivered yet",
            judge(known, recorded(4, { done: false })),
            "not rotated",
        ],
        [
            "is now of another kind",
            judge(known, recorded(1, { kind: "aws-access-key" })),
            "rotated",
        ],
        ["has no value", judge(known), "not rotated"],
        ["no longer exists", judge(known, undefined, rosterWith()), "removed"],
        [
            "is made elsewhere",
            judge(external, undefined, rosterWith(secret({ kind: "external" }))),
            "not rotated",
        ],
        [
            "is made elsewhere and was changed",
            judge(external, undefined, rosterWith(secret({ kind: "external", generation: 3 }))),
            "declared",
        ],
    ];
    for (const [what, { status, detail }, expected] of rows) {
        it(`${what}: ${expected}`, () => {
            assert.equal(status, expected, detail);
            assert.notEqual(detail, "");
        });
    }

    it("is judged by instants if no version is on record", () => {
        const { version: _, ...unversioned } = known;
        assert.equal(judge(unversioned, recorded(1)).status, "rotated");
        assert.equal(judge(unversioned, recorded(1, { rotatedAt: before })).status, "not rotated");
    });

    it("says when and by which value, and until when the previous one works", () => {
        const { rotatedAt, version, previousUntil } = judge(known, recorded(4, { previous }));
        assert.deepEqual([rotatedAt, version, previousUntil], [after, 4, tomorrow]);
    });

    it("is found under a new key, and never rotated if nobody can look", () => {
        const renamed = rosterWith(secret({ key: "new", previously: ["key"] }));
        const found = judgeRotation(known, renamed, new Map([["prod", { key: recorded(4) }]]));
        assert.deepEqual([found.secret, found.status], ["new", "rotated"]);
        assert.equal(judgeRotation(known, renamed, new Map()).status, "not rotated");
    });

    it("says, if it is made elsewhere, what makes it complete", () => {
        const made = judge(external, undefined, rosterWith(secret({ kind: "external" })));
        assert.match(made.detail, /rollcall rotate key$/);
    });
});

describe("the advice on a value that the person knows", () => {
    const detail = (change: Parameters<typeof recorded>[1] = {}) =>
        judge(known, recorded(3, change)).detail;

    it("is to run up, which makes another", () => {
        assert.equal(detail(), "the person may know it; run rollcall up");
    });

    it("is to wait as long as the previous value works, because no run makes a third", () => {
        const waits = `the person may know it; it waits for the overlap until ${tomorrow}; run rollcall up`;
        assert.equal(detail({ previous }), `${waits} twice after that`);
        const key = judge(
            { ...known, kind: "aws-access-key" },
            recorded(3, { kind: "aws-access-key", previous }),
        );
        assert.equal(key.detail, `${waits} three times after that`);
        assert.equal(
            detail({ previous: { ...previous, disabled: true } }),
            "the person may know it; the value before it goes first: run rollcall up twice",
        );
    });
});
