import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePolicy } from "../../../model/iam";
import { conditionMistakes } from "./cases/conditionMistakes";
import { allow, policy, trusting } from "./cases/mistakes";
import { statementMistakes } from "./cases/statementMistakes";

describe("parsePolicy", () => {
    for (const [what, source, path, said, kind] of [...statementMistakes, ...conditionMistakes]) {
        it(`refuses ${what}`, () => {
            const reading = parsePolicy(source, kind);
            assert.ok(!reading.ok);
            const found = reading.problems.filter(
                (problem) => problem.path === path && said.test(problem.message),
            );
            assert.equal(found.length, 1, JSON.stringify(reading.problems));
            for (const { message } of reading.problems) assert.match(message, /[^.]$/);
        });
    }

    it("finds all mistakes in one pass", () => {
        const reading = parsePolicy(
            policy(
                { Effect: "allow", Action: "GetObject", Resource: "bucket" },
                {
                    ...allow,
                    Condition: { Strng: {}, NumericEquals: { "s3:max-keys": ["1", "x"] } },
                },
            ),
        );
        assert.deepEqual(reading.ok ? [] : reading.problems.map(({ path }) => path), [
            "Statement[0].Effect",
            "Statement[0].Action",
            "Statement[0].Resource",
            "Statement[1].Condition.Strng",
            "Statement[1].Condition.NumericEquals.s3:max-keys",
        ]);
    });

    it("folds equivalent notations into one", () => {
        const text = JSON.stringify({
            Version: "2012-10-17",
            Id: "role",
            Statement: {
                Sid: "Ci",
                Effect: "Deny",
                NotPrincipal: { AWS: ["111122223333"], Service: "ecs.amazonaws.com" },
                NotAction: "sts:AssumeRole",
                Condition: {
                    "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": "a*" },
                    NumericLessThan: { "s3:max-keys": 10 },
                    Bool: { "aws:SecureTransport": true },
                },
            },
        });
        const condition = (written: string, key: string, value: string, rest: object) => ({
            written,
            key,
            values: [value],
            ifExists: false,
            ...rest,
        });
        assert.deepEqual(parsePolicy(text), {
            ok: true,
            policy: {
                version: "2012-10-17",
                id: "role",
                statements: [
                    {
                        sid: "Ci",
                        effect: "Deny",
                        principals: {
                            except: true,
                            entries: [
                                { type: "AWS", id: "111122223333" },
                                { type: "Service", id: "ecs.amazonaws.com" },
                            ],
                        },
                        actions: { except: true, patterns: ["sts:AssumeRole"] },
                        conditions: [
                            condition("ForAnyValue:StringLikeIfExists", "aws:TagKeys", "a*", {
                                operator: "StringLike",
                                set: "ForAnyValue",
                                ifExists: true,
                            }),
                            condition("NumericLessThan", "s3:max-keys", "10", {
                                operator: "NumericLessThan",
                            }),
                            condition("Bool", "aws:SecureTransport", "true", { operator: "Bool" }),
                        ],
                    },
                ],
            },
        });
    });

    it("treats a document without a version as one of 2008", () => {
        const reading = parsePolicy({ Statement: [allow] });
        assert.equal(reading.ok && reading.policy.version, "2008-10-17");
    });

    it("accepts every form of an AWS principal", () => {
        const forms = [
            "*",
            "111122223333",
            "AIDACKCEVSQ6C2EXAMPLE",
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::111122223333:user/a/b/Ana",
            "arn:aws-cn:iam::111122223333:role/ci",
            "arn:aws:sts::111122223333:assumed-role/ci/run-7",
            "arn:aws:sts::111122223333:federated-user/ana",
        ];
        assert.ok(parsePolicy(trusting({ AWS: forms }), "trust").ok);
    });

    it("reads the resources of a resource-based policy that is not a trust policy", () => {
        const statement = { Effect: "Deny", Action: "s3:*", Principal: "*" };
        const reading = parsePolicy(policy({ ...statement, NotResource: "arn:aws:s3:::a/*" }));
        assert.deepEqual(reading.ok && reading.policy.statements[0]?.resources, {
            except: true,
            patterns: ["arn:aws:s3:::a/*"],
        });
    });

    it("keeps variables in a 2008 document as text", () => {
        assert.ok(parsePolicy({ Statement: [{ ...allow, Resource: "arn:aws:s3:::${" }] }).ok);
    });

    it("never throws", () => {
        const elements = fc.constantFrom("Version", "Statement", "Effect", "Action", "Condition");
        const nested = fc.letrec((tie) => ({
            value: fc.oneof(
                { depthSize: "small" },
                fc.anything(),
                fc.array(tie("value"), { maxLength: 3 }),
                fc.dictionary(elements, tie("value"), { maxKeys: 4 }),
            ),
        })).value;
        fc.assert(
            fc.property(fc.oneof(fc.anything(), nested, fc.string(), fc.json()), (source) => {
                const reading = parsePolicy(source);
                assert.ok(reading.ok || reading.problems.length > 0);
            }),
            { numRuns: 1_000 },
        );
        const deep = `{"Statement":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
        assert.ok(!parsePolicy(deep).ok);
    });
});
