import type { IdentityCenter } from "../model/roster";
import { organizationStack } from "../planners/resources";
import { type AwsClients, ask, collect, ifThere } from "./awsClients";
import type { FoundAccess, Subject } from "./system";
import { roleLeaves, type Vocabulary } from "./vocabulary";

/** The Identity Center to read. */
export interface CenterPlace {
    readonly clients: AwsClients;
    readonly center: IdentityCenter;
    readonly words: Vocabulary;
    /** How many milliseconds a second of waiting takes; tests make it shorter. */
    readonly second: number;
}

/**
 * The ids of all users that belong to the person: the known one, and any with the person's e-mail address,
 * because a user may have been deleted and created again by hand. The name decides only if no id is known:
 * it may belong to somebody else by now.
 */
export async function userIdsOf(place: CenterPlace, { aws, email }: Subject): Promise<string[]> {
    const ids = [
        aws?.userId && (await existing(place, aws.userId)),
        email && (await lookUp(place, "emails.value", email)),
        !aws?.userId && aws?.userName && (await lookUp(place, "userName", aws.userName)),
    ];
    return [...new Set(ids.flatMap((id) => id || []))];
}

async function existing({ clients, center }: CenterPlace, UserId: string) {
    const { DescribeUserCommand } = await import("@aws-sdk/client-identitystore");
    const client = await clients.identityStore();
    const command = new DescribeUserCommand({ IdentityStoreId: center.identityStoreId, UserId });
    const asked = `identitystore DescribeUser ${UserId}`;
    return (await ifThere(ask(asked, client.send(command))))?.UserId;
}

async function lookUp({ clients, center }: CenterPlace, path: string, value: string) {
    const { GetUserIdCommand } = await import("@aws-sdk/client-identitystore");
    const client = await clients.identityStore();
    const command = new GetUserIdCommand({
        IdentityStoreId: center.identityStoreId,
        AlternateIdentifier: {
            UniqueAttribute: { AttributePath: path, AttributeValue: value },
        },
    });
    const asked = `identitystore GetUserId ${path} ${value}`;
    return (await ifThere(ask(asked, client.send(command))))?.UserId;
}

/** The groups that a user is in. */
export async function findMemberships(
    place: CenterPlace,
    person: string,
    UserId: string,
): Promise<FoundAccess[]> {
    const { DescribeGroupCommand } = await import("@aws-sdk/client-identitystore");
    const IdentityStoreId = place.center.identityStoreId;
    const client = await place.clients.identityStore();
    const found: FoundAccess[] = [];
    for (const { MembershipId = "", GroupId = "" } of await membershipsOf(place, UserId)) {
        const command = new DescribeGroupCommand({ IdentityStoreId, GroupId });
        const asked = `identitystore DescribeGroup ${GroupId}`;
        const group = await ifThere(ask(asked, client.send(command)));
        const name = group?.DisplayName ?? GroupId;
        const role = place.words.role(name);
        found.push({
            person,
            system: "aws",
            kind: "group membership",
            stack: role?.stack ?? organizationStack,
            target: role?.stack ?? "org/aws",
            permission: role?.permission ?? name,
            what: `group ${name}`,
            leaves: role ? roleLeaves("aws", role, person) : [],
            ids: { membershipId: MembershipId, userId: UserId },
        });
    }
    return found;
}

export async function membershipsOf({ clients, center }: CenterPlace, UserId: string) {
    const { paginateListGroupMembershipsForMember } = await import("@aws-sdk/client-identitystore");
    return collect(
        `identitystore ListGroupMembershipsForMember ${UserId}`,
        paginateListGroupMembershipsForMember(
            { client: await clients.identityStore() },
            { IdentityStoreId: center.identityStoreId, MemberId: { UserId } },
        ),
        (page) => page.GroupMemberships,
    );
}

export async function groupsOf({ clients, center }: CenterPlace) {
    const { paginateListGroups } = await import("@aws-sdk/client-identitystore");
    return collect(
        "identitystore ListGroups",
        paginateListGroups(
            { client: await clients.identityStore() },
            { IdentityStoreId: center.identityStoreId },
        ),
        (page) => page.Groups,
    );
}

export async function membersOf({ clients, center }: CenterPlace, GroupId: string) {
    const { paginateListGroupMemberships } = await import("@aws-sdk/client-identitystore");
    return collect(
        `identitystore ListGroupMemberships ${GroupId}`,
        paginateListGroupMemberships(
            { client: await clients.identityStore() },
            { IdentityStoreId: center.identityStoreId, GroupId },
        ),
        (page) => page.GroupMemberships,
    );
}

