import { type CenterPlace, groupsOf, membersOf } from "./awsCenter";
import { collect } from "./awsClients";
import { mapLimited } from "./mapLimited";
import type { Known, Stranger } from "./stranger";

/** Users in Rollcall's groups whom the roster does not know; costs two lists and one call per group. */
export async function findAwsStrangers(place: CenterPlace, known: Known): Promise<Stranger[]> {
    const users = new Map((await usersOf(place)).map((user) => [user.UserId, user]));
    const isKnown = (id: string) => {
        const { UserName = "", Emails = [] } = users.get(id) ?? {};
        return (
            known.userIds.has(id) ||
            known.userNames.has(UserName) ||
            Emails.some(({ Value = "" }) => known.names.has(Value.toLowerCase()))
        );
    };
    const groups = (await groupsOf(place)).flatMap(({ GroupId = "", DisplayName = "" }) => {
        const role = place.words.role(DisplayName);
        return role ? [{ id: GroupId, name: DisplayName, role }] : [];
    });
    const found = await mapLimited(groups, 4, async ({ id, name, role: { stack, permission } }) => {
        const ids = (await membersOf(place, id)).flatMap(({ MemberId }) => MemberId?.UserId ?? []);
        return ids
            .filter((userId) => !isKnown(userId))
            .map((userId) => ({
                system: "aws" as const,
                kind: "group membership" as const,
                stack,
                target: stack,
                permission,
                what: `group ${name}`,
                account: `${users.get(userId)?.UserName ?? "a user"} (${userId})`,
            }));
    });
    return found.flat();
}

async function usersOf({ clients, center }: CenterPlace) {
    const { paginateListUsers } = await import("@aws-sdk/client-identitystore");
    return collect(
        "identitystore ListUsers",
        paginateListUsers(
            { client: await clients.identityStore() },
            { IdentityStoreId: center.identityStoreId },
        ),
        (page) => page.Users,
    );
}
