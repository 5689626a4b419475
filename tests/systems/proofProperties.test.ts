import assert from "node:assert/strict";
import fc from "fast-check";
import { type Evidence, prove } from "../../systems/proof";
import type { Reading } from "../../systems/sweep";
import { deny, entitlementsOf, evidence, instant, reading, systems, things, urn } from "./evidence";

const hour = 3_600_000;

describe("systems/proof, of any evidence", () => {
    const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
        fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
    const looks = (system: Reading["system"]) => {
        const own = <T extends { system: string }>(all: readonly T[]) =>
            all.filter((each) => each.system === system);
        const found = fc.subarray(own(Object.values(things)));
        const unread = fc.subarray(
            own([
                { system: "github" as const, target: "org/ledger", reason: "403" },
                { system: "aws" as const, reason: "no answer" },
            ]),
        );
        const look = fc
            .record({
                ok: mostly(true, fc.constant(false)),
                found: mostly([], found),
                unread: mostly([], unread),
                blocks: fc.subarray(own([deny("dev"), deny("staging"), deny("dev", false)])),
                age: fc.integer({ min: 0, max: 2 }),
            })
            .map(({ ok, age, ...rest }) => {
                const canary = { ok, reason: ok ? "sees" : "404" };
                return reading(system, { ...rest, canary, at: instant - age * hour });
            });
        return fc.array(look, { minLength: 0, maxLength: 2 });
    };
    const readings = fc
        .tuple(looks("github"), looks("aws"), looks("vault"))
        .map((each) => each.flat());
    const deletes = fc.array(
        fc.record({
            urn: fc.constantFrom(
                urn("org", "github:index/membership:Membership", "alice"),
                urn(
                    "dev",
                    "aws:identitystore/groupMembership:GroupMembership",
                    "alice/payments/developer",
                ),
            ),
            at: fc.integer({ min: 0, max: 20 }).map((hours) => instant - hours * hour),
        }),
        { maxLength: 3 },
    );
    const lost = fc.subarray(entitlementsOf("alice"));
    const anything = fc
        .record({ readings, deletes, lost })
        .map((parts): Evidence => evidence(parts));

    const last = (given: Evidence, system: string) => {
        const own = given.readings.filter((each) => each.system === system);
        const at = Math.max(...own.map((each) => each.at));
        return own.filter((each) => each.at === at);
    };

    it("is never complete without a canary", () => {
        fc.assert(
            fc.property(anything, (given) => {
                const seeing = systems.every((system) => {
                    const own = last(given, system);
                    return own.length > 0 && own.every(({ canary }) => canary.ok);
                });
                assert.ok(seeing || prove(given).verdict === "incomplete");
            }),
        );
    });

    it("is never complete if anything was found", () => {
        fc.assert(
            fc.property(anything, (given) => {
                const found = systems.some((system) =>
                    last(given, system).some((each) => each.found.length > 0),
                );
                assert.ok(!found || prove(given).verdict === "incomplete");
            }),
        );
    });

    it("does not depend on the order", () => {
        const shuffled = fc.tuple(anything, fc.infiniteStream(fc.nat(1_000)));
        fc.assert(
            fc.property(shuffled, ([given, random]) => {
                const shuffle = <T>(items: readonly T[]) =>
                    items
                        .map((item) => [random.next().value as number, item] as const)
                        .sort(([a], [b]) => a - b)
                        .map(([, item]) => item);
                const other = {
                    ...given,
                    readings: shuffle(given.readings).map((each) => ({
                        ...each,
                        found: shuffle(each.found),
                        blocks: shuffle(each.blocks),
                        unread: shuffle(each.unread),
                    })),
                    deletes: shuffle(given.deletes),
                    lost: shuffle(given.lost),
                };
                assert.deepEqual(prove(other), prove(given));
            }),
            { numRuns: 300 },
        );
    });

    it("is sometimes complete, so that the properties above are not empty", () => {
        const complete = fc
            .sample(anything, { numRuns: 300, seed: 1 })
            .filter((given) => prove(given).verdict === "complete");
        assert.ok(complete.length > 0);
    });
});
