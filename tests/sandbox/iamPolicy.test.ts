import assert from "node:assert/strict";
import { policyProblem, samePolicy } from "../../sandbox/providers/iamPolicy";

describe("sandbox IAM policy documents", () => {
    const statement = { Effect: "Allow", Action: ["s3:Get*"], Resource: "arn:aws:s3:::b/*" };
    const problemOf = (given: unknown) => policyProblem(JSON.stringify(given));
    const withOne = (changed: object) => problemOf({ Statement: [{ ...statement, ...changed }] });

    it("are accepted if IAM accepts them", () => {
        assert.equal(problemOf({ Version: "2012-10-17", Statement: statement }), undefined);
        assert.equal(withOne({ Sid: "Read1" }), undefined);
        const condition = { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": ["o-1/*"] } };
        assert.equal(withOne({ Condition: condition }), undefined);
        assert.equal(
            withOne({ Condition: { Bool: { "aws:MultiFactorAuthPresent": true } } }),
            undefined,
        );
    });

    // What exactly is refused is the reader's business: see the tests of model/iam.
    it("are refused for what the parser finds, with its path", () => {
        assert.match(withOne({ Effect: "allow" }) ?? "", /^Statement\[0\]\.Effect: is "Allow" or/);
        assert.match(withOne({ Principal: "*" }) ?? "", /Statement\[0\]\.Principal/);
        assert.match(policyProblem("{") ?? "", /not valid JSON/);
        assert.match(problemOf({}) ?? "", /^Statement: /);
    });

    it("are equal in another order, and different if one says more", () => {
        const one = '{"Statement":[{"Effect":"Allow","Action":["a:B","a:A"],"Resource":["*"]}]}';
        const other = '{"Statement":{"Resource":"*","Action":["a:A","a:B"],"Effect":"Allow"}}';
        assert.ok(samePolicy(one, other));
        assert.ok(!samePolicy(one, other.replace("a:B", "a:C")));
        assert.ok(!samePolicy(one, other.replace("Allow", "Deny")));
    });
});
