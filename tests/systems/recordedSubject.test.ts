import assert from "node:assert/strict";
import { emptyRecord, type LeaverRecord } from "../../systems/leaverRecord";
import { knownAs, subjectsOf } from "../../systems/recordedSubject";
import type { Subject } from "../../systems/system";

const names = { key: "oskar", previously: [] } as const;
const account = (id: number) => ({ github: { id, login: `oskar-${id}` } });
const full: Subject = {
    ...names,
    ...account(18),
    email: "oskar@acme.example",
    aws: { userName: "oskar", userId: "u-1" },
    vault: { alias: "oskar@acme.example", entityId: "e-1" },
};
const proved = (subject: Subject): LeaverRecord => ({ ...emptyRecord(subject), provedAt: 1 });
const ids = (subjects: readonly Subject[]) => subjects.map(({ github }) => github?.id);

describe("the identities to search for", () => {
    it("are the known ones if nothing new is stated", () => {
        const record = proved(full);
        assert.deepEqual(knownAs(record, full), record);
        assert.deepEqual(subjectsOf(record, []), [full]);
        const shouted = knownAs(record, { ...full, email: "OSKAR@acme.example" });
        assert.deepEqual([shouted.provedAt, shouted.formerly], [1, undefined]);
    });

    it("include both accounts of a corrected tombstone, and nothing is proved then", () => {
        const corrected = knownAs(proved({ ...full, ...account(81) }), full);
        assert.equal(corrected.provedAt, undefined);
        assert.deepEqual(subjectsOf(corrected, []), [full, { ...names, ...account(81) }]);
        const again = knownAs({ ...corrected, provedAt: 2 }, full);
        assert.deepEqual(again, { ...corrected, provedAt: 2 }, "said once more it is nothing new");
        const back = knownAs({ ...corrected, provedAt: 2 }, { ...full, ...account(81) });
        assert.deepEqual([back.provedAt, ids(subjectsOf(back, []))[0]], [2, 81]);
    });

    it("include every known account even if a tombstone has only a key", () => {
        const record = knownAs(proved(full), names);
        assert.deepEqual(subjectsOf(record, []), [full]);
        assert.equal(record.provedAt, 1);
        const told = knownAs(proved(names), full);
        assert.deepEqual([told.provedAt, subjectsOf(told, [])], [undefined, [full]]);
    });

    it("include an account by id, whatever its login is now", () => {
        const renamed = knownAs(proved(full), { ...full, github: { id: 18, login: "oskar-new" } });
        assert.equal(renamed.provedAt, 1);
        assert.deepEqual(
            subjectsOf(renamed, []).map(({ github }) => github?.login),
            ["oskar-new"],
        );
    });

    it("never include an account of somebody who stays, named by mistake", () => {
        const corrected = knownAs(proved({ ...full, ...account(81) }), full);
        const stays: Subject = { key: "pia", previously: [], ...account(81) };
        assert.deepEqual(ids(subjectsOf(corrected, [stays])), [18]);
    });
});
