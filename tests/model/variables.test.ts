import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { expandVariables, unknownVariables, usesVariable } from "../../model/variables";

describe("variables in texts", () => {
    it("are filled in if known", () => {
        const values = { service: "checkout", region: "eu-west-1" };
        assert.equal(expandVariables("${service}/${region}/x", values), "checkout/eu-west-1/x");
        assert.equal(expandVariables("${account}${service", values), "${account}${service");
        assert.equal(expandVariables("${constructor}", values), "${constructor}");
    });

    it("are refused if they name no variable", () => {
        assert.deepEqual(unknownVariables("${service}/$x/{y}"), []);
        assert.deepEqual(unknownVariables("${servise}"), [
            '"${servise}" is not a variable here; did you mean "service"?',
        ]);
        assert.deepEqual(unknownVariables("${aws:username}").length, 1);
        assert.deepEqual(unknownVariables("a ${service"), ['"${service" has no closing brace']);
    });

    it("are found by name", () => {
        assert.equal(usesVariable("a/${team}", "team"), true);
        assert.equal(usesVariable("a/${teams}", "team"), false);
    });
});
