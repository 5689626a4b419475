import assert from "node:assert/strict";
import type { ApplicablePolicies } from "../../../model/iam";
import { evaluate, parsePolicy } from "../../../model/iam";
import type { PolicyDocument, PolicyKind } from "../../../model/iam/policy";
import { actionCases } from "./cases/actions";
import { boundaryCases } from "./cases/boundaries";
import type { ConditionCase, DecisionCase } from "./cases/case";
import { conditionExampleCases } from "./cases/conditionExamples";
import { conditionOperatorCases } from "./cases/conditionOperators";
import { evaluationCases } from "./cases/evaluation";
import { multipleValueCases } from "./cases/multipleValues";
import { principalCases } from "./cases/principals";
import { resourceBasedCases } from "./cases/resourceBased";
import { resourceCases } from "./cases/resources";
import { resourceVariableCases } from "./cases/resourceVariables";
import { roleExampleCases } from "./cases/roleExamples";
import { serviceExampleCases } from "./cases/serviceExamples";
import { typedOperatorCases } from "./cases/typedOperators";
import { variableCases } from "./cases/variables";

const conditionCases: readonly ConditionCase[] = [
    ...conditionOperatorCases,
    ...typedOperatorCases,
    ...multipleValueCases,
    ...variableCases,
];

const decisionCases: readonly DecisionCase[] = [
    ...actionCases,
    ...resourceCases,
    ...principalCases,
    ...evaluationCases,
    ...boundaryCases,
    ...resourceBasedCases,
    ...conditionExampleCases,
    ...serviceExampleCases,
    ...roleExampleCases,
    ...resourceVariableCases,
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
    it("is covered by at least 150 cases, without duplicates", () => {
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
