import type { Collection, Collections } from "./collections";
import { oidcProviderArn } from "./providers/iamOidcProvider";
import { World, type WorldTransaction } from "./world";

/** What exists before Rollcall is used; Rollcall neither creates nor removes it. */
export interface WorldSeed {
    readonly organization: {
        readonly login: string;
        readonly id: number;
        /** Default `https://api.github.com/`. */
        readonly baseUrl?: string;
        /** Default `none`. */
        readonly basePermission?: string;
    };
    readonly accounts: readonly { readonly login: string; readonly id: number }[];
    readonly repositories: readonly { readonly name: string; readonly id: number }[];
    readonly identityCenter?: {
        readonly instanceArn: string;
        readonly identityStoreId: string;
        readonly accountId: string;
        /** Its home region; absent: it answers in every region. */
        readonly region?: string;
        /** Users that another system provisions (SCIM). */
        readonly users?: readonly { readonly userId: string; readonly userName: string }[];
    };
    readonly awsAccounts: readonly string[];
    /** OIDC providers for GitHub Actions that somebody else set up, with the audience of STS. */
    readonly oidcProviders?: readonly { readonly accountId: string }[];
    readonly vault?: {
        readonly address: string;
        readonly namespace?: string;
        /** Paths of KV version 2 mounts. */
        readonly mounts: readonly string[];
        /** Connections of database secrets engines, which allow every role. */
        readonly databases?: readonly { readonly mount: string; readonly connection: string }[];
        readonly loginAccessor: string;
    };
}

/**
 * Brings the world up to date with the seed; may be called any number of times.
 *
 * An account or repository with a known id and a new name counts as renamed: its memberships and access
 * stay. What the seed no longer names is removed unless something still refers to it, so that a person who
 * was taken out of the roster leaves no trace once their access is gone and the world is seeded again.
 *
 * @throws when the world belongs to another organisation.
 */
export async function seedWorld(world: World | string, seed: WorldSeed): Promise<void> {
    const target = typeof world === "string" ? new World(world) : world;
    await target.transaction((transaction) => {
        seedGitHub(transaction, seed);
        seedAws(transaction, seed);
        seedVault(transaction, seed);
    });
}

