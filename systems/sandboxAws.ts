import type { Instant } from "../model/instant";
import type { Roster } from "../model/roster";
import { organizationStack } from "../planners/resources";
import { deniesEverything } from "./deniesEverything";
import {
    emailOf,
    found,
    type SandboxPlace,
    type SandboxReader,
    type SandboxRemovals,
} from "./sandboxWorld";
import type { Block, Canary, FoundAccess, Subject } from "./system";
import { permissionSetResources, roleLeaves } from "./vocabulary";

export function singInAws({ world, words }: SandboxPlace, { organization }: Roster): Canary {
    const center = organization.aws?.identityCenter;
    const store = center && world.read("aws/identityStores", center.identityStoreId);
    if (!center || store?.instanceArn !== center.instanceArn) {
        return { ok: false, reason: "the world does not have the roster's identity center" };
    }
    const filled = new Set(world.list("aws/groupMemberships").map(({ groupId }) => groupId));
    const known = world
        .list("aws/groups")
        .some(({ groupId, displayName }) => filled.has(groupId) && words.role(displayName));
    return known
        ? { ok: true, reason: "a known group and its members are seen" }
        : { ok: false, reason: "no group of the world is one of Rollcall's with a member" };
}

/** As in awsCenter.ts: by id and e-mail address, and by name where no id is known. */
function userIdsOf(world: SandboxReader, { aws, email }: Subject): string[] {
    return world
        .list("aws/users")
        .filter(
            (user) =>
                user.userId === aws?.userId ||
                (email !== undefined && emailOf(user) === email) ||
                (aws?.userId === undefined && user.userName === aws?.userName),
        )
        .map(({ userId }) => userId);
}

export function findInAws({ world, words }: SandboxPlace, subject: Subject): FoundAccess[] {
    const person = subject.key;
    const ids = new Set(userIdsOf(world, subject));
    const memberships = world.list("aws/groupMemberships").filter(({ userId }) => ids.has(userId));
    const direct = world
        .list("aws/accountAssignments")
        .filter(
            ({ principalType, principalId }) => principalType === "USER" && ids.has(principalId),
        );
    const sets = new Map(world.list("aws/permissionSets").map(({ arn, name }) => [arn, name]));
    return [
        ...memberships.map(({ membershipId, groupId, userId }) => {
            const name = world.read("aws/groups", groupId)?.displayName ?? groupId;
            const role = words.role(name);
            const stack = role?.stack ?? organizationStack;
            const place = { person, stack, target: role?.stack ?? "org/aws" };
            return found("aws", place, {
                kind: "group membership",
                permission: role?.permission ?? name,
                what: `group ${name}`,
                leaves: role ? roleLeaves("aws", role, person) : [],
                ids: { membershipId, userId },
            });
        }),
        ...direct.map(({ principalId, targetId, permissionSetArn }) => {
            const target = words.accountTarget(targetId);
            const stack = target.includes(":") ? organizationStack : target;
            const name = sets.get(permissionSetArn) ?? permissionSetArn;
            return found(
                "aws",
                { person, stack, target },
                {
                    kind: "account assignment",
                    permission: name,
                    what: `permission set ${name} in account ${targetId}`,
                    ids: { userId: principalId, accountId: targetId, permissionSetArn },
                },
            );
        }),
    ];
}

export function blocksInAws(
    { world, words }: SandboxPlace,
    subject: Subject,
    instant: Instant,
): Block[] {
    const known = subject.aws?.userId;
    const ids = [...new Set([...userIdsOf(world, subject), ...(known ? [known] : [])])];
    const policies = new Map(
        world
            .list("aws/inlinePolicies")
            .map(({ permissionSetArn, document }) => [permissionSetArn, JSON.stringify(document)]),
    );
    return world.list("aws/permissionSets").flatMap(({ arn, name }): Block[] => {
        const role = words.role(name);
        if (!role || !deniesEverything(policies.get(arn) ?? "", ids, instant)) return [];
        return [
            {
                person: subject.key,
                system: "aws",
                kind: "deny",
                stack: role.stack,
                what: `permission set ${name}`,
                resources: permissionSetResources(role),
                acting: true,
            },
        ];
    });
}

export const removalsInAws: SandboxRemovals = {
    "group membership": (world, { membershipId }) =>
        world.remove("aws/groupMemberships", membershipId ?? ""),
    "account assignment": (world, { userId, accountId, permissionSetArn }) => {
        const set = String(permissionSetArn).split("/").at(-1);
        world.remove("aws/accountAssignments", `${accountId}.${set}.${userId}`);
    },
};
