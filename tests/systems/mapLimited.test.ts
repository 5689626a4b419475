import assert from "node:assert/strict";
import { mapLimited } from "../../systems/mapLimited";

describe("mapping with a limit", () => {
    it("runs side by side up to the limit, and answers in the order of the items", async () => {
        let running = 0;
        let most = 0;
        const answer = async (result: number) => {
            running += 1;
            most = Math.max(most, running);
            await new Promise((done) => setTimeout(done, 5 * (4 - result)));
            running -= 1;
            return result;
        };
        assert.deepEqual(await mapLimited([1, 2, 3, 4], 2, answer), [1, 2, 3, 4]);
        assert.equal(most, 2);
        assert.deepEqual(await mapLimited([], 2, answer), []);
    });
});