function seedGitHub(world: WorldTransaction, seed: WorldSeed): void {
    const { id, login, baseUrl, basePermission } = seed.organization;
    const [known] = world.list("github/organizations");
    if (known !== undefined && known.id !== id) {
        throw new Error(
            `this world is that of the organisation ${known.login} with the id ${known.id}, ` +
                `not of ${login} with the id ${id}; remove its folder to begin another`,
        );
    }
    put(world, "github/organizations", id, {
        id,
        login,
        baseUrl: (baseUrl ?? "https://api.github.com/").replace(/\/*$/, "/"),
        basePermission: basePermission ?? "none",
        lastTeamId: known?.lastTeamId ?? firstTeamId,
    });
    seedAccounts(world, seed.accounts);
    seedRepositories(world, seed.repositories);
}

/** Team ids have seven digits, like GitHub's. */
const firstTeamId = 4_700_000;

function seedAccounts(world: WorldTransaction, accounts: WorldSeed["accounts"]): void {
    const named = new Set(accounts.map(({ id }) => String(id)));
    const logins = new Set(accounts.map(({ login }) => login.toLowerCase()));
    const used = new Set(
        [
            ...world.list("github/members"),
            ...world.list("github/teamMembers"),
            ...world.list("github/collaborators"),
        ]
            .map(({ accountId }) => String(accountId))
            .concat(
                world
                    .list("github/environments")
                    .flatMap(({ reviewers }) => reviewers.users.map(String)),
            ),
    );
    forget(world, "github/accounts", ({ id }) => String(id), named, used);
    for (const account of world.list("github/accounts")) {
        if (named.has(String(account.id)) || !logins.has(account.login.toLowerCase())) continue;
        // Its login now belongs to another account, so it gets one that nobody else has.
        put(world, "github/accounts", account.id, { ...account, login: `ghost-${account.id}` });
    }
    for (const { id, login } of accounts) put(world, "github/accounts", id, { id, login });
}

function seedRepositories(world: WorldTransaction, repositories: WorldSeed["repositories"]): void {
    const named = new Set(repositories.map(({ id }) => String(id)));
    const used = new Set(
        [
            ...world.list("github/teamRepositories"),
            ...world.list("github/collaborators"),
            ...world.list("github/environments"),
        ].map(({ repositoryId }) => String(repositoryId)),
    );
    forget(world, "github/repositories", ({ id }) => String(id), named, used);
    for (const { id, name } of repositories) {
        const known = world.read("github/repositories", id);
        const names = [...(known?.formerNames ?? []), ...(known === undefined ? [] : [known.name])];
        const formerNames = [...new Set(names)].filter((each) => each !== name);
        put(world, "github/repositories", id, { id, name, formerNames });
    }
}

function seedAws(world: WorldTransaction, seed: WorldSeed): void {
    const { identityCenter, awsAccounts } = seed;
    const ids = [...awsAccounts, ...(identityCenter ? [identityCenter.accountId] : [])];
    const used = [
        ...world.list("aws/accountAssignments").map(({ targetId }) => targetId),
        ...(["aws/iamRoles", "aws/iamPolicies", "aws/iamUsers", "aws/secrets"] as const).flatMap(
            (collection) => world.list(collection).map(({ accountId }) => accountId),
        ),
    ];
    forget(world, "aws/accounts", ({ id }) => id, new Set(ids), new Set(used));
    for (const id of ids) put(world, "aws/accounts", id, { id });

    const profiles = new Map(ids.map((id) => [id, id]));
    if (identityCenter !== undefined) profiles.set("default", identityCenter.accountId);
    forget(world, "aws/credentials", ({ profile }) => profile, new Set(profiles.keys()), new Set());
    for (const [profile, accountId] of profiles) {
        put(world, "aws/credentials", profile, { profile, accountId });
    }
    seedIdentityCenter(world, identityCenter);
    seedOidcProviders(world, seed.oidcProviders ?? []);
}

/** A provider that a program created, or took over by importing it, is left alone. */
function seedOidcProviders(
    world: WorldTransaction,
    providers: NonNullable<WorldSeed["oidcProviders"]>,
): void {
    const url = "token.actions.githubusercontent.com";
    const arns = new Map(
        providers.map(({ accountId }) => [oidcProviderArn(accountId, url), accountId]),
    );
    const made = world.list("aws/oidcProviders").filter(({ seeded }) => seeded !== true);
    const kept = new Set(made.map(({ arn }) => arn));
    forget(world, "aws/oidcProviders", ({ arn }) => arn, new Set(arns.keys()), kept);
    for (const [arn, accountId] of arns) {
        if (kept.has(arn)) continue;
        const clientIds = ["sts.amazonaws.com"];
        const about = { accountId, arn, url, clientIds, thumbprints: [], tags: {} };
        put(world, "aws/oidcProviders", arn, { ...about, seeded: true });
    }
}

function seedIdentityCenter(world: WorldTransaction, given: WorldSeed["identityCenter"]): void {
    const users = given?.users ?? [];
    const members = world.list("aws/groupMemberships").map(({ userId }) => userId);
    const assigned = world.list("aws/accountAssignments").map(({ principalId }) => principalId);
    const made = world.list("aws/users").filter(({ seeded }) => seeded !== true);
    const kept = new Set([...members, ...assigned, ...made.map(({ userId }) => userId)]);
    const named = new Set(users.map(({ userId }) => userId));
    forget(world, "aws/users", ({ userId }) => userId, named, kept);

    const stores = [...world.list("aws/users"), ...world.list("aws/groups")];
    const used = new Set(stores.map(({ identityStoreId }) => identityStoreId));
    const own = new Set(given === undefined ? [] : [given.identityStoreId]);
    forget(world, "aws/identityStores", ({ identityStoreId }) => identityStoreId, own, used);
    if (given === undefined) return;
    const { users: _users, ...store } = given;
    put(world, "aws/identityStores", given.identityStoreId, store);
    for (const { userId, userName } of users) {
        put(world, "aws/users", userId, {
            userId,
            identityStoreId: given.identityStoreId,
            userName,
            displayName: userName,
            attributes: {},
            seeded: true,
        });
    }
}

function seedVault(world: WorldTransaction, { vault }: WorldSeed): void {
    const mounts = new Set(vault?.mounts ?? []);
    const accessors = new Set(vault === undefined ? [] : [vault.loginAccessor]);
    const used = [
        ...world.list("vault/entityAliases").map(({ mountAccessor }) => mountAccessor),
        ...world.list("vault/jwtBackends").map(({ accessor }) => accessor),
    ];
    const written = world.list("vault/kvSecrets").map(({ mount }) => mount);
    forget(world, "vault/mounts", ({ path }) => path, mounts, new Set(written));
    seedDatabases(world, vault?.databases ?? []);
    forget(world, "vault/authMounts", ({ accessor }) => accessor, accessors, new Set(used));
    const filled = (
        ["vault/entities", "vault/groups", "vault/policies", "vault/jwtBackends"] as const
    ).some((collection) => world.list(collection).length > 0);
    if (vault === undefined && !filled) world.remove("vault/servers", "server");
    if (vault === undefined) return;
    const { address, namespace } = vault;
    put(world, "vault/servers", "server", {
        address: address.replace(/\/+$/, ""),
        ...(namespace === undefined ? {} : { namespace }),
    });
    for (const path of mounts) put(world, "vault/mounts", path, { path });
    for (const accessor of accessors) {
        const type = /^auth_([a-z-]+)_/.exec(accessor)?.[1] ?? "oidc";
        put(world, "vault/authMounts", accessor, { accessor, path: type, type });
    }
}

/** Removes what the seed no longer names and nothing refers to. */
function forget<C extends Collection>(
    world: WorldTransaction,
    collection: C,
    keyOf: (object: Collections[C]) => string,
    named: ReadonlySet<string>,
    used: ReadonlySet<string>,
): void {
    for (const object of world.list(collection)) {
        const key = keyOf(object);
        if (!named.has(key) && !used.has(key)) world.remove(collection, key);
    }
}

function seedDatabases(
    world: WorldTransaction,
    databases: readonly { readonly mount: string; readonly connection: string }[],
): void {
    const keyOf = (mount: string, name: string) => `${mount}/${name}`;
    const named = new Set(databases.map(({ mount, connection }) => keyOf(mount, connection)));
    const used = world.list("vault/databaseRoles").map(({ mount, dbName }) => keyOf(mount, dbName));
    forget(
        world,
        "vault/databaseConnections",
        ({ mount, name }) => keyOf(mount, name),
        named,
        new Set(used),
    );
    for (const { mount, connection } of databases) {
        const made = { mount, name: connection, allowedRoles: ["*"] };
        put(world, "vault/databaseConnections", keyOf(mount, connection), made);
    }
}

/** Does not rewrite a file that is already up to date: seeding again must cost next to nothing. */
function put<C extends Collection>(
    world: WorldTransaction,
    collection: C,
    key: string | number,
    object: Collections[C],
): void {
    if (JSON.stringify(world.read(collection, key)) === JSON.stringify(object)) return;
    world.put(collection, key, object);
}
