import { z } from "zod";
import { grantSchema, roleSchema } from "./schema/access";
import { organizationSchema } from "./schema/organization";
import { leaverSchema, personSchema, teamSchema } from "./schema/people";
import { rulesSchema } from "./schema/rules";
import { keyed, listOf } from "./schema/scalars";
import { environmentSchema, secretSchema, serviceSchema } from "./schema/services";

/** The form of a roster as written: all YAML files together, or what a program passes. */
export const rosterSchema = z.strictObject({
    organization: organizationSchema,
    environments: keyed(environmentSchema)
        .describe("In order, least to most protected; one AWS account each")
        .optional(),
    people: keyed(personSchema).describe("Everybody who may be given access"),
    leavers: keyed(leaverSchema).describe("Tombstones of people who left").optional(),
    teams: keyed(teamSchema).describe("Teams, which are GitHub teams too").optional(),
    roles: keyed(roleSchema).describe("Bundles of permissions").optional(),
    grants: listOf(grantSchema, "a list of grants")
        .describe("Who may do what, on what and where, from and until when, and why")
        .optional(),
    services: keyed(serviceSchema).describe("What is built and deployed").optional(),
    secrets: keyed(secretSchema).describe("Values that OIDC cannot replace").optional(),
    rules: rulesSchema.optional(),
});

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** A roster as a plain object, as passed to `defineRoster`. */
export type RosterInput = DeepReadonly<z.input<typeof rosterSchema>>;

/** A roster from which anything may be missing, because it was never there or was refused. */
export type Loose<T> = T extends readonly (infer Item)[]
    ? readonly (Loose<Item> | undefined)[]
    : T extends object
      ? { readonly [K in keyof T]?: Loose<T[K]> | undefined }
      : T | undefined;

export const sections = Object.keys(rosterSchema.shape) as (keyof RosterInput)[];

/** Sections whose entries have keys that others refer to. */
export const keyedSections = [
    "environments",
    "people",
    "leavers",
    "teams",
    "roles",
    "services",
    "secrets",
] as const;
export type KeyedSection = (typeof keyedSections)[number];
