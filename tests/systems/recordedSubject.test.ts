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

describe("as whom somebody is looked for", () => {
    it("is what is known already, where nothing new is said", () => {
        const record = proved(full);
        assert.deepEqual(knownAs(record, full), record);
        assert.deepEqual(subjectsOf(record, []), [full]);
        const shouted = knownAs(record, { ...full, email: "OSKAR@acme.example" });
        assert.deepEqual([shouted.provedAt, shouted.formerly], [1, undefined]);
    });

    it("is the account of a tombstone that was corrected, and the one before: nothing is proved", () => {
        const corrected = knownAs(proved({ ...full, ...account(81) }), full);
        assert.equal(corrected.provedAt, undefined);
        assert.deepEqual(subjectsOf(corrected, []), [full, { ...names, ...account(81) }]);
        const again = knownAs({ ...corrected, provedAt: 2 }, full);
        assert.deepEqual(again, { ...corrected, provedAt: 2 }, "said once more it is nothing new");
        const back = knownAs({ ...corrected, provedAt: 2 }, { ...full, ...account(81) });
        assert.deepEqual([back.provedAt, ids(subjectsOf(back, []))[0]], [2, 81]);
    });

    it("is every account that is known, though a tombstone says but a key", () => {
        const record = knownAs(proved(full), names);
        assert.deepEqual(subjectsOf(record, []), [full]);
        assert.equal(record.provedAt, 1);
        const told = knownAs(proved(names), full);
        assert.deepEqual([told.provedAt, subjectsOf(told, [])], [undefined, [full]]);
    });

    it("is a login's account, whatever it is called now", () => {
        const renamed = knownAs(proved(full), { ...full, github: { id: 18, login: "oskar-new" } });
        assert.equal(renamed.provedAt, 1);
        assert.deepEqual(
            subjectsOf(renamed, []).map(({ github }) => github?.login),
            ["oskar-new"],
        );
    });

    it("is never the account of somebody who stays, named by mistake", () => {
        const corrected = knownAs(proved({ ...full, ...account(81) }), full);
        const stays: Subject = { key: "pia", previously: [], ...account(81) };
        assert.deepEqual(ids(subjectsOf(corrected, [stays])), [18]);
    });
});
