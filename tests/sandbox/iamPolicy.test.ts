import assert from "node:assert/strict";
import { policyProblem, samePolicy } from "../../sandbox/providers/iamPolicy";

describe("sandbox IAM policy documents", () => {
    const statement = { Effect: "Allow", Action: ["s3:Get*"], Resource: "arn:aws:s3:::b/*" };
    const problemOf = (given: unknown) => policyProblem(JSON.stringify(given));
    const withOne = (changed: object) => problemOf({ Statement: [{ ...statement, ...changed }] });

    it("are taken as IAM takes them", () => {
        assert.equal(problemOf({ Version: "2012-10-17", Statement: statement }), undefined);
        assert.equal(withOne({ Sid: "Read1", NotAction: undefined }), undefined);
        const condition = { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": ["o-1/*"] } };
        assert.equal(withOne({ Condition: condition }), undefined);
        assert.equal(
            withOne({ Condition: { Bool: { "aws:MultiFactorAuthPresent": true } } }),
            undefined,
        );
    });

    const refused: readonly [string, object, RegExp][] = [
        ["an effect that is none", { Effect: "allow" }, /Effect must be Allow or Deny/],
        ["a principal", { Principal: "*" }, /Principal has no place/],
        ["no action", { Action: undefined }, /exactly one of Action and NotAction/],
        ["both forms of resource", { NotResource: "*" }, /exactly one of Resource and NotResource/],
        ["an empty list of actions", { Action: [] }, /must not be empty/],
        ["an action without a service", { Action: "GetObject" }, /"GetObject" is no Action/],
        ["a resource that is no ARN", { Resource: "bucket" }, /"bucket" is no Resource/],
        ["an unknown operator", { Condition: { StringIs: { "a:b": "c" } } }, /operator StringIs/],
        ["a condition key without a prefix", { Condition: { Bool: { mfa: true } } }, /key mfa/],
        ["a statement id with a dash", { Sid: "a-b" }, /alpha-numeric/],
    ];
    for (const [what, changed, message] of refused) {
        it(`refuse ${what}`, () => assert.match(withOne(changed) ?? "", message));
    }

    it("refuse a document without statements, of another version, with stray elements", () => {
        assert.match(problemOf([]) ?? "", /a policy is a JSON object/);
        assert.match(problemOf({}) ?? "", /missing required field Statement/);
        assert.match(problemOf({ Version: "2020-01-01", Statement: statement }) ?? "", /version/);
        assert.match(problemOf({ Statement: statement, Roles: [] }) ?? "", /element Roles/);
        const twice = { ...statement, Sid: "Same" };
        assert.match(problemOf({ Statement: [twice, twice] }) ?? "", /must be unique/);
    });

    it("are the same in another order, and different where one says more", () => {
        const one = '{"Statement":[{"Effect":"Allow","Action":["a:B","a:A"],"Resource":["*"]}]}';
        const other = '{"Statement":{"Resource":"*","Action":["a:A","a:B"],"Effect":"Allow"}}';
        assert.ok(samePolicy(one, other));
        assert.ok(!samePolicy(one, other.replace("a:B", "a:C")));
        assert.ok(!samePolicy(one, other.replace("Allow", "Deny")));
    });
});
