import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { nearest, suggest } from "../../model/nearest";

describe("nearest names", () => {
    it("finds what was probably meant", () => {
        const names = ["alice", "platform", "dev", "production"];
        assert.equal(nearest("alcie", names), "alice");
        assert.equal(nearest("Platfrom", names), "platform");
        assert.equal(nearest("dve", names), undefined);
        assert.equal(nearest("de", names), "dev");
        assert.equal(nearest("prdouctoin", names), undefined);
        assert.equal(nearest("prodduction", names), "production");
    });

    it("guesses nothing that is far off", () => {
        assert.equal(nearest("bob", ["eve", "kim"]), undefined);
        assert.equal(nearest("anything", []), undefined);
    });

    it("takes the closest of several", () => {
        assert.equal(nearest("checkuot", ["checkout2", "checkout", "check"]), "checkout");
    });

    it("lists what there is where nothing is near", () => {
        assert.equal(suggest("x1y", ["dev", "prod"]), "; known: dev, prod");
        assert.equal(suggest("x", []), "; there are none");
        const many = Array.from({ length: 10 }, (_, index) => `environment-${index}`);
        assert.match(suggest("x", many), /environment-7 and 2 more$/);
    });
});
