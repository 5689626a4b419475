import assert from "node:assert/strict";
import { type EngineDelete, type Proof, prove } from "../../systems/proof";
import { evidence, instant, urn, withReading } from "./evidence";

const hour = 3_600_000;

/** The first entitlement in a system that a line of the roster gives. */
function direct({ items }: Proof, system: string) {
    return items.find(
        ({ entitlement }) => entitlement.via === undefined && entitlement.system === system,
    );
}

describe("systems/residual", () => {
    const without = (deletes: EngineDelete[]) =>
        withReading("aws", { blocks: [] }, evidence({ deletes }));
    const type = "aws:identitystore/groupMembership:GroupMembership";
    const gone = (at: number): EngineDelete[] =>
        ["dev", "staging"].map((stack) => ({
            urn: urn(stack, type, "alice/payments/developer"),
            at,
        }));

    it("last as long as a session, and an hour, from the revoke on, where no deny stands", () => {
        const at = instant - hour;
        const given = prove(without(gone(at)));
        const { verdict, reasons } = given;
        const item = direct(given, "aws");
        assert.equal(verdict, "incomplete");
        assert.equal(item?.revokedAt, "2026-11-25T11:00:00Z");
        assert.equal(item?.residual?.until, "2026-11-25T20:00:00Z");
        assert.match(reasons.join("\n"), /developer on dev\/checkout in aws: a session in aws/);
    });

    it("are over after that time", () => {
        assert.equal(prove(without(gone(instant - 9 * hour))).verdict, "complete");
        assert.equal(prove(without(gone(instant - 9 * hour + 1))).verdict, "incomplete");
    });

    it("begin when it was first seen absent, where nobody knows when it went", () => {
        const item = direct(prove(without([])), "aws");
        assert.deepEqual(
            [item?.revokedAt, item?.residual?.until],
            [undefined, "2026-11-25T21:00:00Z"],
        );
    });

    it("are the longest for a role that nobody knows", () => {
        const given = { ...without(gone(instant)), sessionMinutes: new Map() };
        const item = direct(prove(given), "aws");
        assert.equal(item?.residual?.until, "2026-11-26T01:00:00Z");
    });

    it("are those of sessions that nobody could end", () => {
        const session = {
            person: "alice",
            system: "vault",
            kind: "token",
            what: "token t-1",
            ended: false,
        } as const;
        const until = instant + hour;
        const given = prove(withReading("vault", { sessions: [{ ...session, until }] }));
        const item = direct(given, "vault");
        assert.equal(given.verdict, "incomplete");
        assert.equal(item?.residual?.until, "2026-11-25T13:00:00Z");
        for (const over of [
            { ...session, until: instant },
            { ...session, ended: true },
        ]) {
            assert.equal(prove(withReading("vault", { sessions: [over] })).verdict, "complete");
        }
    });
});
