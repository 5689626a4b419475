import assert from "node:assert/strict";
import { recordOf } from "../../planners/rotationRecords";

describe("what is recorded of a secret", () => {
    it("is only what was recorded, not properties that every object has", () => {
        assert.equal(recordOf({ key: "constructor", previously: ["constructor"] }, {}), undefined);
    });
});
