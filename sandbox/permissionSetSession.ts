import { createHash } from "node:crypto";
import type { Instant } from "../model/instant";
import { type AwsSession, sessionContext } from "./awsSession";
import { permissionSetKey } from "./providers/awsApi";
import { hoursOf } from "./providers/awsSsoAdmin";
import { refuse, type Verdict } from "./webIdentity";
import type { WorldReader } from "./world";

export interface PermissionSetRequest {
    /** The user's id in Identity Center. */
    readonly userId: string;
    readonly accountId: string;
    readonly permissionSetArn: string;
}

export interface PermissionSetAnswer extends Verdict {
    /** Present if granted. */
    readonly session?: AwsSession;
}

const msPerHour = 3_600_000;

/**
 * Signs an Identity Center user in to an account with a permission set that is assigned to the user
 * directly or through a group. Like a real one, the session outlives the assignment: `sessionCan` says what
 * can still stop it.
 */
export function assumePermissionSet(
    world: WorldReader,
    { userId, accountId, permissionSetArn }: PermissionSetRequest,
    instant: Instant,
): PermissionSetAnswer {
    const user = world.read("aws/users", userId);
    const set = world.read("aws/permissionSets", permissionSetKey(permissionSetArn));
    if (user === undefined) return refuse(`no user ${userId} in Identity Center`);
    if (set === undefined) return refuse(`no permission set ${permissionSetArn}`);
    const through = assignmentOf(world, { userId, accountId, permissionSetArn });
    if (through === undefined) {
        return refuse(`${user.userName} is not assigned to ${set.name} in ${accountId}`);
    }
    const hash = createHash("sha256").update(`${set.arn}${accountId}`).digest("hex").slice(0, 16);
    const name = `AWSReservedSSO_${set.name}_${hash}`;
    const roleArn = `arn:aws:iam::${accountId}:role/aws-reserved/sso.amazonaws.com/${name}`;
    const uniqueId = `AROA${hash.toUpperCase()}`;
    return {
        granted: true,
        reason: `${user.userName} is assigned to ${set.name} ${through}`,
        session: {
            arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${user.userName}`,
            accountId,
            roleArn,
            issuedAt: instant,
            expiresAt: instant + hoursOf(set.sessionDuration) * msPerHour,
            of: { kind: "permissionSet", permissionSetArn: set.arn, userId },
            context: {
                ...sessionContext({ roleArn, accountId }, `${uniqueId}:${user.userName}`, instant),
                "identitystore:UserId": userId,
            },
        },
    };
}

function assignmentOf(
    world: WorldReader,
    { userId, accountId, permissionSetArn }: PermissionSetRequest,
): string | undefined {
    const groups = world
        .list("aws/groupMemberships")
        .filter((membership) => membership.userId === userId)
        .map(({ groupId }) => groupId);
    const assigned = world
        .list("aws/accountAssignments")
        .filter((each) => each.targetId === accountId && each.permissionSetArn === permissionSetArn)
        .find(({ principalId }) => principalId === userId || groups.includes(principalId));
    if (assigned === undefined) return undefined;
    if (assigned.principalId === userId) return "directly";
    const group = world.read("aws/groups", assigned.principalId)?.displayName;
    return `through the group ${group ?? assigned.principalId}`;
}
