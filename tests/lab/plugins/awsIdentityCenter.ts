import { defined, map, text, type Values } from "../../../sandbox/values";
import { type AwsApi, gone, ifThere } from "./awsApi";
import type { RemoteType } from "./remoteCalls";

type AwsType = RemoteType<AwsApi>;

const regionOf = (api: AwsApi, state: Values) => ({ region: text(state, "region") || api.region });

/** `d-9067f0a1b2/<id>` */
function inStore(id: string, name: string) {
    const [IdentityStoreId = "", own = ""] = id.split("/");
    return { IdentityStoreId, [name]: own } as { IdentityStoreId: string } & Record<string, string>;
}

const user: AwsType = {
    async create({ identityStore }, inputs) {
        const store = text(inputs, "identityStoreId");
        const [name, emails] = [map(inputs, "name"), map(inputs, "emails")];
        const { UserId } = await identityStore.createUser({
            IdentityStoreId: store,
            UserName: text(inputs, "userName"),
            DisplayName: text(inputs, "displayName"),
            Name: { GivenName: text(name, "givenName"), FamilyName: text(name, "familyName") },
            Emails: [{ Value: text(emails, "value"), Primary: emails.primary === true }],
        });
        return `${store}/${UserId}`;
    },
    async read(api, id, state) {
        const [store = "", userId = ""] = id.split("/");
        const asked = { IdentityStoreId: store, UserId: userId };
        const found = await ifThere(api.identityStore.describeUser(asked));
        if (found === undefined) return undefined;
        const { Value: value, Primary: primary } = found.Emails?.[0] ?? {};
        return defined({
            ...{ identityStoreId: store, userId, userName: found.UserName },
            displayName: found.DisplayName,
            name: defined({
                givenName: found.Name?.GivenName,
                familyName: found.Name?.FamilyName,
            }),
            emails: defined({ value, primary }),
            ...regionOf(api, state),
        });
    },
    async update({ identityStore }, id, inputs) {
        const [name, emails] = [map(inputs, "name"), map(inputs, "emails")];
        const [IdentityStoreId = "", UserId = ""] = id.split("/");
        const value = [{ value: text(emails, "value"), primary: emails.primary === true }];
        const Operations = [
            { AttributePath: "displayName", AttributeValue: text(inputs, "displayName") },
            { AttributePath: "name.givenName", AttributeValue: text(name, "givenName") },
            { AttributePath: "name.familyName", AttributeValue: text(name, "familyName") },
            { AttributePath: "emails", AttributeValue: value },
        ];
        await identityStore.updateUser({ IdentityStoreId, UserId, Operations });
    },
    delete: ({ identityStore }, id) =>
        gone(identityStore.deleteUser(inStore(id, "UserId") as never)),
};

const group: AwsType = {
    async create({ identityStore }, inputs) {
        const store = text(inputs, "identityStoreId");
        const { GroupId } = await identityStore.createGroup({
            IdentityStoreId: store,
            DisplayName: text(inputs, "displayName"),
            Description: text(inputs, "description"),
        });
        return `${store}/${GroupId}`;
    },
    async read(api, id, state) {
        const [store = "", groupId = ""] = id.split("/");
        const asked = { IdentityStoreId: store, GroupId: groupId };
        const found = await ifThere(api.identityStore.describeGroup(asked));
        return (
            found &&
            defined({
                ...{ identityStoreId: store, groupId },
                displayName: found.DisplayName,
                description: found.Description,
                arn: `arn:aws:identitystore:::group/${groupId}`,
                ...regionOf(api, state),
            })
        );
    },
    async update({ identityStore }, id, inputs) {
        const [IdentityStoreId = "", GroupId = ""] = id.split("/");
        const Operations = ["displayName", "description"].map((name) => ({
            AttributePath: name,
            AttributeValue: text(inputs, name),
        }));
        await identityStore.updateGroup({ IdentityStoreId, GroupId, Operations });
    },
    delete: ({ identityStore }, id) =>
        gone(identityStore.deleteGroup(inStore(id, "GroupId") as never)),
};

