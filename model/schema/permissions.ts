import { z } from "zod";
import { vaultCapabilities } from "../roster";
import { control, form, listOf, undotted, wholeNumber } from "./scalars";

const action = form(
    /^(?:\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/,
    "an IAM action such as logs:GetLogEvents",
);

const resource = form(/^(?:\*|arn:\S+)$/, "an ARN, or * where the action knows no resource");

const conditionText = form(
    new RegExp(`^[^${control}]{1,500}$`),
    'text in quotes: conditions compare texts, as in "true" or "3600"',
);

/** IAM's condition operators (IAM user guide, "Condition operators"). */
export const conditionOperators = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
] as const;

const operator = form(
    new RegExp(`^(?:ForAnyValue:)?(?:${conditionOperators.join("|")})$`),
    "an IAM condition operator such as StringEquals; ForAllValues and IfExists are refused, for " +
        "both hold where the key is missing",
);

const conditionKey = form(
    /^[A-Za-z0-9.-]+:[A-Za-z0-9.:/_+=@ -]+$/,
    "an IAM condition key such as aws:ResourceTag/team",
);

const conditions = z
    .record(
        operator,
        z.record(
            conditionKey,
            z.union([conditionText, listOf(conditionText, "a list of texts", 1)], {
                error: "a text in quotes, or a list of such texts",
            }),
        ),
    )
    .describe("IAM's own: operator, key, values");

const statement = z
    .strictObject({
        actions: listOf(action, "a list of at least one IAM action", 1),
        resources: listOf(resource, "a list of at least one ARN", 1),
        conditions: conditions.optional(),
    })
    .describe("An Allow; texts may hold ${organization}, ${environment}, ${account} and others");

const managedPolicy = form(
    /^[A-Za-z0-9+=,.@_-]+(?:\/[A-Za-z0-9+=,.@_-]+)*$/,
    "the name of an AWS managed policy such as SecurityAudit",
);

export const awsPermissions = z
    .strictObject({
        sessionMinutes: wholeNumber(60, 720, "minutes from 60 to 720")
            .describe("How long a session lasts: 60 to 720, default 60")
            .optional(),
        statements: listOf(statement, "a list of statements").optional(),
        managed: listOf(managedPolicy, "a list of names of AWS managed policies")
            .describe("AWS managed policies by name")
            .optional(),
    })
    .describe("Leave out: nothing in AWS");

const segment = `[^\\s${control}*+"\\\\/]+`;

/** In Vault, `*` is a wildcard only at the end, and `+` stands for exactly one segment. */
export const vaultPath = form(
    new RegExp(
        `^(?=.{1,512}$)${undotted}(?=/?[^/])/?(?:(?:\\+|${segment})/)*(?:\\+|${segment}\\*?|\\*)?$`,
    ),
    "a Vault path: no spaces, no . or .. as a segment, + for one whole segment, * at the end alone",
);

export const vaultRules = listOf(
    z.strictObject({
        path: vaultPath.describe(
            "Relative to the environment's KV v2 mount; with a leading / taken as it is",
        ),
        capabilities: listOf(
            z.enum(vaultCapabilities),
            "a list of at least one capability: read, list ...",
            1,
        ),
    }),
    "a list of paths with capabilities",
).describe("Leave out: nothing in Vault");
