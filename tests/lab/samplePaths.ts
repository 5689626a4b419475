const environments = ["dev", "staging", "prod"];

/** Everything that a policy of Vault's can allow at a path. */
export const verbs = ["create", "read", "update", "patch", "delete", "list", "sudo"];

/** The sample's, with a folder of its own in each environment. */
export const services = ["checkout", "ledger", "catalog-api", "catalog-worker", "gateway"];

/** Where the sample gives something, beside them, and what would give more. */
export const paths = [
    ...environments.flatMap((each) => [
        ...services.flatMap((service) => [
            `kv-${each}/data/${service}/app/db`,
            `kv-${each}/data/${service}/app/`,
            `kv-${each}/data/${service}/app`,
            `kv-${each}/metadata/${service}/app/db`,
            `kv-${each}/metadata/${service}/app/`,
            `kv-${each}/metadata/${service}/app`,
            `kv-${each}/data/${service}/signing-key`,
            `kv-${each}/data/${service}/cookie-key`,
            `database-${each}/creds/${service}-readonly`,
            `auth/github-actions-${each}/role/${service}`,
        ]),
        `kv-${each}/data/platform/x`,
        `kv-${each}/metadata/platform/x`,
        `kv-${each}/data/`,
        `kv-${each}/config`,
    ]),
    "sys/policies/acl/any",
    "sys/auth/any",
    "identity/entity",
    "identity/group/id/any",
];

/** What a developer of services may, of all those paths, in environments. */
function developer(own: readonly string[], where: readonly string[]): string[] {
    return where.flatMap((each) =>
        own.flatMap((service) => [
            `kv-${each}/data/${service}/app/db create read update`,
            `kv-${each}/data/${service}/app/ create read update`,
            `kv-${each}/metadata/${service}/app/db list`,
            `kv-${each}/metadata/${service}/app/ list`,
        ]),
    );
}

const early = ["dev", "staging"];
const payments = developer(["checkout", "ledger"], early);
const storefront = developer(["catalog-api", "catalog-worker"], early);
const platform = [
    ...developer(["gateway"], early),
    ...early.flatMap((each) => [
        `kv-${each}/data/platform/x create read update delete`,
        `kv-${each}/metadata/platform/x list`,
    ]),
];

/** Of those, what each person may: the sample's teams, and dan's own grant. Others: nothing. */
export const samplePaths: Readonly<Record<string, readonly string[]>> = {
    ...members(payments, "alice", "bob", "lena", "priya", "yusuf", "kim"),
    ...members(storefront, "carla", "hana", "ines", "nils", "oskar"),
    ...members(platform, "erin", "frank", "mira", "jonas", "tess"),
    dan: [...storefront, ...developer(["ledger"], ["staging"])],
};

function members(held: readonly string[], ...keys: readonly string[]) {
    return Object.fromEntries(keys.map((key) => [key, held]));
}
