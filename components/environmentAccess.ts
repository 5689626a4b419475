import * as pulumi from "@pulumi/pulumi";
import { PersonAccess } from "./personAccess";
import type { AllowArgs, AwsRoleArgs, EndingArgs, VaultRoleArgs } from "./roleAccess";
import { RoleAccess } from "./roleAccess";

export interface EnvironmentAccessArgs {
    roles: EnvironmentRoleArgs[];
    people: EnvironmentPersonArgs[];
    /** Identity Center's ids of the users, by the person's key. */
    userIds: Record<string, pulumi.Input<string>>;
    /** Vault's ids of the entities, by the person's key. */
    entityIds: Record<string, pulumi.Input<string>>;
    /** Identity Center's ids of users who lost a role and may still have a session, by its name. */
    denied?: Record<string, pulumi.Input<string>[]>;
}

/** See {@link RoleAccess}. */
export interface EnvironmentRoleArgs {
    /** `payments/developer`, `person:alice/operator` */
    name: string;
    /** Names that the role had. */
    previously: string[];
    description: string;
    aws?: EnvironmentAwsRoleArgs;
    vault?: VaultRoleArgs;
}

export interface EnvironmentAwsRoleArgs {
    identityStoreId: pulumi.Input<string>;
    instanceArn: pulumi.Input<string>;
    accountId: pulumi.Input<string>;
    groupName: string;
    permissionSetName: string;
    sessionMinutes: number;
    statements: AllowArgs[];
    managed: Record<string, pulumi.Input<string>>;
    endings: EnvironmentEndingArgs[];
}

/** From when on everything is denied, in sessions that are open too. */
export interface EnvironmentEndingArgs {
    /** `2026-12-31T18:00:00Z` */
    until: string;
    /** Keys of people; absent: everybody. */
    people?: string[];
}

/** See {@link PersonAccess}. */
export interface EnvironmentPersonArgs {
    key: string;
    /** Keys that the person had. */
    previously: string[];
    aws: EnvironmentMembershipArgs[];
    vault: EnvironmentMembershipArgs[];
}

export interface EnvironmentMembershipArgs {
    /** The role's name. */
    role: string;
    /** Names that the role had. */
    previously: string[];
}

/** An environment's stack for people: the roles there are, and who has them. */
export class EnvironmentAccess extends pulumi.ComponentResource {
    static readonly __pulumiType = "rollcall:index:EnvironmentAccess";

    constructor(name: string, args: EnvironmentAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        checkIds(args);
        super(EnvironmentAccess.__pulumiType, name, {}, opts);
        const roles = createRoles(this, args);
        createPeople(this, args, roles);
        this.registerOutputs({});
    }
}

/** A denial or a membership that is left out in silence would be found by nobody. */
function checkIds({ roles, people, userIds, entityIds }: EnvironmentAccessArgs): void {
    const given = new Map(roles.map((role) => [role.name, role]));
    const denied = roles
        .flatMap(({ aws }) => aws?.endings ?? [])
        .flatMap((one) => one.people ?? []);
    for (const key of denied) must(userIds[key], `userIds.${key}`);
    for (const { key, aws, vault } of people) {
        for (const { role } of aws) must(given.get(role)?.aws, `role ${role} in AWS`);
        for (const { role } of vault) must(given.get(role)?.vault, `role ${role} in Vault`);
        if (aws.length > 0) must(userIds[key], `userIds.${key}`);
        if (vault.length > 0) must(entityIds[key], `entityIds.${key}`);
    }
}

function createRoles(
    parent: EnvironmentAccess,
    { roles, userIds, denied = {} }: EnvironmentAccessArgs,
): Map<string, RoleAccess> {
    return new Map(
        roles.map(({ name, previously, description, aws, vault }) => [
            name,
            new RoleAccess(
                name,
                {
                    previously,
                    description,
                    ...(aws ? { aws: awsRole(aws, userIds, denied[name] ?? []) } : {}),
                    ...(vault ? { vault } : {}),
                },
                { parent },
            ),
        ]),
    );
}

function awsRole(
    aws: EnvironmentAwsRoleArgs,
    userIds: EnvironmentAccessArgs["userIds"],
    denied: pulumi.Input<string>[],
): AwsRoleArgs {
    return { ...aws, endings: endingsOf(aws.endings, userIds), denied };
}

function endingsOf(
    endings: readonly EnvironmentEndingArgs[],
    userIds: EnvironmentAccessArgs["userIds"],
): EndingArgs[] {
    return endings.map(({ until, people }) =>
        people
            ? { until, userIds: people.map((key) => must(userIds[key], `userIds.${key}`)) }
            : { until },
    );
}

function createPeople(
    parent: EnvironmentAccess,
    { roles, people, userIds, entityIds }: EnvironmentAccessArgs,
    created: ReadonlyMap<string, RoleAccess>,
): void {
    const stores = new Map(roles.map(({ name, aws }) => [name, aws?.identityStoreId]));
    for (const { key, previously, aws, vault } of people) {
        new PersonAccess(
            key,
            {
                previously,
                aws: aws.map((membership) => ({
                    ...membership,
                    identityStoreId: must(stores.get(membership.role), membership.role),
                    groupId: must(created.get(membership.role)?.awsGroupId, membership.role),
                    userId: must(userIds[key], `userIds.${key}`),
                })),
                vault: vault.map((membership) => ({
                    ...membership,
                    groupId: must(created.get(membership.role)?.vaultGroupId, membership.role),
                    entityId: must(entityIds[key], `entityIds.${key}`),
                })),
            },
            { parent },
        );
    }
}

function must<T>(value: T | undefined, name: string): T {
    if (value === undefined) throw new Error(`EnvironmentAccess was given no ${name}`);
    return value;
}