/** Accounts that are assigned to a user directly, not through a group. */
export async function findAssignments(
    place: CenterPlace,
    person: string,
    userId: string,
): Promise<FoundAccess[]> {
    const own = (await assignmentsOf(place, "USER", userId)).filter(
        ({ PrincipalType }) => PrincipalType === "USER",
    );
    const found: FoundAccess[] = [];
    for (const { AccountId = "", PermissionSetArn = "" } of own) {
        const target = place.words.accountTarget(AccountId);
        const name = await permissionSetName(place, PermissionSetArn);
        found.push({
            person,
            system: "aws",
            kind: "account assignment",
            stack: target.includes(":") ? organizationStack : target,
            target,
            permission: name,
            what: `permission set ${name} in account ${AccountId}`,
            leaves: [],
            ids: { userId, accountId: AccountId, permissionSetArn: PermissionSetArn },
        });
    }
    return found;
}

export async function assignmentsOf(
    { clients, center }: CenterPlace,
    PrincipalType: "USER" | "GROUP",
    PrincipalId: string,
) {
    const { paginateListAccountAssignmentsForPrincipal } = await import(
        "@aws-sdk/client-sso-admin"
    );
    return collect(
        `sso-admin ListAccountAssignmentsForPrincipal ${PrincipalType} ${PrincipalId}`,
        paginateListAccountAssignmentsForPrincipal(
            { client: await clients.ssoAdmin() },
            { InstanceArn: center.instanceArn, PrincipalType, PrincipalId },
        ),
        (page) => page.AccountAssignments,
    );
}

export async function permissionSetName(
    { clients, center }: CenterPlace,
    PermissionSetArn: string,
): Promise<string> {
    const { DescribePermissionSetCommand } = await import("@aws-sdk/client-sso-admin");
    const client = await clients.ssoAdmin();
    const command = new DescribePermissionSetCommand({
        InstanceArn: center.instanceArn,
        PermissionSetArn,
    });
    const asked = `sso-admin DescribePermissionSet ${PermissionSetArn}`;
    return (await ask(asked, client.send(command))).PermissionSet?.Name ?? PermissionSetArn;
}

export async function removeMembership(
    { clients, center }: CenterPlace,
    { membershipId }: FoundAccess["ids"],
): Promise<void> {
    const { DeleteGroupMembershipCommand } = await import("@aws-sdk/client-identitystore");
    const client = await clients.identityStore();
    const command = new DeleteGroupMembershipCommand({
        IdentityStoreId: center.identityStoreId,
        MembershipId: String(membershipId),
    });
    const asked = `identitystore DeleteGroupMembership ${membershipId}`;
    await ifThere(ask(asked, client.send(command)));
}

const mostPolls = 60;

/** Waits until AWS has carried out the request, which it accepts first and completes later. */
export async function removeAssignment(
    { clients, center, second }: CenterPlace,
    { userId, accountId, permissionSetArn }: FoundAccess["ids"],
): Promise<void> {
    const sso = await import("@aws-sdk/client-sso-admin");
    const client = await clients.ssoAdmin();
    const InstanceArn = center.instanceArn;
    const asked = `sso-admin DeleteAccountAssignment ${userId} ${accountId} ${permissionSetArn}`;
    const order = new sso.DeleteAccountAssignmentCommand({
        InstanceArn,
        PrincipalType: "USER",
        PrincipalId: String(userId),
        TargetType: "AWS_ACCOUNT",
        TargetId: String(accountId),
        PermissionSetArn: String(permissionSetArn),
    });
    let status = (await ifThere(ask(asked, client.send(order))))?.AccountAssignmentDeletionStatus;
    for (let poll = 0; status?.Status === "IN_PROGRESS" && poll < mostPolls; poll += 1) {
        await new Promise((resolve) => setTimeout(resolve, second));
        const command = new sso.DescribeAccountAssignmentDeletionStatusCommand({
            InstanceArn,
            AccountAssignmentDeletionRequestId: status.RequestId,
        });
        const answer = await ask(asked, client.send(command));
        status = answer.AccountAssignmentDeletionStatus;
    }
    if (status && status.Status !== "SUCCEEDED") {
        throw new Error(`${asked}: ${status.Status}: ${status.FailureReason ?? "no reason given"}`);
    }
}
