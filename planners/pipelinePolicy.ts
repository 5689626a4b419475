import type { EnvironmentSpec } from "./planEnvironment";

/**
 * The Vault policy for an environment's pipeline when several environments share a server. It allows
 * writing the environment's own backend, roles, policies, groups and secrets; in its roles and groups the
 * pipeline may use only the policies of the spec.
 *
 * A list in `allowed_parameters` is compared as a whole, so there is a block per service. Parameter rules
 * cannot look into HCL: the pipeline decides the text of its own policies.
 *
 * Source: Vault, "Policies", parameter constraints. Tried on OpenBao 2.7.
 */
export function vaultPipelinePolicy(
    environment: string,
    { anchor, workloads, roles, secrets, databases = [] }: EnvironmentSpec,
): string {
    const backend = anchor.vault?.path;
    const services = workloads.flatMap(({ vault }) => vault ?? []);
    const groups = roles.flatMap(({ vault }) => vault ?? []);
    return [
        'path "auth/token/create" { capabilities = ["update"] } # the provider works with a child token',
        ...(backend === undefined ? [] : [backendPaths(backend)]),
        ...services.map(({ roleName, policyName, policies }) =>
            rolePath(`${backend}`, roleName, [
                ...(policyName ? [policyName] : []),
                ...(policies ?? []),
            ]),
        ),
        `path "sys/policies/acl/${environment}.*" { capabilities = ["create", "read", "update", "delete"] }`,
        ...(groups.length === 0
            ? []
            : [
                  groupPaths(
                      environment,
                      [...new Set(groups.map((group) => group.policyName))].sort(),
                  ),
              ]),
        ...secrets.flatMap(({ vault }) => (vault ? secretPaths(vault) : [])),
        ...databases.map(
            ({ mount, roleName }) =>
                `path "${mount}/roles/${roleName}" { capabilities = ["create", "read", "update", "delete"] }`,
        ),
    ].join("\n\n");
}

/** The two paths of a KV v2 secret: deleting the metadata deletes all of its versions. */
function secretPaths({ mount, name }: { readonly mount: string; readonly name: string }): string[] {
    return ["data", "metadata"].map(
        (side) =>
            `path "${mount}/${side}/${name}" { capabilities = ["create", "read", "update", "delete"] }`,
    );
}

function backendPaths(path: string): string {
    return `path "sys/auth/${path}" { capabilities = ["create", "read", "update", "delete", "sudo"] }
path "sys/mounts/auth/${path}/tune" { capabilities = ["read"] }
path "auth/${path}/config" { capabilities = ["create", "read", "update"] }`;
}

/** The provider sends a set but Vault compares lists, so every order of the set is listed. */
function rolePath(backend: string, role: string, policies: readonly string[]): string {
    const lists = ordersOf(policies).map((each) => `[${each.map((one) => `"${one}"`).join(", ")}]`);
    return `path "auth/${backend}/role/${role}" {
  capabilities       = ["create", "read", "update", "delete"]
  allowed_parameters = { "token_policies" = [${lists.join(", ")}], "*" = [] }
  denied_parameters  = { "policies" = [] } # the old name of token_policies
}`;
}

function ordersOf(items: readonly string[]): string[][] {
    if (items.length < 2) return [[...items]];
    return items.flatMap((first) =>
        ordersOf(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
    );
}

function groupPaths(environment: string, policies: readonly string[]): string {
    const each = policies.map((policy) => `["${policy}"]`).join(", ");
    const allowed = `{ "name" = ["${environment}.*"], "policies" = [${each}], "*" = [] }`;
    return `path "identity/group" {
  capabilities       = ["create", "update"]
  allowed_parameters = ${allowed}
  denied_parameters  = { "id" = [] } # else a group of another environment could be named by it
}

path "identity/group/id/*" {
  capabilities       = ["read", "update", "delete"]
  allowed_parameters = ${allowed}
}`;
}
