import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { readsOnly, writesNarrowly } from "../../../model/rules/awsServices";
import { awsActions } from "../../../scripts/awsActions";

describe("the table of AWS's actions", () => {
    it("is what the script generates from the pinned data", async () => {
        const file = path.join(__dirname, "../../../model/rules/awsActions.json");
        assert.equal(readFileSync(file, "utf8"), await awsActions());
    });

    const cases: [action: string, writes: boolean, reads: boolean][] = [
        ["ecs:updateservice", true, false],
        ["ecs:listtasks", false, true],
        ["ecs:putaccountsetting", false, false],
        ["logs:filterlogevents", false, true],
        ["redshift:getclustercredentials", true, false],
        ["redshift:get*", false, true],
        ["s3:*object", true, false],
        ["s3:put?bject", true, false],
        ["s3:nosuch*", false, false],
        ["nosuch:put", false, false],
        ["constructor:put", false, false],
    ];
    for (const [action, writes, reads] of cases) {
        it(action, () => {
            const [service = "", name = ""] = action.split(":");
            assert.equal(writesNarrowly(service, name), writes);
            assert.equal(readsOnly(service, name), reads);
        });
    }
});
