import assert from "node:assert/strict";
import fc from "fast-check";
import { isEverything, matches, parseAction } from "../../../model/iam/iamPattern";

describe("IAM patterns", () => {
    it("match like the equivalent regular expression", () => {
        const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
        const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
        fc.assert(
            fc.property(pattern, letters, (pattern, text) => {
                const source = pattern.replaceAll("*", ".*").replaceAll("?", ".");
                assert.equal(matches(pattern, text), new RegExp(`^${source}$`).test(text));
            }),
            { numRuns: 2_000 },
        );
    });

    it("stay quick where a regular expression would not", () => {
        const started = process.cpuUsage().user;
        assert.equal(matches(`${"*a".repeat(2_000)}b`, "a".repeat(4_000)), false);
        assert.ok(process.cpuUsage().user - started < 2_000_000);
    });

    it("split actions", () => {
        assert.deepEqual(parseAction("ecs:UpdateService"), {
            service: "ecs",
            name: "updateservice",
        });
        assert.deepEqual(parseAction("*"), { service: "*", name: "*" });
    });

    const resources: Record<string, boolean> = {
        "*": true,
        "arn:*": true,
        "arn:aws:s3:::*": true,
        "arn:aws:sns:eu-west-1:1*": true,
        "arn:aws:ecs:eu-west-1:111111111111:*": true,
        "arn:aws:ecs:eu-west-1:111111111111:**": true,
        "arn:aws:ecs:eu-west-1:111111111111:service/*": false,
        "arn:aws:sns:eu-west-1:111111111111:topic:*": false,
        "arn:aws:s3:::acme": false,
    };
    for (const [resource, expected] of Object.entries(resources)) {
        it(`${resource} is ${expected ? "everything" : "something"}`, () => {
            assert.equal(isEverything(resource), expected);
        });
    }
});
