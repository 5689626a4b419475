import assert from "node:assert/strict";
import { type JudgedRoster, judgeLoaded } from "../../cli/readRoster";
import { withAccounts } from "../../cli/runs/recordedAccounts";
import { readFiles } from "../../model/load";
import { parseRoster } from "../../model/parse";
import type { RosterFile } from "../../model/reading/source";
import { humansOf, readHumans } from "../../planners/humans";
import { accountsOf, leaverKeys } from "../../planners/revocation";
import { sampleRoster } from "../e2e/sandbox";
import { now } from "../planners/organization";

/** The sample with texts of some of its files replaced. */
function judged(edits: Readonly<Record<string, readonly [string, string]>> = {}): JudgedRoster {
    const { files, ...rest } = readFiles(sampleRoster);
    const edited = files.map((one): RosterFile => {
        const [, [from, to] = ["", ""]] =
            Object.entries(edits).find(([name]) => one.file.endsWith(name)) ?? [];
        const before = Buffer.from(one.bytes).toString("utf8");
        const after = before.replace(from, to);
        assert.ok(from === "" || after !== before, from);
        return { ...one, bytes: Buffer.from(after) };
    });
    return judgeLoaded(parseRoster({ files: edited, ...rest }), {
        ...{ instant: now, lapsed: "warning" },
    });
}

const { roster } = judged();
assert.ok(roster);
/** As an engine keeps it. */
const recorded = readHumans(JSON.parse(JSON.stringify(humansOf(roster))));

const tombstone = (key: string, more = "") =>
    ["leavers:\n", `leavers:\n  ${key}: { name: Erin Left, left: 2026-11-20${more} }\n`] as const;
const lost = ["people:\n", "nobody:\n"] as const;
const [main, account] = ["erin", "erin-admin"];

describe("accounts on record in the org stack", () => {
    const goneOf = ({ people, leavers }: JudgedRoster) => leaverKeys(people, leavers, now);

    it("leave with their owner if the file that named them cannot be read", () => {
        const broken = judged({ "accounts.yaml": lost, "leavers.yaml": tombstone(main) });
        assert.equal(broken.roster, undefined);
        assert.ok(!goneOf(broken).has(account), "the roster alone does not say it");
        assert.deepEqual(
            [...goneOf(withAccounts(broken, recorded))].sort(),
            [...goneOf(broken), account].sort(),
        );
    });

    it("leave if their owner's key was changed in the same commit", () => {
        const edits = tombstone("erin-left", `, previously: [${main}]`);
        const broken = judged({ "accounts.yaml": lost, "leavers.yaml": edits });
        assert.ok(goneOf(withAccounts(broken, recorded)).has(account));
    });

    it("are revoked together with their owner by name", () => {
        const { people, leavers } = withAccounts(judged({ "accounts.yaml": lost }), recorded);
        assert.ok(accountsOf(people, leavers, [main]).has(account));
    });

    it("take nothing from people who stay", () => {
        const broken = judged({ "accounts.yaml": lost });
        assert.deepEqual(goneOf(withAccounts(broken, recorded)), goneOf(broken));
    });

    it("are ignored if the roster's own statement can be read", () => {
        const broken = judged({
            "accounts.yaml": ["sameAs: erin", "sameAs: frank"],
            "leavers.yaml": tombstone(main),
            "grants.yaml": ["grants:", "x:"],
        });
        assert.equal(broken.roster, undefined);
        assert.ok(!goneOf(withAccounts(broken, recorded)).has(account));
    });
});
