import assert from "node:assert/strict";
import { emptyRecord, renameRecord } from "../../systems/leaverRecord";
import { shareAccount, subjectOf } from "../../systems/subject";
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

    it("the user of somebody who was renamed goes by the oldest key, as it was named", () => {
        const { organization, people } = roster;
        const somebody = { ...(people.get("alice") ?? assert.fail()), previously: ["ali", "al"] };
        const nameIn = (users: "managed" | "external") => {
            const { aws = assert.fail() } = organization;
            const identityCenter = { ...aws.identityCenter, users };
            const given = { ...organization, aws: { ...aws, identityCenter } };
            return subjectOf({ ...roster, organization: given }, somebody).aws?.userName;
        };
        assert.deepEqual([nameIn("managed"), nameIn("external")], ["al", undefined]);
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
