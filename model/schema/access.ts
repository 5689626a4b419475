import { z } from "zod";
import { repositoryPermissions } from "../roster";
import { awsPermissions, vaultRules } from "./permissions";
import { listOf, previously, prose, reference, window } from "./scalars";

export const roleSchema = z
    .strictObject({
        description: prose,
        github: z
            .strictObject({ permission: z.enum(repositoryPermissions) })
            .describe("Leave out: nothing in GitHub")
            .optional(),
        aws: awsPermissions.optional(),
        vault: vaultRules.optional(),
        previously,
    })
    .describe("A bundle of permissions");

export const environmentList = listOf(
    reference("an environment's key"),
    "a list of at least one environment",
    1,
);

export const grantSchema = z
    .strictObject({
        team: reference("a team's key").describe("Who: a team, or else a person").optional(),
        person: reference("a person's key").describe("Who: a person, or else a team").optional(),
        role: reference("a role's key"),
        services: z
            .union(
                [
                    z.literal("all", { error: "all" }),
                    listOf(reference("a service's key"), "a list of at least one service", 1),
                ],
                { error: "all, or a list of at least one service" },
            )
            .describe("Leave out: the environment itself")
            .optional(),
        in: environmentList.describe("Leave out: repositories alone").optional(),
        ...window,
        reason: prose.optional(),
    })
    .describe("Who may do what, on which services, in which environments, until when");
