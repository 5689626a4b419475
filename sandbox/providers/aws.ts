import type { Provider } from "../resourceType";
import { isMap, map, text, texts, type Values } from "../values";
import type { WorldReader } from "../world";
import type { AwsPlace } from "./awsApi";
import { accountAssignment } from "./awsAssignment";
import { group, groupMembership, user } from "./awsIdentityStore";
import { managedPolicyAttachment, permissionSet, permissionSetInlinePolicy } from "./awsSsoAdmin";
import { accessKey } from "./iamAccessKey";
import { policy } from "./iamManagedPolicy";
import { openIdConnectProvider } from "./iamOidcProvider";
import { role } from "./iamRole";
import { user as iamUser, userPolicy } from "./iamUser";
import { secret } from "./secretsManager";
import { secretVersion } from "./secretsManagerVersion";

/**
 * AWS. As in reality, a provider's credentials belong to an account; here the world says which: those of a
 * `profile` to the account in `aws/credentials/PROFILE.json`, those without one to the account in
 * `default.json`. The seed makes `default` Identity Center's account, and adds a profile named after its id
 * for every other account. `assumeRoles` switches to the account in the last role's ARN. So a stack may
 * have providers for several accounts, and `allowedAccountIds` is a check that can fail.
 */
export const aws: Provider<AwsPlace> = {
    name: "aws",
    configure(inputs, world) {
        const region = text(inputs, "region");
        if (region === "") throw new Error("invalid AWS Region: ");
        const accountId = accountOf(inputs, world);
        const allowed = texts(inputs, "allowedAccountIds");
        const forbidden = texts(inputs, "forbiddenAccountIds");
        if ((allowed.length > 0 && !allowed.includes(accountId)) || forbidden.includes(accountId)) {
            throw new Error(`AWS account ID not allowed: ${accountId}`);
        }
        const tags = Object.entries(map(map(inputs, "defaultTags"), "tags"));
        const defaultTags = Object.fromEntries(tags.map(([key, value]) => [key, String(value)]));
        return { accountId, region, defaultTags };
    },
    resources: {
        "aws:identitystore/user:User": user,
        "aws:identitystore/group:Group": group,
        "aws:identitystore/groupMembership:GroupMembership": groupMembership,
        "aws:ssoadmin/permissionSet:PermissionSet": permissionSet,
        "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy":
            permissionSetInlinePolicy,
        "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": managedPolicyAttachment,
        "aws:ssoadmin/accountAssignment:AccountAssignment": accountAssignment,
        "aws:iam/role:Role": role,
        "aws:iam/policy:Policy": policy,
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider": openIdConnectProvider,
        "aws:iam/user:User": iamUser,
        "aws:iam/userPolicy:UserPolicy": userPolicy,
        "aws:iam/accessKey:AccessKey": accessKey,
        "aws:secretsmanager/secret:Secret": secret,
        "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
    },
    functions: {},
};

function accountOf(inputs: Values, world: WorldReader): string {
    const profile = text(inputs, "profile") || "default";
    const credentials = world.read("aws/credentials", profile);
    if (credentials === undefined) {
        throw new Error(
            profile === "default"
                ? "No valid credential sources found: the sandbox's world has no AWS account"
                : `failed to get shared config profile, ${profile}`,
        );
    }
    const roles = Array.isArray(inputs.assumeRoles) ? inputs.assumeRoles : [];
    return roles.reduce((accountId: string, role) => {
        const roleArn = isMap(role) ? text(role, "roleArn") : "";
        const next = /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/.exec(roleArn)?.[1];
        if (next !== undefined && world.read("aws/accounts", next)) return next;
        const caller = `arn:aws:sts::${accountId}:assumed-role/rollcall/sandbox`;
        throw new Error(
            `Cannot assume IAM Role: operation error STS: AssumeRole, AccessDenied: User: ` +
                `${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
        );
    }, credentials.accountId);
}
