import type { Reason } from "../../../../model/iam/decision";
import type { DecisionCase, Source } from "./case";
import { document, request } from "./case";

/** A name, an action, a resource, the answer, and the Sid that decides. */
export type Row = readonly [
    name: string,
    action: string,
    resource: string,
    reason: Reason,
    sid?: string,
];

export function rows(source: Source, identity: unknown, table: readonly Row[]): DecisionCase[] {
    return table.map(([name, action, target, reason, sid]) => ({
        name,
        source,
        policies: { identity: [identity] },
        request: request(action, target),
        reason,
        ...(sid ? { sid } : {}),
    }));
}

export const allow = (Action: unknown, Resource: unknown = "*") =>
    document({ Sid: "Allow", Effect: "Allow", Action, Resource });
