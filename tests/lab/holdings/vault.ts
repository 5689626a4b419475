import { githubIssuer } from "../../../sandbox/githubToken";
import type { World } from "../../../sandbox/world";
import type { VaultView } from "../vaultView";
import type { Fact } from "./fact";

type Data = Readonly<Record<string, unknown>>;

/** What a Vault has, apart from what stood there before: identities, policies, logins, secrets. */
export async function vaultHoldings(
    view: VaultView,
    token: string,
    { mounts, issuer }: { readonly mounts: readonly string[]; readonly issuer: string },
): Promise<Fact[]> {
    const read = async (path: string): Promise<Data> => (await view.ask(token, "GET", path)).data;
    const each = async <T>(path: string, work: (name: string) => Promise<T>): Promise<T[]> =>
        Promise.all((await view.list(token, path)).map(work));
    const accessors = await read("sys/auth");
    // The lab's issuer stands in for GitHub's.
    const ofGitHub = (url: unknown) => (url === issuer ? githubIssuer : url);
    const login = (accessor: unknown) =>
        Object.keys(accessors).find((path) => (accessors[path] as Data).accessor === accessor);
    const entities = await each("identity/entity/id", (id) => read(`identity/entity/id/${id}`));
    const names = new Map(entities.map(({ id, name }) => [id, String(name)]));
    const backends = Object.keys(accessors).filter(
        (path) => (accessors[path] as Data).type === "jwt",
    );
    const facts = [
        ...entities.map(
            async (entity): Promise<Fact> => [
                `entity ${entity.name}`,
                {
                    ...{ disabled: entity.disabled, policies: entity.policies ?? [] },
                    metadata: entity.metadata ?? {},
                    aliases: ((entity.aliases ?? []) as Data[])
                        .map(({ name, mount_accessor }) => `${login(mount_accessor)}${name}`)
                        .sort(),
                },
            ],
        ),
        ...(await view.list(token, "identity/group/id")).map(async (id): Promise<Fact> => {
            const group = await read(`identity/group/id/${id}`);
            const members = (group.member_entity_ids ?? []) as string[];
            return [
                `group ${group.name}`,
                {
                    ...{ type: group.type, policies: group.policies ?? [] },
                    members: members.map((member) => names.get(member)).sort(),
                },
            ];
        }),
        ...(await view.list(token, "sys/policies/acl"))
            .filter((name) => !["default", "deployer"].includes(name))
            .map(
                async (name): Promise<Fact> => [
                    `policy ${name}`,
                    (await read(`sys/policies/acl/${name}`)).policy,
                ],
            ),
        ...backends.map(async (path): Promise<Fact> => {
            const config = await read(`auth/${path}config`);
            return [
                `login ${path.slice(0, -1)}`,
                {
                    defaultRole: config.default_role,
                    boundIssuer: ofGitHub(config.bound_issuer),
                    discoveryUrl: ofGitHub(config.oidc_discovery_url),
                },
            ];
        }),
    ];
    const roles = backends.map((path) =>
        each(`auth/${path}role`, async (name): Promise<Fact> => {
            return [`login ${path}${name}`, roleFact(await read(`auth/${path}role/${name}`))];
        }),
    );
    const secrets = mounts.map((mount) => secretsIn(view, token, mount));
    return [
        ...(await Promise.all(facts)),
        ...(await Promise.all(roles)).flat(),
        ...(await Promise.all(secrets)).flat(),
    ];
}

function roleFact(role: Data) {
    return {
        ...{ type: role.role_type, userClaim: role.user_claim },
        audiences: role.bound_audiences,
        claims: Object.fromEntries(
            Object.entries((role.bound_claims ?? {}) as Data).map(([claim, values]) => [
                claim,
                [values].flat(),
            ]),
        ),
        claimsType: role.bound_claims_type,
        policies: role.token_policies ?? [],
        noDefaultPolicy: role.token_no_default_policy,
        ttls: [role.token_ttl, role.token_max_ttl, role.token_explicit_max_ttl],
        token: [role.token_type, role.token_period, role.token_num_uses],
        cidrs: role.token_bound_cidrs ?? [],
        leeways: [role.expiration_leeway, role.not_before_leeway, role.clock_skew_leeway],
        subject: role.bound_subject,
    };
}

/** Of a secret, what it holds and how many versions; what its values are is told elsewhere. */
async function secretsIn(
    view: VaultView,
    token: string,
    mount: string,
    folder = "",
): Promise<Fact[]> {
    const names = await view.list(token, `${mount}/metadata/${folder}`);
    const facts = names.map(async (name): Promise<Fact[]> => {
        const path = `${folder}${name}`;
        if (name.endsWith("/")) return secretsIn(view, token, mount, path);
        const { data } = (await view.ask(token, "GET", `${mount}/data/${path}`)).data;
        const { data: about } = await view.ask(token, "GET", `${mount}/metadata/${path}`);
        const versions = Object.keys((about.versions ?? {}) as Data).length;
        const keys = Object.keys((data ?? {}) as Data).sort();
        return [[`secret ${mount}/${path}`, { keys, version: (data as Data)?.version, versions }]];
    });
    return (await Promise.all(facts)).flat();
}

/** The same of the sandbox's world. */
export function vaultInWorld(world: World): Fact[] {
    const entities = world.list("vault/entities");
    const names = new Map(entities.map(({ id, name }) => [id, name]));
    const login = (accessor: string) => `${world.read("vault/authMounts", accessor)?.path}/`;
    const aliases = world.list("vault/entityAliases");
    return [
        ...entities.map(({ id, name, disabled, policies, metadata }): Fact => {
            const own = aliases.filter(({ canonicalId }) => canonicalId === id);
            return [
                `entity ${name}`,
                {
                    ...{ disabled, policies, metadata },
                    aliases: own.map((each) => `${login(each.mountAccessor)}${each.name}`).sort(),
                },
            ];
        }),
        ...world.list("vault/groups").map(({ name, type, policies, memberEntityIds }): Fact => {
            const members = memberEntityIds.map((id) => names.get(id)).sort();
            return [`group ${name}`, { type, policies, members }];
        }),
        ...world.list("vault/policies").map(({ name, policy }): Fact => [`policy ${name}`, policy]),
        ...world
            .list("vault/jwtBackends")
            .map(({ path, defaultRole, boundIssuer, settings }): Fact => {
                const discoveryUrl = settings.oidcDiscoveryUrl;
                return [`login ${path}`, { defaultRole, boundIssuer, discoveryUrl }];
            }),
        ...world.list("vault/jwtRoles").map(
            ({ backend, name, token, leeway, ...role }): Fact => [
                `login ${backend}/${name}`,
                {
                    ...{ type: role.roleType, userClaim: role.userClaim },
                    ...{ audiences: role.boundAudiences, claims: role.boundClaims },
                    claimsType: role.boundClaimsType,
                    ...{ policies: token.policies, noDefaultPolicy: token.noDefaultPolicy },
                    ttls: [token.ttl, token.maxTtl, token.explicitMaxTtl],
                    token: [token.type, token.period, token.numUses],
                    cidrs: role.settings.tokenBoundCidrs ?? [],
                    leeways: [leeway.expiration, leeway.notBefore, leeway.clockSkew],
                    subject: role.boundSubject,
                },
            ],
        ),
        ...world.list("vault/kvSecrets").map(({ mount, name, versions }): Fact => {
            const { data = {} } = versions.at(-1) ?? {};
            const keys = Object.keys(data).sort();
            return [
                `secret ${mount}/${name}`,
                { keys, version: data.version, versions: versions.length },
            ];
        }),
    ];
}
