import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../planners/resources";
import { PersonAccess } from "./personAccess";
import type { AwsRoleArgs, EndingArgs, PermissionSetArgs, VaultRoleArgs } from "./roleAccess";
import { RoleAccess } from "./roleAccess";

export interface EnvironmentAccessArgs {
    /** The roles that there are; absent: none. */
    roles?: EnvironmentRoleArgs[];
    /** Who has which of them; absent: nobody. */
    people?: EnvironmentPersonArgs[];
    /** Identity Center's ids of the users, by the person's key. One that is needed and absent is refused. */
    userIds?: Record<string, pulumi.Input<string>>;
    /** Vault's ids of the entities, by the person's key. One that is needed and absent is refused. */
    entityIds?: Record<string, pulumi.Input<string>>;
    /** Identity Center's ids of users who lost a role and may still have a session, by its name. */
    denied?: Record<string, pulumi.Input<string>[]>;
}

/** See {@link RoleAccess}. */
export interface EnvironmentRoleArgs {
    /** Names its component, such as `payments/developer` or `person:alice/operator`. */
    name: string;
    /** Names that the role had; absent: none. */
    previously?: string[];
    /** What AWS says of the role: at most 700 characters of Latin-1. */
    description: string;
    /** Absent: nothing in AWS. */
    aws?: EnvironmentAwsRoleArgs;
    /** Absent: nothing in Vault. */
    vault?: VaultRoleArgs;
}

export interface EnvironmentAwsRoleArgs extends PermissionSetArgs {
    /** From when on whom everything is denied; absent: nobody. */
    endings?: EnvironmentEndingArgs[];
}

/** From when on everything is denied, in sessions that are open too. */
export interface EnvironmentEndingArgs {
    /** The instant, such as `2026-12-31T18:00:00Z`. */
    until: string;
    /** Keys of people, each of whom has an id in `userIds`; absent: everybody. */
    people?: string[];
}

/** See {@link PersonAccess}. */
export interface EnvironmentPersonArgs {
    /** The person's key, which names the component and its leaves. */
    key: string;
    /** Keys that the person had; absent: none. */
    previously?: string[];
    /** Roles that the person has in AWS; absent: none. */
    aws?: EnvironmentMembershipArgs[];
    /** Roles that the person has in Vault; absent: none. */
    vault?: EnvironmentMembershipArgs[];
}

export interface EnvironmentMembershipArgs {
    /** The name of a role that has a part in this system. */
    role: string;
    /** Names that the role had; absent: none. */
    previously?: string[];
}

/** An environment's stack for people: the roles there are, and who has them. */
export class EnvironmentAccess extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.EnvironmentAccess;

    constructor(name: string, args: EnvironmentAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        checkIds(args);
        super(EnvironmentAccess.__pulumiType, name, {}, opts);
        const roles = createRoles(this, args);
        createPeople(this, args, roles);
        this.registerOutputs({});
    }
}

/** A denial or a membership that is left out in silence would be found by nobody. */
function checkIds({
    roles = [],
    people = [],
    userIds = {},
    entityIds = {},
}: EnvironmentAccessArgs): void {
    const given = new Map(roles.map((role) => [role.name, role]));
    const denied = roles
        .flatMap(({ aws }) => aws?.endings ?? [])
        .flatMap((one) => one.people ?? []);
    for (const key of denied) must(userIds[key], `userIds.${key}`);
    for (const { key, aws = [], vault = [] } of people) {
        for (const { role } of aws) must(given.get(role)?.aws, `role ${role} in AWS`);
        for (const { role } of vault) must(given.get(role)?.vault, `role ${role} in Vault`);
        if (aws.length > 0) must(userIds[key], `userIds.${key}`);
        if (vault.length > 0) must(entityIds[key], `entityIds.${key}`);
    }
}

function createRoles(
    parent: EnvironmentAccess,
    { roles = [], userIds = {}, denied = {} }: EnvironmentAccessArgs,
): Map<string, RoleAccess> {
    return new Map(
        roles.map(({ name, previously = [], description, aws, vault }) => [
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

type Ids = NonNullable<EnvironmentAccessArgs["userIds"]>;

function awsRole(
    aws: EnvironmentAwsRoleArgs,
    userIds: Ids,
    denied: pulumi.Input<string>[],
): AwsRoleArgs {
    return { ...aws, endings: endingsOf(aws.endings ?? [], userIds), denied };
}

function endingsOf(endings: readonly EnvironmentEndingArgs[], userIds: Ids): EndingArgs[] {
    return endings.map(({ until, people }) =>
        people
            ? { until, userIds: people.map((key) => must(userIds[key], `userIds.${key}`)) }
            : { until },
    );
}

function createPeople(
    parent: EnvironmentAccess,
    { roles = [], people = [], userIds = {}, entityIds = {} }: EnvironmentAccessArgs,
    created: ReadonlyMap<string, RoleAccess>,
): void {
    const stores = new Map(roles.map(({ name, aws }) => [name, aws?.identityStoreId]));
    for (const { key, previously = [], aws = [], vault = [] } of people) {
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
