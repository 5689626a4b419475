/** IAM policies offline: reading them, and saying what AWS would answer a request. */
export type { Decision, FailedCondition, Failure, Reason, StatementRef } from "./decision";
export type { ApplicablePolicies } from "./evaluate";
export { evaluate } from "./evaluate";
export { explainDecision, explainFailure, nearestFailure } from "./explain";
export type { PolicyReading } from "./parsePolicy";
export { parsePolicy } from "./parsePolicy";
export type {
    Condition,
    PolicyDocument,
    PolicyKind,
    PolicyStatement,
    PrincipalId,
    Principals,
    Selection,
} from "./policy";
export type { PolicyProblem } from "./reading";
export type { AccessRequest, RequestContext } from "./request";
