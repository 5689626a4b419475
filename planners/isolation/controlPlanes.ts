import type { Environment } from "../../model/roster";
import { reason } from "../reasons";
import type { Declared } from "./declared";
import type { Path, Plane, Residual } from "./findings";

/** What the platforms keep under one control for all environments. */
export function controlPlanes(declared: Declared): Residual[] {
    return [...githubPlanes(declared), ...centerPlanes(declared), ...vaultPlane(declared)];
}

function githubPlanes({ environments, workloads, roster: { organization } }: Declared): Residual[] {
    const deployed = environments.filter((environment) =>
        workloads.some((workload) => workload.environment === environment),
    );
    const { owner, owners } = organization.github;
    const [first, ...others] = owners.map(({ key, at }) =>
        reason(at, `${key} owns ${owner} and can change every guard in it`),
    );
    return [
        ...residual("github-environments", deployed, {
            path: [
                reason(
                    organization.at,
                    `a token that may write one environment of a repository of ${owner}, or its ` +
                        "secrets, may write them all",
                ),
            ],
            reducedBy:
                "keeping the token to the org stack's own jobs, reviewing them as production is " +
                "reviewed, and secrets that come from Vault instead of GitHub",
        }),
        ...(first
            ? residual("github-owners", deployed, {
                  path: [first, ...others],
                  reducedBy:
                      "few owners, by accounts for nothing else, and an audit log that is kept " +
                      "where they cannot reach it",
              })
            : []),
    ];
}

function centerPlanes({ environments, roster: { organization } }: Declared): Residual[] {
    const center = organization.aws?.identityCenter;
    if (!center) return [];
    const accounts = environments.filter(({ aws }) => aws);
    const inside = accounts.find(({ aws }) => aws?.accountId === center.accountId);
    return [
        ...residual("identity-center", accounts, {
            path: [
                reason(
                    organization.at,
                    `one Identity Center, in ${center.accountId}, opens them all`,
                ),
                ...(inside ? [reason(inside.at, `which is the account of ${inside.key} too`)] : []),
            ],
            reducedBy:
                "an account that nothing else runs in, and jobs that may assign only to their " +
                "environment's account and only permission sets with its tag",
        }),
        ...residual("identity-store-groups", accounts, {
            path: [
                reason(
                    organization.at,
                    `whoever may add members to one group of ${center.identityStoreId} may add ` +
                        "them to any",
                ),
            ],
            reducedBy:
                "policies of the jobs that leave out, by id, the groups of other environments",
        }),
    ];
}

function vaultPlane({ environments, roster: { organization } }: Declared): Residual[] {
    const { vault } = organization;
    if (!vault) return [];
    const namespace = vault.namespace === undefined ? "" : ` in the namespace ${vault.namespace}`;
    return residual(
        "vault",
        environments.filter(({ vault: mounted }) => mounted),
        {
            path: [reason(organization.at, `one Vault${namespace} keeps the policies of all`)],
            reducedBy:
                "pipelines whose policies name their own mount, policies and roles and restrict " +
                "token_policies by allowed_parameters, or a server for each environment",
        },
    );
}

/** Nothing where there are no two environments to tell apart. */
export function residual(
    plane: Plane,
    environments: readonly Environment[],
    found: { readonly on?: string; readonly path: Path; readonly reducedBy: string },
): Residual[] {
    if (environments.length < 2) return [];
    return [
        { kind: "residual", plane, environments: environments.map(({ key }) => key), ...found },
    ];
}
