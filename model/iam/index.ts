/** IAM policies offline: parsing them, and predicting AWS's answer to a request. */
export type { Decision } from "./decision";
export type { ApplicablePolicies } from "./evaluate";
export { evaluate } from "./evaluate";
export { explainDecision, nearestFailure } from "./explain";
export { parsePolicy } from "./parsePolicy";
export type {
    Condition,
    PolicyDocument,
    PolicyKind,
    PolicyStatement,
    PrincipalId,
} from "./policy";
export type { PolicyProblem } from "./reading";
export type { AccessRequest, RequestContext } from "./request";
