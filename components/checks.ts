import {
    BoundClaimsType,
    OidcProvider,
    OrganizationRole,
    RepositoryPermission,
    SecretSlot,
    TeamRole,
} from "./choices";
import type { PreviousSecretValueArgs, RotatedSecretArgs } from "./secretArgs";
import type { RepositoryAccessArgs } from "./teamAccess";
import type { TrustAnchorArgs } from "./trustAnchor";
import type { WorkloadVaultRoleArgs } from "./workloadIdentity";

// What the types cannot say, or cannot say to other languages. Whoever makes several components
// checks them all first: what is wrong is said before anything is registered.

/** Membership of the organisation, as far as it is plain. */
interface MemberArgs {
    readonly role: OrganizationRole;
    readonly teams?: readonly { readonly team: string; readonly role: TeamRole }[];
    readonly repositories?: readonly RepositoryAccessArgs[];
}

export function checkMember(name: string, { role, teams = [], repositories }: MemberArgs): void {
    oneOf(OrganizationRole, role, `role of ${name}`);
    for (const each of teams) oneOf(TeamRole, each.role, `role of ${name} in ${each.team}`);
    checkRepositories(name, repositories);
}

export function checkRepositories(
    name: string,
    repositories: readonly RepositoryAccessArgs[] = [],
): void {
    for (const { id, permission } of repositories) {
        oneOf(RepositoryPermission, permission, `permission of ${name} on repository ${id}`);
    }
}

export function checkAnchor(name: string, { aws }: TrustAnchorArgs): void {
    if (aws) oneOf(OidcProvider, aws.oidcProvider, `oidcProvider of ${name}`);
}

export function checkWorkload(name: string, vault: WorkloadVaultRoleArgs | undefined): void {
    if (!vault) return;
    oneOf(BoundClaimsType, vault.boundClaimsType, `boundClaimsType of ${name}`);
    const { policy, policyName } = vault;
    if ((policy === undefined) === (policyName === undefined)) return;
    const [given, missing] =
        policy === undefined ? ["policyName", "policy"] : ["policy", "policyName"];
    throw new Error(
        `${name} has a ${given} without a ${missing}, so its role in Vault would lack it`,
    );
}

export function checkSecret(name: string, args: RotatedSecretArgs): void {
    const { current, previous, user, sealed, github, vault, aws } = args;
    oneOf(SecretSlot, current.slot, `slot of ${name}`);
    if (sealed && (!github || vault || aws || previous || user)) {
        throw new Error(`${name} is sealed, so it goes to a GitHub environment and nowhere else`);
    }
    if (!github && !vault && !aws) {
        throw new Error(`${name} goes nowhere; give github, vault or aws`);
    }
    if (previous) checkPrevious(name, args, previous);
}

function checkPrevious(
    name: string,
    { current, user }: RotatedSecretArgs,
    { slot, disabled }: PreviousSecretValueArgs,
): void {
    oneOf(SecretSlot, slot, `slot of the value of ${name} before`);
    if (slot === current.slot) {
        throw new Error(`both values of ${name} are in slot ${slot}; the one before has the other`);
    }
    if (disabled && !user) {
        throw new Error(
            `${name} is no access key, so its value before cannot be disabled; leave it out`,
        );
    }
}

function oneOf(choices: Readonly<Record<string, string>>, value: string, what: string): void {
    const known = Object.values(choices);
    if (known.includes(value)) return;
    throw new Error(`the ${what} is ${JSON.stringify(value)}; give one of ${known.join(", ")}`);
}
