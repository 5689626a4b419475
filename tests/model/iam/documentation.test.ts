import assert from "node:assert/strict";
import type { ApplicablePolicies } from "../../../model/iam";
import { evaluate, parsePolicy } from "../../../model/iam";
import type { PolicyDocument, PolicyKind } from "../../../model/iam/policy";
import type { ConditionCase, DecisionCase } from "./cases/case";
import { conditionOperatorCases } from "./cases/conditionOperators";
import { elementCases } from "./cases/elements";
import { evaluationCases } from "./cases/evaluation";
import { exampleCases } from "./cases/examples";
import { multipleValueCases } from "./cases/multipleValues";
import { principalCases } from "./cases/principals";
import { typedOperatorCases } from "./cases/typedOperators";
import { variableConditionCases, variableDecisionCases } from "./cases/variables";

const conditionCases: readonly ConditionCase[] = [
    ...conditionOperatorCases,
    ...typedOperatorCases,
    ...multipleValueCases,
    ...variableConditionCases,
];

const decisionCases: readonly DecisionCase[] = [
    ...elementCases,
    ...principalCases,
    ...evaluationCases,
    ...exampleCases,
    ...variableDecisionCases,
];

function parsed(source: unknown, kind: PolicyKind): PolicyDocument {
    const reading = parsePolicy(source, kind);
    if (!reading.ok) assert.fail(JSON.stringify(reading.problems));
    return reading.policy;
}

function applicable(policies: DecisionCase["policies"]): ApplicablePolicies {
    const { identity, boundary, session, serviceControl, trust } = policies;
    return {
        ...(identity ? { identity: identity.map((one) => parsed(one, "identity")) } : {}),
        ...(boundary ? { boundary: parsed(boundary, "boundary") } : {}),
        ...(session ? { session: session.map((one) => parsed(one, "session")) } : {}),
        ...(serviceControl
            ? {
                  serviceControl: serviceControl.map((level) =>
                      level.map((one) => parsed(one, "serviceControl")),
                  ),
              }
            : {}),
        ...(trust ? { trust: parsed(trust, "trust") } : {}),
    };
}

/** A condition on an Allow, and the same on a Deny beside an Allow of everything. */
function underEffect(effect: "Allow" | "Deny", { condition, version, context }: ConditionCase) {
    const conditioned = { Effect: effect, Action: "*", Resource: "*", Condition: condition };
    const everything = { Effect: "Allow", Action: "*", Resource: "*" };
    const document = {
        ...(version === "" ? {} : { Version: version ?? "2012-10-17" }),
        Statement: effect === "Allow" ? [conditioned] : [everything, conditioned],
    };
    return evaluate(
        { action: "s3:GetObject", resource: "arn:aws:s3:::b/k", context },
        { identity: [parsed(document, "identity")] },
    );
}

const title = ({ name, source }: ConditionCase | DecisionCase) =>
    `${source.page}, ${source.section}: ${name}`;

describe("IAM documentation", () => {
    it("is covered by at least 150 cases, none of them twice", () => {
        const titles = [...conditionCases, ...decisionCases].map(title);
        assert.ok(titles.length >= 150, `only ${titles.length} cases`);
        assert.deepEqual(
            titles.filter((one, index) => titles.indexOf(one) !== index),
            [],
        );
    });

    for (const one of conditionCases) {
        it(title(one), () => {
            assert.equal(underEffect("Allow", one).allowed, one.matches);
            assert.equal(
                underEffect("Deny", one).reason,
                one.matches ? "explicit-deny" : "allowed",
            );
        });
    }

    for (const one of decisionCases) {
        it(title(one), () => {
            const { allowed, reason, by } = evaluate(one.request, applicable(one.policies));
            assert.equal(reason, one.reason);
            assert.equal(allowed, one.reason === "allowed");
            if (one.sid) assert.equal(by?.sid, one.sid);
        });
    }
});
