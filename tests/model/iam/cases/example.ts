import type { Reason } from "../../../../model/iam/decision";
import type { RequestContext } from "../../../../model/iam/request";
import type { DecisionCase } from "./case";
import { document, request } from "./case";

export const everything = { Effect: "Allow", Action: "*", Resource: "*" };

type Row = readonly [
    name: string,
    action: string,
    context: RequestContext,
    reason: Reason,
    sid?: string,
];

/** A page of "Example IAM identity-based policies", and requests on any resource. */
export function example(
    page: string,
    statements: readonly unknown[],
    table: readonly Row[],
    target = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
): DecisionCase[] {
    return table.map(([name, action, context, reason, sid]) => ({
        name,
        source: { page, section: "Example policy" },
        policies: { identity: [document(...statements)] },
        request: request(action, target, context),
        reason,
        ...(sid ? { sid } : {}),
    }));
}
