import assert from "node:assert/strict";
import type { ApplicablePolicies, Decision, RequestContext } from "../../../model/iam";
import { evaluate, explainDecision, nearestFailure, parsePolicy } from "../../../model/iam";

const provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
const claim = (name: string) => `token.actions.githubusercontent.com:${name}`;
const claims = (values: Record<string, string>): RequestContext =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [claim(name), value]));

const base = { aud: "sts.amazonaws.com", sub: "repo:acme/checkout:environment:prod" };
const statement = (Sid: string, ref: string) => ({
    Sid,
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: claims(base), StringLike: { [claim("ref")]: ref } },
});

function parsed(...statements: readonly object[]) {
    const reading = parsePolicy({ Version: "2012-10-17", Statement: statements });
    return reading.ok ? reading.policy : assert.fail(JSON.stringify(reading.problems));
}

const trust = parsed(
    statement("Main", "refs/heads/main"),
    statement("Releases", "refs/heads/release/*"),
);

function assume(
    values: Record<string, string>,
    policies: ApplicablePolicies = { trust },
): Decision {
    return evaluate(
        {
            action: "sts:AssumeRoleWithWebIdentity",
            resource: "arn:aws:iam::111122223333:role/checkout",
            principal: { type: "Federated", id: provider },
            context: claims(values),
        },
        policies,
    );
}

describe("a decision", () => {
    it("names the statement that allows", () => {
        const decision = assume({ ...base, ref: "refs/heads/release/7" });
        assert.deepEqual(decision.by, { policy: "trust", index: 0, statement: 1, sid: "Releases" });
        assert.equal(
            explainDecision(decision),
            "allowed by the trust policy, statement 2 (Releases)",
        );
    });

    it("names the condition that failed, statement by statement", () => {
        const decision = assume({ ...base, ref: "refs/heads/dev" });
        assert.deepEqual(
            decision.failed.map(({ at, element, conditions }) => [at.sid, element, conditions]),
            ["refs/heads/main", "refs/heads/release/*"].map((ref, index) => [
                ["Main", "Releases"][index],
                "condition",
                [
                    {
                        operator: "StringLike",
                        key: claim("ref"),
                        expected: [ref],
                        actual: ["refs/heads/dev"],
                    },
                ],
            ]),
        );
        assert.equal(
            explainDecision(decision),
            "refused: no trust policy allows it; nearest is the trust policy, statement 1 (Main): " +
                `StringLike ${claim("ref")} "refs/heads/main", the request has "refs/heads/dev"`,
        );
    });

    it("names every failing condition, in document order", () => {
        const decision = assume({ ...base, sub: "repo:acme/checkout:environment:dev" });
        assert.deepEqual(
            decision.failed[0]?.conditions.map(({ key, actual }) => [key, actual]),
            [
                [claim("sub"), ["repo:acme/checkout:environment:dev"]],
                [claim("ref"), []],
            ],
        );
        assert.match(explainDecision(decision), /"refs\/heads\/main", the request has none$/);
    });

    it("names the first element that does not match", () => {
        const request = { resource: "arn:aws:s3:::a/b", context: {} };
        const identity = parsed(
            { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::c/*" },
            { Effect: "Allow", Action: "s3:PutObject", Resource: "*" },
        );
        const decision = evaluate({ ...request, action: "s3:GetObject" }, { identity: [identity] });
        assert.deepEqual(
            decision.failed.map(({ element }) => element),
            ["resource", "action"],
        );
        assert.equal(nearestFailure(decision)?.at.statement, 0);
        assert.equal(
            explainDecision(decision),
            "refused: no identity policy allows it; nearest is the identity policy 1, statement 1: " +
                "its resource is another",
        );
    });

    it("counts the statement that matched most elements as the nearest", () => {
        const far = { ...statement("Far", "*"), Principal: { Federated: `${provider}.example` } };
        const decision = assume(base, { trust: parsed(far, statement("Near", "refs/heads/main")) });
        assert.equal(nearestFailure(decision)?.at.sid, "Near");
    });

    it("counts the statement with the fewest failing conditions as the nearest", () => {
        const two = statement("Two", "refs/heads/main");
        const four = {
            ...two,
            Sid: "Four",
            Condition: { ...two.Condition, Bool: { "aws:A": true }, Null: { "aws:B": false } },
        };
        const decision = assume({ aud: base.aud }, { trust: parsed(four, two) });
        assert.equal(nearestFailure(decision)?.at.sid, "Two");
        assert.equal(nearestFailure(decision)?.conditions.length, 2);
    });

    it("looks for the nearest statement only if an Allow is missing", () => {
        const boundary = parsed({ Sid: "B", Effect: "Allow", Action: "s3:*", Resource: "*" });
        const identity = parsed(
            { Sid: "Other", Effect: "Allow", Action: "ec2:*", Resource: "arn:aws:ec2:::x" },
            { Sid: "I", Effect: "Allow", Action: "*", Resource: "*" },
        );
        const decision = evaluate(
            { action: "ec2:StopInstances", resource: "*", context: {} },
            { identity: [identity], boundary },
        );
        assert.equal(decision.reason, "boundary");
        assert.equal(nearestFailure(decision)?.at.sid, "B");
        assert.match(explainDecision(decision), /^refused: no permissions boundary allows it/);
    });

    it("names the Deny", () => {
        const identity = parsed(
            { Effect: "Allow", Action: "*", Resource: "*" },
            { Sid: "No", Effect: "Deny", Action: "*", Resource: "*" },
        );
        const decision = evaluate(
            { action: "s3:GetObject", resource: "*", context: {} },
            { identity: [parsed({ Effect: "Allow", Action: "*", Resource: "*" }), identity] },
        );
        assert.deepEqual(decision.by, { policy: "identity", index: 1, statement: 1, sid: "No" });
        assert.equal(
            explainDecision(decision),
            "denied by the identity policy 2, statement 2 (No)",
        );
    });

    it("numbers service control policies across levels", () => {
        const all = parsed({ Effect: "Allow", Action: "*", Resource: "*" });
        const no = parsed({ Effect: "Deny", Action: "s3:*", Resource: "*" });
        const decision = evaluate(
            { action: "s3:GetObject", resource: "*", context: {} },
            { identity: [all], serviceControl: [[all], [all, no]] },
        );
        assert.deepEqual(decision.by, { policy: "serviceControl", index: 2, statement: 0 });
    });

    it("says so if no statement comes near", () => {
        assert.equal(
            explainDecision(evaluate({ action: "s3:Get", resource: "*", context: {} }, {})),
            "refused: no identity policy allows it",
        );
        const root = { type: "AWS", id: "arn:aws:iam::111122223333:root" } as const;
        assert.equal(
            explainDecision(
                evaluate({ action: "s3:Get", resource: "*", context: {}, principal: root }, {}),
            ),
            "allowed: the account's root user",
        );
    });
});
