/**
 * Rollcall's public surface: the roster and its judgement, the access plan, and the components
 * that provision it. Commands, the sandbox and the engine's driver are not part of it: they are
 * the `rollcall` program's own.
 */

export {
    EnvironmentAccess,
    type EnvironmentAccessArgs,
} from "./components/environmentAccess";
export {
    OrganizationAccess,
    type OrganizationAccessArgs,
} from "./components/organizationAccess";
export { PersonAccess, type PersonAccessArgs } from "./components/personAccess";
export { PersonIdentity, type PersonIdentityArgs } from "./components/personIdentity";
export { RoleAccess, type RoleAccessArgs } from "./components/roleAccess";
export { TeamAccess, type TeamAccessArgs } from "./components/teamAccess";
export { defineRoster } from "./model/defineRoster";
export { createGraph, type Graph } from "./model/graph";
export { loadRoster } from "./model/load";
export type { Problem, RuleId } from "./model/problem";
export type { Roster } from "./model/roster";
export type { RosterInput } from "./model/schema";
export type { Entitlement } from "./planners/entitlements";
export type { Guard } from "./planners/guards";
export { findHoldings, type Holdings } from "./planners/holdings";
export { judge } from "./planners/judge";
export { type AccessPlan, planAccess } from "./planners/planAccess";
export { type EnvironmentSpec, planEnvironment } from "./planners/planEnvironment";
export { type OrganizationSpec, planOrganization } from "./planners/planOrganization";
