import assert from "node:assert/strict";
import type { AccessPlan } from "../../planners/planAccess";
import { planAccess } from "../../planners/planAccess";
import type { Edits } from "./sample";
import { sample, sampleInstant } from "./sample";
import { differences, widened } from "./widened";

const plan = (edits: Edits = {}) => planAccess(sample(edits), sampleInstant);
const before = plan();

describe("a pull request that only widens a guard", () => {
    for (const [name, { edits, shows }] of Object.entries(widened)) {
        it(`changes the digest and shows in guards or coordinates: ${name}`, () => {
            const after = plan(edits);
            assert.notEqual(after.digest, before.digest);
            const found = differences(before, after);
            for (const expected of shows) {
                assert.ok(found.includes(expected), `${expected} not in ${found.join("; ")}`);
            }
            if (name !== "two swapped accounts") assert.deepEqual(found, [...shows].sort());
        });
    }

    it("does so even if no entitlement changes", () => {
        const same = ["an added branch", "a redirected variable", "two swapped accounts"];
        const entitlements = ({ entitlements: all }: AccessPlan) =>
            all.map(({ because, ...entitlement }) => entitlement);
        for (const name of same) {
            const after = plan(widened[name]?.edits ?? assert.fail(name));
            assert.deepEqual(entitlements(after), entitlements(before), name);
            assert.notEqual(after.digest, before.digest);
        }
    });
});
