import assert from "node:assert/strict";
import { day, isoInstant } from "../../model/instant";
import { judge } from "../../planners/judge";
import { findDemands } from "../../planners/planSecrets";
import { rotate } from "../../planners/rotation";
import { secretStatuses } from "../../planners/secretStatus";
import type { Draft } from "./organization";
import { now, organization, readable } from "./organization";
import { holdingsOf } from "./sample";

const declared = {
    service: "checkout",
    in: ["dev"],
    kind: "generated" as const,
    rotateEvery: "30d",
    reason: "no OIDC there",
    deliver: { vault: "checkout/key" },
};

function withSecrets(secrets: NonNullable<Draft["secrets"]>, change?: (draft: Draft) => void) {
    const draft = organization();
    draft.secrets = secrets;
    change?.(draft);
    return readable(draft);
}

describe("the status of a secret", () => {
    // Nobody's access ends meanwhile, which would be another reason for a new value.
    const roster = withSecrets({ key: declared }, ({ teams, people }) => {
        teams.payments = { description: "Takes the money", members: ["alice", "kim"] };
        delete people.kim?.until;
    });
    const status = (records: Parameters<typeof secretStatuses>[1], at = now) =>
        secretStatuses(holdingsOf(roster, at), records)[0];
    const demand = findDemands(holdingsOf(roster, now), "dev").get("key");
    assert.ok(demand);
    const rotation = rotate(demand, undefined, now);

    it("is due before any value was made", () => {
        assert.deepEqual(
            status(() => ({})),
            {
                secret: "key",
                environment: "dev",
                owner: "payments",
                kind: "generated",
                version: null,
                rotatedAt: null,
                nextRotation: null,
                overdue: true,
                consumers: ["checkout"],
                readers: ["alice", "erin", "frank", "kim"],
            },
        );
    });

    it("says after a run when the next value is due, and from then on that it is", () => {
        const records = () => ({ key: { rotation, done: true } });
        const found = status(records);
        assert.deepEqual([found?.version, found?.rotatedAt], [1, isoInstant(now)]);
        assert.equal(found?.overdue, false);
        const due = Date.parse(found?.nextRotation ?? "");
        assert.ok(due > now && due <= now + 30 * day);
        assert.equal(status(records, due - 1)?.overdue, false);
        assert.equal(status(records, due)?.overdue, true);
    });

    it("is overdue after a failed step, and shows until when a second reason waits", () => {
        assert.equal(status(() => ({ key: { rotation, done: false } }))?.overdue, true);
        const second = rotate({ ...demand, generation: 7 }, { rotation, done: true }, now);
        const found = status(() => ({ key: { rotation: second, done: true } }));
        assert.equal(found?.overdue, false);
        assert.equal(found?.nextRotation, second.previous?.notAfter);
    });

    it("names people who still know a value, and until when no run can change it", () => {
        const second = rotate({ ...demand, generation: 7 }, { rotation, done: true }, now);
        const knows = (known: typeof second) =>
            status(() => ({
                key: {
                    rotation: { ...known, generation: 1, readers: [...known.readers, "gone"] },
                    done: true,
                },
            }));
        const waiting = knows(second);
        assert.deepEqual(waiting?.knownBy, ["gone"]);
        assert.equal(waiting?.overlapUntil, second.previous?.notAfter);
        const due = knows(rotation);
        assert.deepEqual(
            [due?.knownBy, due?.overlapUntil, due?.overdue],
            [["gone"], undefined, true],
        );
    });

    it("finds a renamed secret under its former key, and includes secrets not made by Rollcall", () => {
        const renamed = withSecrets({
            newer: { ...declared, previously: ["key"] },
            elsewhere: { ...declared, kind: "external" },
        });
        const found = secretStatuses(holdingsOf(renamed, now), () => ({
            key: { rotation, done: true },
        }));
        assert.deepEqual(
            found.map(({ secret, version, overdue }) => [secret, version, overdue]),
            [
                ["elsewhere", null, false],
                ["newer", 1, false],
            ],
        );
    });
});

describe("one instant before and after a boundary", () => {
    it("only the secret with that boundary has something due", () => {
        const roster = withSecrets({
            key: declared,
            other: { ...declared, deliver: { aws: "checkout/other" } },
        });
        const demands = (at: number) => findDemands(holdingsOf(roster, at), "dev");
        const boundary = (demands(now).get("key")?.boundary ?? 0) + 30 * day;
        const [before, after] = [demands(boundary - 1_000), demands(boundary)];
        assert.deepEqual(before.get("other"), after.get("other"));
        assert.equal(after.get("key")?.boundary, boundary);
        assert.equal(before.get("key")?.boundary, boundary - 30 * day);
    });
});

describe("secret-still-known", () => {
    const complaints = (at: string, change?: (draft: Draft) => void, secret: object = {}) =>
        judge(withSecrets({ key: { ...declared, ...secret } }, change), {
            instant: Date.parse(at),
            lapsed: "error",
        })
            .filter(({ rule }) => rule === "secret-still-known")
            .map(({ severity, message }) => `${severity} ${message}`);
    // kim is in payments through 2026-12-15; the last boundary before that is earlier, see below.
    const message =
        "warning kim could read key in dev until 2026-12-15 and still knows it; the next " +
        "`rollcall up` gives it a new value, or set `generation` to 2";

    it("warns from the end of a membership until a rotation was due", () => {
        assert.deepEqual(complaints("2026-12-15T23:59:59Z"), []);
        assert.deepEqual(complaints("2026-12-16T00:00:00Z"), [message]);
        assert.deepEqual(complaints("2027-01-20T00:00:00Z"), []);
    });

    it("is silent about people who can still read it another way, or never could", () => {
        const granted = (draft: Draft) => {
            draft.grants.push({
                person: "kim",
                role: "developer",
                services: ["checkout"],
                in: ["dev"],
            });
        };
        assert.deepEqual(complaints("2026-12-16T00:00:00Z", granted), []);
        assert.deepEqual(complaints("2026-12-16T00:00:00Z", undefined, { in: ["prod"] }), []);
    });

    it("says of a value made elsewhere who must change it", () => {
        const [said = ""] = complaints("2026-12-16T00:00:00Z", undefined, { kind: "external" });
        assert.match(said, /have it changed where it is made$/);
    });
});
