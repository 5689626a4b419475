import { z } from "zod";
import {
    dayOnly,
    email,
    form,
    githubId,
    line,
    listOf,
    login,
    previously,
    prose,
    reference,
    window,
} from "./scalars";

const accounts = {
    github: z
        .strictObject({
            login,
            id: githubId.describe("Stays when the login changes: gh api users/LOGIN --jq .id"),
        })
        .describe("Leave out: nothing in GitHub")
        .optional(),
    aws: z
        .strictObject({
            userId: form(/^[A-Za-z0-9-]{1,47}$/, "an identity store user id").describe(
                "The id in Identity Center, where SCIM makes the users",
            ),
        })
        .optional(),
    vault: z.strictObject({ alias: line.describe("The alias on Vault's login mount") }).optional(),
};

export const personSchema = z
    .strictObject({
        name: line.describe("The last word is the family name; a single word stands for both"),
        email,
        ...accounts,
        manager: reference("a person's key").optional(),
        ...window,
        sameAs: reference("a person's key")
            .describe("Another account of this person: leaves with her, counts as her")
            .optional(),
        machine: reference("a team's key")
            .describe("An account that no person uses: the team that answers for it")
            .optional(),
        previously,
    })
    .describe("Somebody who may be given access");

export const leaverSchema = z
    .strictObject({
        name: line,
        left: dayOnly.describe("The day, 2026-11-20"),
        reason: prose.optional(),
        email: email.optional(),
        ...accounts,
        sameAs: reference("a person's or leaver's key").optional(),
        previously,
    })
    .describe("A tombstone: stays until every session of the leaver is dead");

const member = z.union(
    [
        reference("a person's key"),
        z.strictObject({
            person: reference("a person's key"),
            role: z.enum(["member", "maintainer"]).describe("Default member").optional(),
            ...window,
            reason: prose.optional(),
        }),
    ],
    { error: "a person's key, or a mapping such as { person: kim, until: 2026-12-15 }" },
);

export const teamSchema = z
    .strictObject({
        description: prose,
        parent: reference("a team's key")
            .describe("As in GitHub: a team has its parent's grants too")
            .optional(),
        members: listOf(member, "a list of people").optional(),
        previously,
    })
    .describe("A team, which is a GitHub team too");
