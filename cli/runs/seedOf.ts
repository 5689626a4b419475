import type { Environment, IdentityCenter, Roster, VaultServer } from "../../model/roster";
import { planDatabaseLogins } from "../../planners/databaseLogins";
import type { WorldSeed } from "../../sandbox/seed";

/** What the sandbox's world must hold before a roster can be provisioned in it. */
export function seedOf(roster: Roster): WorldSeed {
    const { organization, environments, people, leavers, services } = roster;
    const { github, aws, vault } = organization;
    const everybody = [...people.values(), ...leavers.values()];
    const center = aws?.identityCenter;
    return {
        organization: {
            login: github.owner,
            id: github.ownerId,
            basePermission: github.basePermission,
        },
        accounts: everybody.flatMap((person) => (person.github ? [person.github] : [])),
        // Several services may share one.
        repositories: distinct(
            [...services.values()].flatMap(({ repository }) => repository ?? []),
        ),
        ...(center ? { identityCenter: centerSeed(center, everybody) } : {}),
        oidcProviders: externalProviders([...environments.values()]),
        awsAccounts: [...environments.values()].flatMap(({ aws }) => (aws ? [aws.accountId] : [])),
        ...(vault ? { vault: vaultSeed(roster, vault) } : {}),
    };
}

/** One per account, unless another environment in the account creates it. */
function externalProviders(environments: readonly Environment[]): { accountId: string }[] {
    const accountsWith = (wanted: "managed" | "external") =>
        environments.flatMap(({ aws }) => (aws?.oidcProvider === wanted ? [aws.accountId] : []));
    const managed = accountsWith("managed");
    return [...new Set(accountsWith("external"))]
        .filter((accountId) => !managed.includes(accountId))
        .map((accountId) => ({ accountId }));
}

function centerSeed(center: IdentityCenter, everybody: readonly Somebody[]) {
    const { instanceArn, identityStoreId, accountId, region, users } = center;
    return {
        instanceArn,
        identityStoreId,
        accountId,
        region,
        users: users === "external" ? externalUsers(everybody) : [],
    };
}

function vaultSeed(roster: Roster, { address, namespace, login }: VaultServer) {
    const environments = [...roster.environments.values()];
    return {
        address,
        ...(namespace === undefined ? {} : { namespace }),
        mounts: environments.flatMap(({ vault }) => (vault ? [vault.mount] : [])),
        databases: environments.flatMap(({ key }) =>
            planDatabaseLogins(roster, key).map(({ mount, connection }) => ({ mount, connection })),
        ),
        loginAccessor: login.accessor,
    };
}

type Somebody = { readonly key: string; readonly aws?: { readonly userId: string } };

function externalUsers(everybody: readonly Somebody[]): { userId: string; userName: string }[] {
    return everybody.flatMap(({ key, aws }) =>
        aws ? [{ userId: aws.userId, userName: key }] : [],
    );
}

function distinct<T extends { readonly id: number }>(items: readonly T[]): T[] {
    return [...new Map(items.map((item) => [item.id, item])).values()];
}
