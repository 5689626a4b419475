import { oneLine } from "../oneLine";
import { compare } from "../problem";
import type { AwsPermissions, Grant, Place, Role, Statement, VaultRule } from "../roster";
import { vaultCapabilities } from "../roster";
import type { RosterInput } from "../schema";
import type { BuildContext } from "./build";
import {
    buildEnvironments,
    buildReferences,
    buildWindow,
    defined,
    sortByContent,
    uniqueTexts,
} from "./build";

type RoleInput = (RosterInput["roles"] & object)[string];
type GrantInput = (RosterInput["grants"] & object)[number];
type AwsInput = RoleInput["aws"] & object;
type StatementInput = (AwsInput["statements"] & object)[number];

export const defaultSessionMinutes = 60;

export function buildRole(context: BuildContext, entry: RoleInput, key: string, at: Place): Role {
    return defined({
        key,
        at,
        description: oneLine(entry.description),
        github: entry.github && {
            at: context.locator.key(entry, "github"),
            permission: entry.github.permission,
        },
        ...buildPermissions(context, entry),
        previously: [...(entry.previously ?? [])],
    });
}

/** What a role, or a service for its own pipeline, may do in AWS and Vault. */
export function buildPermissions(context: BuildContext, entry: Pick<RoleInput, "aws" | "vault">) {
    return {
        aws: entry.aws && buildAws(context, entry.aws, context.locator.key(entry, "aws")),
        vault: buildVault(context, entry.vault ?? []),
    };
}

function buildAws({ locator }: BuildContext, entry: AwsInput, at: Place): AwsPermissions {
    const statements = entry.statements ?? [];
    return {
        at,
        sessionMinutes: entry.sessionMinutes ?? defaultSessionMinutes,
        statements: sortByContent(
            statements.map((statement, index) =>
                buildStatement(statement, locator.value(statements, index)),
            ),
        ),
        managed: uniqueTexts(entry.managed),
    };
}

function buildStatement({ actions, resources, conditions }: StatementInput, at: Place): Statement {
    return {
        at,
        actions: uniqueTexts(actions),
        resources: uniqueTexts(resources),
        conditions: mapInOrder(conditions ?? {}, (keys) =>
            mapInOrder(keys, (values) =>
                uniqueTexts(typeof values === "string" ? [values] : values),
            ),
        ),
    };
}

function mapInOrder<T, R>(
    record: Readonly<Record<string, T>>,
    build: (value: T) => R,
): Record<string, R> {
    return Object.fromEntries(
        Object.entries(record)
            .sort(([a], [b]) => compare(a, b))
            .map(([key, value]) => [key, build(value)]),
    );
}

function buildVault({ locator }: BuildContext, rules: RoleInput["vault"] & object): VaultRule[] {
    return sortByContent(
        rules.map(({ path, capabilities }, index) => ({
            at: locator.value(rules, index),
            path,
            capabilities: vaultCapabilities.filter((one) => capabilities.includes(one)),
        })),
    );
}

export function buildGrant(context: BuildContext, entry: GrantInput, at: Place): Grant {
    const { locator } = context;
    const services =
        typeof entry.services === "string"
            ? entry.services
            : entry.services && buildReferences(context, entry.services);
    return defined({
        at,
        principal:
            entry.team === undefined
                ? { kind: "person" as const, key: entry.person ?? "" }
                : { kind: "team" as const, key: entry.team },
        role: { key: entry.role, at: locator.value(entry, "role") },
        services,
        in: entry.in && buildEnvironments(context, entry.in),
        ...buildWindow(entry),
        reason: entry.reason && oneLine(entry.reason),
    });
}
