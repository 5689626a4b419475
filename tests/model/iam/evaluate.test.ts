import assert from "node:assert/strict";
import type { PrincipalId, RequestContext } from "../../../model/iam";
import { evaluate, parsePolicy } from "../../../model/iam";

function parsed(...statements: readonly object[]) {
    const reading = parsePolicy({ Version: "2012-10-17", Statement: statements });
    return reading.ok ? reading.policy : assert.fail(JSON.stringify(reading.problems));
}

const everything = { Effect: "Allow", Action: "*", Resource: "*" };

describe("evaluate", () => {
    describe("a key with several values under a plain operator", () => {
        const under = (effect: string, condition: object, context: RequestContext) =>
            evaluate(
                { action: "s3:GetObject", resource: "*", context },
                {
                    identity: [
                        parsed(...(effect === "Deny" ? [everything] : []), {
                            ...everything,
                            Effect: effect,
                            Condition: condition,
                        }),
                    ],
                },
            ).allowed;
        const two = { "aws:TagKeys": ["a", "b"] };
        for (const operator of ["StringEquals", "StringNotEquals", "StringLikeIfExists"]) {
            it(`${operator} counts against access: AWS does not define the result`, () => {
                const condition = { [operator]: { "aws:TagKeys": "a" } };
                assert.equal(under("Allow", condition, two), false);
                assert.equal(under("Deny", condition, two), false);
            });
        }

        it("may come from two spellings of one key", () => {
            const context = { "aws:ResourceTag/EC2": "a", "aws:ResourceTag/ec2": "a" };
            const condition = { StringEquals: { "aws:ResourceTag/EC2": "a" } };
            assert.equal(under("Allow", condition, context), false);
        });
    });

    describe("a value that cannot be read", () => {
        const rows: readonly (readonly [string, string, string, boolean])[] = [
            ["NumericLessThan", "10", "few", false],
            ["NumericNotEquals", "10", "few", true],
            ["DateLessThan", "2026-01-01", "soon", false],
            ["DateNotEquals", "2026-01-01", "soon", true],
            ["IpAddress", "0.0.0.0/0", "localhost", false],
            ["NotIpAddress", "0.0.0.0/0", "localhost", true],
            ["ArnLike", "arn:*:*:*:*:*", "alice", false],
            ["ArnNotLike", "arn:*:*:*:*:*", "alice", true],
        ];
        for (const [operator, wanted, actual, matches] of rows) {
            it(`matches nothing: ${operator} ${wanted} on ${actual}`, () => {
                const Condition = { [operator]: { "aws:Value": wanted } };
                const { allowed } = evaluate(
                    { action: "s3:GetObject", resource: "*", context: { "aws:Value": actual } },
                    { identity: [parsed({ ...everything, Condition })] },
                );
                assert.equal(allowed, matches);
            });
        }
    });

    it("lets nobody in through a trust policy without a principal", () => {
        const reason = (...statements: readonly object[]) =>
            evaluate(
                { action: "sts:AssumeRole", resource: "arn:aws:iam::1:role/x", context: {} },
                { trust: parsed(...statements) },
            ).reason;
        assert.equal(reason(everything), "trust");
        assert.equal(reason({ ...everything, Effect: "Deny" }), "explicit-deny");
    });

    it("takes the value of a variable literally, stars included", () => {
        const own = parsed({
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::b/${aws:PrincipalTag/team}/*",
        });
        const read = (team: string, key: string) =>
            evaluate(
                {
                    action: "s3:GetObject",
                    resource: `arn:aws:s3:::b/${key}`,
                    context: { "aws:PrincipalTag/team": team },
                },
                { identity: [own] },
            ).allowed;
        assert.equal(read("red", "red/x"), true);
        assert.equal(read("*", "red/x"), false);
        assert.equal(read("r?d", "red/x"), false);
        assert.equal(read("${aws:username}", "red/x"), false);
        assert.equal(read("*", "*/x"), true);
    });

    /** Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal"; no trust policy has it. */
    describe("NotPrincipal", () => {
        const account = "arn:aws:iam::444455556666";
        const bob: PrincipalId = { type: "AWS", id: `${account}:user/Bob` };
        const eve: PrincipalId = { type: "AWS", id: `${account}:user/Eve` };
        const audit: PrincipalId = {
            type: "AWS",
            id: "arn:aws:sts::444455556666:assumed-role/read-only/audit",
        };
        const everybody = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
        const reason = (who: PrincipalId | undefined, Effect: string, AWS: readonly string[]) =>
            evaluate(
                {
                    action: "s3:GetObject",
                    resource: "arn:aws:iam::444455556666:role/x",
                    context: {},
                    ...(who ? { principal: who } : {}),
                },
                {
                    trust: parsed(...(Effect === "Deny" ? [everybody] : []), {
                        Effect,
                        NotPrincipal: { AWS },
                        Action: "*",
                        Resource: "*",
                    }),
                    identity: [parsed(everything)],
                },
            ).reason;

        it("with Deny spares a principal listed together with its account", () => {
            const listed = [bob.id, `${account}:root`];
            assert.equal(reason(bob, "Deny", listed), "allowed");
            assert.equal(reason(eve, "Deny", listed), "explicit-deny");
            assert.equal(reason(undefined, "Deny", listed), "explicit-deny");
        });

        it("with Deny does not spare a principal listed without its account", () => {
            assert.equal(reason(bob, "Deny", [bob.id]), "explicit-deny");
        });

        it("with Deny spares a session listed together with its role and account", () => {
            const listed = [audit.id, `${account}:role/read-only`, `${account}:root`];
            assert.equal(reason(audit, "Deny", listed), "allowed");
            assert.equal(reason(audit, "Deny", [audit.id, `${account}:root`]), "explicit-deny");
        });

        it("with Allow grants to everyone not listed at any level", () => {
            assert.equal(reason(eve, "Allow", [bob.id]), "allowed");
            assert.equal(reason(bob, "Allow", [bob.id]), "trust");
            assert.equal(reason(eve, "Allow", ["444455556666"]), "trust");
            assert.equal(reason(undefined, "Allow", [bob.id]), "allowed");
        });
    });
});
