import assert from "node:assert/strict";
import { splitName } from "../../model/personName";

describe("splitName", () => {
    it("takes the last word as the family name, and a single word as both", () => {
        assert.deepEqual(splitName("Erin van der Ek"), {
            givenName: "Erin van der",
            familyName: "Ek",
        });
        assert.deepEqual(splitName("Bot"), { givenName: "Bot", familyName: "Bot" });
    });
});
