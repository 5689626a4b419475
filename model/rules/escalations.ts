/** Actions that let their holder raise his own rights, and how. */
interface Escalation {
    readonly how: string;
    readonly actions: readonly string[];
}

/**
 * The well-known ones, each enough alone. What needs a second permission that deployers commonly
 * have (`lambda:UpdateFunctionCode`) is left out; `iam:PassRole` and `sts:AssumeRole`, which depend
 * on the resource, are judged apart.
 *
 * Sources: Rhino Security Labs, "AWS IAM Privilege Escalation - Methods and Mitigation" (methods 1,
 * 2, 4 to 14), https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/;
 * Datadog, https://pathfinding.cloud (iam-001 to iam-021); for limits that are taken away, the
 * actions of level "Permissions management" in the AWS Service Authorization Reference of IAM and
 * Organizations.
 */
const table: readonly Escalation[] = [
    {
        how: "gives permissions to a principal",
        actions: [
            "iam:AddUserToGroup",
            "iam:AttachGroupPolicy",
            "iam:AttachRolePolicy",
            "iam:AttachUserPolicy",
            "iam:PutGroupPolicy",
            "iam:PutRolePolicy",
            "iam:PutUserPolicy",
        ],
    },
    {
        how: "changes what an attached policy allows",
        actions: ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"],
    },
    {
        how: "makes credentials of somebody else",
        actions: [
            "iam:CreateAccessKey",
            "iam:CreateLoginProfile",
            "iam:CreateServiceSpecificCredential",
            "iam:ResetServiceSpecificCredential",
            "iam:UpdateLoginProfile",
        ],
    },
    {
        how: "changes who may take on a role",
        actions: ["iam:UpdateAssumeRolePolicy", "iam:UpdateSAMLProvider"],
    },
    {
        how: "takes a limit away",
        actions: [
            "iam:DeleteGroupPolicy",
            "iam:DeleteRolePermissionsBoundary",
            "iam:DeleteRolePolicy",
            "iam:DeleteUserPermissionsBoundary",
            "iam:DeleteUserPolicy",
            "iam:DetachGroupPolicy",
            "iam:DetachRolePolicy",
            "iam:DetachUserPolicy",
            "iam:PutRolePermissionsBoundary",
            "iam:PutUserPermissionsBoundary",
            "organizations:DeletePolicy",
            "organizations:DetachPolicy",
            "organizations:DisablePolicyType",
            "organizations:LeaveOrganization",
            "organizations:MoveAccount",
            "organizations:UpdatePolicy",
        ],
    },
    { how: "takes on an account's root user", actions: ["sts:AssumeRoot"] },
];

/** Action in lower case -> as AWS writes it, and how it escalates. */
export const escalations: ReadonlyMap<string, { readonly action: string; readonly how: string }> =
    new Map(
        table.flatMap(({ how, actions }) =>
            actions.map((action) => [action.toLowerCase(), { action, how }] as const),
        ),
    );

/**
 * Services that decide who is given which permission set: whatever writes there escalates.
 *
 * Source: AWS Service Authorization Reference of IAM Identity Center (`sso`, `sso-directory`) and
 * Identity Store (`identitystore`).
 */
export const identityServices: ReadonlySet<string> = new Set([
    "identitystore",
    "sso",
    "sso-directory",
]);

/** What begins with one of them reads, in all of {@link identityServices}. */
export const identityReads = ["describe", "get", "is", "list", "search"];

/**
 * Where Vault keeps who gets which policy, and what policies say: whoever writes there gives
 * himself any. A token's calls on itself (`auth/token/renew-self`) are no such thing.
 *
 * Source: Vault HTTP API, https://developer.hashicorp.com/vault/api-docs: auth methods, identity,
 * /sys/auth, /sys/policies, /sys/policy.
 */
export const vaultAuthorities = ["auth/", "identity/", "sys/auth/", "sys/policies/", "sys/policy/"];
export const vaultSelf = /^auth\/token\/[a-z]+-self$/;
