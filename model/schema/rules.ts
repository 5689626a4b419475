import { z } from "zod";
import { waivableRules } from "../problem";
import { environmentList } from "./access";
import {
    duration,
    keyed,
    line,
    listOf,
    prose,
    reference,
    requiredUntil,
    wholeNumber,
} from "./scalars";

const share = z
    .number({ error: "a share from 0 to 1" })
    .min(0, { error: "a share from 0 to 1" })
    .max(1, { error: "a share from 0 to 1" })
    .describe("From 0 to 1. Default 0.25");

const separation = z.strictObject({
    roles: listOf(reference("a role's key"), "a list of at least two roles", 2),
    in: environmentList,
    reason: prose.optional(),
});

const waiver = z.strictObject({
    rule: z.enum(waivableRules),
    at: line.describe(
        "roles.KEY, services.KEY, secrets.KEY, environments.KEY, people.KEY, people, grants, or a grant " +
            "as person:alice/operator",
    ),
    until: requiredUntil,
    reason: prose,
});

export const rulesSchema = z
    .strictObject({
        removals: z
            .strictObject({ people: share.optional(), grants: share.optional() })
            .describe(
                "The share that one run may remove, or 5 of a kind, whichever is more. Organisation " +
                    "memberships count as people; team and role memberships, permissions, " +
                    "assignments, services and reviewers as grants",
            )
            .optional(),
        minimumOwners: wholeNumber(1, 100, "a whole number above 0")
            .describe("Default 2")
            .optional(),
        longestGrant: keyed(duration)
            .describe("By role: every path to it in production ends within this")
            .optional(),
        separation: listOf(separation, "a list of separations")
            .describe("Roles that no person may hold together")
            .optional(),
        waivers: listOf(waiver, "a list of waivers")
            .describe("Rules of judgement set aside, with a reason and an end")
            .optional(),
    })
    .describe("What this organisation holds itself to");
