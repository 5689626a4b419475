import assert from "node:assert/strict";
import fc from "fast-check";
import type { AccessRequest, ApplicablePolicies, PolicyDocument } from "../../../model/iam";
import { evaluate } from "../../../model/iam";
import type { OperatorName } from "../../../model/iam/operators";
import type { Condition, PolicyStatement } from "../../../model/iam/policy";
import {
    condition,
    inIdentity,
    level,
    narrowed,
    narrowSelection,
    policies,
    policy,
    policyOf,
    request,
    statement,
} from "./world";

/** Where there was no access before, there is none after. */
function neverAdds(change: fc.Arbitrary<(before: ApplicablePolicies) => ApplicablePolicies>): void {
    let changed = 0;
    fc.assert(
        fc.property(policies, change, request, (before, apply, request) => {
            const [was, is] = [evaluate(request, before), evaluate(request, apply(before))];
            assert.ok(was.allowed || !is.allowed);
            if (was.allowed && !is.allowed) changed++;
        }),
        { numRuns: 2_000 },
    );
    assert.ok(changed > 0, "no change ever took access away: the property shows nothing");
}

describe("evaluate, for any policies", () => {
    it("a Deny never adds access", () => neverAdds(statement(["Deny"]).map(inIdentity)));

    it("a narrower resource never adds access", () => {
        neverAdds(
            fc.constantFrom("drop" as const, "a/x" as const).map(
                (by) => (before) =>
                    narrowed(before, (one) => ({
                        ...one,
                        ...(one.resources ? { resources: narrowSelection(one.resources, by) } : {}),
                    })),
            ),
        );
    });

    it("one action less never adds access", () => {
        neverAdds(
            fc.constant((before) =>
                narrowed(before, (one) => ({
                    ...one,
                    actions: narrowSelection(one.actions, "drop"),
                })),
            ),
        );
    });

    it("one more condition on an Allow never adds access", () => {
        neverAdds(
            condition.map(
                (more) => (before) =>
                    narrowed(before, (one) => ({ ...one, conditions: [...one.conditions, more] })),
            ),
        );
    });

    it("a boundary never adds access", () => {
        const bare = ({ boundary: _, ...rest }: ApplicablePolicies) => rest;
        let stopped = 0;
        fc.assert(
            fc.property(policies, policy, request, (some, boundary, request) => {
                const without = evaluate(request, bare(some));
                const within = evaluate(request, { ...bare(some), boundary });
                assert.ok(without.allowed || !within.allowed);
                if (within.reason === "boundary") stopped++;
            }),
            { numRuns: 2_000 },
        );
        assert.ok(stopped > 0);
    });

    it("a level of service control policies never adds access", () => {
        neverAdds(
            level.map((added) => (before) => ({
                ...before,
                serviceControl: [...(before.serviceControl ?? []), added],
            })),
        );
    });

    it("an Allow in the identity policies never takes access away", () => {
        let given = 0;
        fc.assert(
            fc.property(policies, statement(["Allow"]), request, (some, more, request) => {
                const [was, is] = [some, inIdentity(more)(some)].map((one) =>
                    evaluate(request, one),
                );
                assert.ok(!was?.allowed || is?.allowed);
                if (!was?.allowed && is?.allowed) given++;
            }),
            { numRuns: 2_000 },
        );
        assert.ok(given > 0);
    });

    it("the case of actions and condition keys is irrelevant", () => {
        fc.assert(
            fc.property(policies, request, (some, asked) => {
                const shouted: AccessRequest = {
                    ...asked,
                    action: asked.action.toUpperCase(),
                    context: Object.fromEntries(
                        Object.entries(asked.context).map(([key, value]) => [
                            key.toUpperCase(),
                            value,
                        ]),
                    ),
                };
                const louder = narrowed(some, (one) => ({
                    ...one,
                    actions: {
                        ...one.actions,
                        patterns: one.actions.patterns.map((action) => action.toUpperCase()),
                    },
                }));
                const { reason } = evaluate(asked, some);
                assert.equal(evaluate(shouted, some).reason, reason);
                assert.equal(evaluate(asked, louder).reason, reason);
            }),
        );
    });

    it("the order of policies, statements, conditions and values is irrelevant", () => {
        const reversed = ({ version, statements }: PolicyDocument): PolicyDocument => ({
            version,
            statements: statements
                .slice()
                .reverse()
                .map((one) => ({
                    ...one,
                    conditions: one.conditions
                        .slice()
                        .reverse()
                        .map((condition) => ({
                            ...condition,
                            values: condition.values.slice().reverse(),
                        })),
                })),
        });
        fc.assert(
            fc.property(policies, request, (some, asked) => {
                const turned: ApplicablePolicies = {
                    ...some,
                    identity: (some.identity ?? []).slice().reverse().map(reversed),
                    ...(some.boundary ? { boundary: reversed(some.boundary) } : {}),
                };
                assert.equal(evaluate(asked, turned).reason, evaluate(asked, some).reason);
            }),
        );
    });

    it("names an applicable Deny, a granting Allow, and every Allow that does not apply", () => {
        fc.assert(
            fc.property(policies, request, (some, asked) => {
                const { by, reason, failed } = evaluate(asked, some);
                const { identity = [], boundary, session = [], serviceControl = [] } = some;
                const lists = {
                    identity,
                    boundary: boundary ? [boundary] : [],
                    session,
                    serviceControl: serviceControl.flat(),
                    trust: [],
                };
                const effect = by && lists[by.policy][by.index]?.statements[by.statement]?.effect;
                const expected = { "explicit-deny": "Deny", allowed: "Allow" } as const;
                assert.equal(effect, expected[reason as keyof typeof expected]);
                for (const { at, element, conditions } of failed) {
                    assert.equal(
                        lists[at.policy][at.index]?.statements[at.statement]?.effect,
                        "Allow",
                    );
                    assert.equal(conditions.length > 0, element === "condition");
                }
            }),
        );
    });

    it("a negated operator holds exactly when the positive one does not, for a single value", () => {
        const pairs: readonly (readonly [OperatorName, OperatorName, string])[] = [
            ["StringEquals", "StringNotEquals", "a"],
            ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "a"],
            ["StringLike", "StringNotLike", "a*"],
            ["NumericEquals", "NumericNotEquals", "7"],
            ["DateEquals", "DateNotEquals", "2026-01-01"],
            ["IpAddress", "NotIpAddress", "10.0.0.0/8"],
            ["ArnLike", "ArnNotLike", "arn:aws:iam::*:role/*"],
            ["ArnEquals", "ArnNotEquals", "arn:aws:iam::*:role/*"],
        ];
        const actual = fc.oneof(
            fc.constantFrom("a", "A", "ab", "7", "7.0", "2026-01-01T00:00:00Z", "10.1.2.3"),
            fc.constantFrom("arn:aws:iam::111122223333:role/a", "arn:aws:iam::1:user/a", "", "x"),
        );
        const holds = (operator: OperatorName, value: string, given?: string) => {
            const one: Condition = {
                written: operator,
                operator,
                ifExists: false,
                key: "aws:k",
                values: [value],
            };
            const allow: PolicyStatement = {
                effect: "Allow",
                actions: { except: false, patterns: ["*"] },
                resources: { except: false, patterns: ["*"] },
                conditions: [one],
            };
            const context: Record<string, string> = given === undefined ? {} : { "aws:k": given };
            return evaluate(
                { action: "s3:GetObject", resource: "*", context },
                { identity: [policyOf([allow])] },
            ).allowed;
        };
        fc.assert(
            fc.property(fc.constantFrom(...pairs), fc.option(actual), ([is, not, value], given) => {
                const seen = given ?? undefined;
                assert.equal(holds(is, value, seen), !holds(not, value, seen));
            }),
        );
    });
});