/** moto has no DescribeGroupMembership: one is looked for among its group's. */
const groupMembership: AwsType = {
    async create({ identityStore }, inputs) {
        const store = text(inputs, "identityStoreId");
        const { MembershipId } = await identityStore.createGroupMembership({
            IdentityStoreId: store,
            GroupId: text(inputs, "groupId"),
            MemberId: { UserId: text(inputs, "memberId") },
        });
        return `${store}/${MembershipId}`;
    },
    async read(api, id, state) {
        const [store = "", membershipId = ""] = id.split("/");
        const [groupId, memberId] = ["groupId", "memberId"].map((name) => text(state, name));
        const asked = { IdentityStoreId: store, GroupId: groupId };
        const found = await ifThere(api.identityStore.listGroupMemberships(asked));
        const own = found?.GroupMemberships?.some((each) => each.MembershipId === membershipId);
        if (!own) return undefined;
        return defined({
            ...{ identityStoreId: store, membershipId, groupId, memberId },
            ...regionOf(api, state),
        });
    },
    delete: ({ identityStore }, id) =>
        gone(identityStore.deleteGroupMembership(inStore(id, "MembershipId") as never)),
};

/** moto keeps no tags of a permission set: they stay as they were given. */
const permissionSet: AwsType = {
    async create({ ssoAdmin }, inputs) {
        const InstanceArn = text(inputs, "instanceArn");
        const { PermissionSet } = await ssoAdmin.createPermissionSet({
            InstanceArn,
            Name: text(inputs, "name"),
            Description: text(inputs, "description"),
            SessionDuration: text(inputs, "sessionDuration"),
        });
        return `${PermissionSet?.PermissionSetArn},${InstanceArn}`;
    },
    async read(api, id, state) {
        const [PermissionSetArn = "", InstanceArn = ""] = id.split(",");
        const asked = { InstanceArn, PermissionSetArn };
        const found = await ifThere(api.ssoAdmin.describePermissionSet(asked));
        if (found?.PermissionSet === undefined) return undefined;
        const { Name, Description, SessionDuration, CreatedDate } = found.PermissionSet;
        return defined({
            ...{ arn: PermissionSetArn, instanceArn: InstanceArn, name: Name },
            ...{ description: Description, sessionDuration: SessionDuration },
            createdDate: CreatedDate?.toISOString(),
            ...regionOf(api, state),
        });
    },
    async update({ ssoAdmin }, id, inputs) {
        const [PermissionSetArn = "", InstanceArn = ""] = id.split(",");
        await ssoAdmin.updatePermissionSet({
            ...{ PermissionSetArn, InstanceArn },
            Description: text(inputs, "description"),
            SessionDuration: text(inputs, "sessionDuration"),
        });
        await provision(ssoAdmin, PermissionSetArn, InstanceArn);
    },
    delete({ ssoAdmin }, id) {
        const [PermissionSetArn = "", InstanceArn = ""] = id.split(",");
        return gone(ssoAdmin.deletePermissionSet({ PermissionSetArn, InstanceArn }));
    },
};

/** A change of a permission set acts in the accounts that have it once it is provisioned there again. */
async function provision(sso: AwsApi["ssoAdmin"], PermissionSetArn: string, InstanceArn: string) {
    const asked = { InstanceArn, PermissionSetArn };
    const { AccountIds = [] } = await sso.listAccountsForProvisionedPermissionSet(asked);
    if (AccountIds.length === 0) return;
    await sso.provisionPermissionSet({ ...asked, TargetType: "ALL_PROVISIONED_ACCOUNTS" });
}

const inlinePolicy: AwsType = {
    async create({ ssoAdmin }, inputs) {
        const [set, instance] = [text(inputs, "permissionSetArn"), text(inputs, "instanceArn")];
        await ssoAdmin.putInlinePolicyToPermissionSet({
            ...{ PermissionSetArn: set, InstanceArn: instance },
            InlinePolicy: text(inputs, "inlinePolicy"),
        });
        await provision(ssoAdmin, set, instance);
        return `${set},${instance}`;
    },
    async read(api, id, state) {
        const [set = "", instance = ""] = id.split(",");
        const asked = { PermissionSetArn: set, InstanceArn: instance };
        const found = await ifThere(api.ssoAdmin.getInlinePolicyForPermissionSet(asked));
        if (!found?.InlinePolicy) return undefined;
        return {
            ...{ permissionSetArn: set, instanceArn: instance },
            inlinePolicy: found.InlinePolicy,
            ...regionOf(api, state),
        };
    },
    async update(api, _id, inputs) {
        await inlinePolicy.create(api, inputs);
    },
    async delete({ ssoAdmin }, id) {
        const [PermissionSetArn = "", InstanceArn = ""] = id.split(",");
        const asked = { PermissionSetArn, InstanceArn };
        await gone(ssoAdmin.deleteInlinePolicyFromPermissionSet(asked));
        await gone(provision(ssoAdmin, PermissionSetArn, InstanceArn));
    },
};

