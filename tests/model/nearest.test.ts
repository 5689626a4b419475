import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { nearest, suggest } from "../../model/nearest";

describe("nearest names", () => {
    it("include what was probably meant", () => {
        const names = ["alice", "platform", "dev", "production"];
        assert.equal(nearest("alcie", names), "alice");
        assert.equal(nearest("Platfrom", names), "platform");
        assert.equal(nearest("dve", names), undefined);
        assert.equal(nearest("de", names), "dev");
        assert.equal(nearest("prdouctoin", names), undefined);
        assert.equal(nearest("prodduction", names), "production");
    });

    it("leave out wild guesses", () => {
        assert.equal(nearest("bob", ["eve", "kim"]), undefined);
        assert.equal(nearest("anything", []), undefined);
    });

    it("prefer the closest of several", () => {
        assert.equal(nearest("checkuot", ["checkout2", "checkout", "check"]), "checkout");
    });

    it("include names that share a beginning or a word", () => {
        const secrets = ["checkout-signing-key", "ledger-signing-key", "ledger-deploy"];
        assert.equal(suggest("chekout", secrets), '; did you mean "checkout-signing-key"?');
        assert.equal(
            suggest("ledger", secrets),
            '; did you mean "ledger-signing-key" or "ledger-deploy"?',
        );
        assert.equal(suggest("vic", ["alice", "victor"]), '; did you mean "victor"?');
        assert.match(
            suggest(
                "signing",
                [..."abcd"].map((one) => `${one}-to-be-signing`),
            ),
            /known: a-/,
        );
    });

    it("give way to a list of what exists if none is near", () => {
        assert.equal(suggest("x1y", ["dev", "prod"]), "; known: dev, prod");
        assert.equal(suggest("x", []), "; there are none");
        const many = Array.from({ length: 10 }, (_, index) => `environment-${index}`);
        assert.match(suggest("x", many), /environment-7 and 2 more$/);
    });
});
