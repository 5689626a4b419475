import assert from "node:assert/strict";
import { emptyRecord, renameRecord } from "../../systems/leaverRecord";
import { shareAccount } from "../../systems/subject";
import { entitlementsOf, instant, roster, things } from "./evidence";
import { subject } from "./organization";

const alice = subject(roster, "alice", { awsUserId: "u-alice" });

describe("systems/subject", () => {
    it("share an account by any id, by an address regardless of case, or by a key", () => {
        const nobody = { key: "nobody", previously: [] };
        assert.equal(shareAccount(alice, nobody), false);
        assert.equal(shareAccount(alice, subject(roster, "erin")), false);
        for (const one of [
            { ...nobody, previously: ["alice"] },
            { ...nobody, email: alice.email?.toUpperCase() ?? "" },
            { ...nobody, github: { id: alice.github?.id ?? 0, login: "other" } },
            { ...nobody, aws: { userId: "u-alice" } },
            { ...nobody, vault: { alias: alice.vault?.alias ?? "" } },
        ]) {
            assert.ok(shareAccount(alice, one), JSON.stringify(one));
            assert.ok(shareAccount(one, alice));
        }
    });

    it("keep their record when the key changes", () => {
        const record = {
            ...emptyRecord(alice),
            lost: entitlementsOf("alice"),
            removed: [{ found: things.team, at: instant }],
        };
        const renamed = renameRecord(record, "alicia");
        assert.deepEqual([renamed.subject.key, renamed.subject.previously[0]], ["alicia", "alice"]);
        assert.ok(renamed.lost.every(({ principal }) => principal === "person:alicia"));
        assert.deepEqual(
            renamed.removed.map(({ found }) => found.person),
            ["alicia"],
        );
        assert.equal(renameRecord(record, "alice"), record);
    });
});