const managedPolicy: AwsType = {
    async create({ ssoAdmin }, inputs) {
        const names = ["managedPolicyArn", "permissionSetArn", "instanceArn"];
        const [policy = "", set = "", instance = ""] = names.map((name) => text(inputs, name));
        await ssoAdmin.attachManagedPolicyToPermissionSet({
            ...{ ManagedPolicyArn: policy, PermissionSetArn: set, InstanceArn: instance },
        });
        await provision(ssoAdmin, set, instance);
        return `${policy},${set},${instance}`;
    },
    async read(api, id, state) {
        const [policy = "", set = "", instance = ""] = id.split(",");
        const asked = { PermissionSetArn: set, InstanceArn: instance };
        const found = await ifThere(api.ssoAdmin.listManagedPoliciesInPermissionSet(asked));
        const own = found?.AttachedManagedPolicies?.find((each) => each.Arn === policy);
        if (own === undefined) return undefined;
        return defined({
            ...{ managedPolicyArn: policy, permissionSetArn: set, instanceArn: instance },
            managedPolicyName: own.Name,
            ...regionOf(api, state),
        });
    },
    async delete({ ssoAdmin }, id) {
        const [policy = "", set = "", instance = ""] = id.split(",");
        await gone(
            ssoAdmin.detachManagedPolicyFromPermissionSet({
                ...{ ManagedPolicyArn: policy, PermissionSetArn: set, InstanceArn: instance },
            }),
        );
        await gone(provision(ssoAdmin, set, instance));
    },
};

const accountAssignment: AwsType = {
    async create({ ssoAdmin }, inputs) {
        const id = assignmentNames.map((name) => text(inputs, name)).join(",");
        await ssoAdmin.createAccountAssignment(assignmentOf(id));
        return id;
    },
    async read(api, id, state) {
        const { PrincipalId, PrincipalType, ...asked } = assignmentOf(id);
        const { TargetId: AccountId, InstanceArn, PermissionSetArn } = asked;
        const where = { AccountId, InstanceArn, PermissionSetArn };
        const found = await ifThere(api.ssoAdmin.listAccountAssignments(where));
        const own = found?.AccountAssignments?.some(
            (each) => each.PrincipalId === PrincipalId && each.PrincipalType === PrincipalType,
        );
        if (!own) return undefined;
        const parts = id.split(",");
        const entries = assignmentNames.map((name, index) => [name, parts[index] ?? ""] as const);
        return { ...Object.fromEntries(entries), ...regionOf(api, state) };
    },
    delete: ({ ssoAdmin }, id) => gone(ssoAdmin.deleteAccountAssignment(assignmentOf(id))),
};

const assignmentNames = [
    "principalId",
    "principalType",
    "targetId",
    "targetType",
    "permissionSetArn",
    "instanceArn",
];

function assignmentOf(id: string) {
    const [PrincipalId, PrincipalType, TargetId, , PermissionSetArn, InstanceArn] = id.split(",");
    const type = PrincipalType as "GROUP" | "USER";
    const target = { TargetId, TargetType: "AWS_ACCOUNT" as const };
    return { PrincipalId, PrincipalType: type, ...target, PermissionSetArn, InstanceArn };
}

/** Identity Center's types, by Pulumi's names. */
export const identityCenter: Readonly<Record<string, AwsType>> = {
    "aws:identitystore/user:User": user,
    "aws:identitystore/group:Group": group,
    "aws:identitystore/groupMembership:GroupMembership": groupMembership,
    "aws:ssoadmin/permissionSet:PermissionSet": permissionSet,
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": inlinePolicy,
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": managedPolicy,
    "aws:ssoadmin/accountAssignment:AccountAssignment": accountAssignment,
};
