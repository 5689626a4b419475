import type { Instant } from "../model/instant";
import { type CenterPlace, permissionSetName } from "./awsCenter";
import { ask, collect } from "./awsClients";
import { deniesEverything } from "./deniesEverything";
import { mapLimited } from "./mapLimited";
import type { Block } from "./system";
import { permissionSetResources, type RoleName } from "./vocabulary";

/** A person, with the ids of all users that belong to that person. */
export interface KnownUser {
    readonly person: string;
    readonly ids: readonly string[];
}

/** The denials of these people in Rollcall's permission sets, as AWS has them: `acting` once in force. */
export async function findDenials(
    place: CenterPlace,
    users: readonly KnownUser[],
    instant: Instant,
): Promise<Block[]> {
    const { paginateListPermissionSets } = await import("@aws-sdk/client-sso-admin");
    const arns = await collect(
        "sso-admin ListPermissionSets",
        paginateListPermissionSets(
            { client: await place.clients.ssoAdmin() },
            { InstanceArn: place.center.instanceArn },
        ),
        (page) => page.PermissionSets,
    );
    const found = await mapLimited(arns, 4, async (arn) => {
        const name = await permissionSetName(place, arn);
        const role = place.words.role(name);
        return role ? denialsIn(place, { arn, name, role }, users, instant) : [];
    });
    return found.flat();
}

interface KnownSet {
    readonly arn: string;
    readonly name: string;
    readonly role: RoleName;
}

async function denialsIn(
    place: CenterPlace,
    { arn, name, role }: KnownSet,
    users: readonly KnownUser[],
    instant: Instant,
): Promise<Block[]> {
    const policy = await inlinePolicy(place, arn);
    const denied = users.filter(({ ids }) => deniesEverything(policy, ids, instant));
    if (denied.length === 0) return [];
    const outdated = await outdatedAccounts(place, arn);
    const stale = outdated.map((id) => place.words.accountTarget(id));
    return denied.map(({ person }) => ({
        person,
        system: "aws",
        kind: "deny",
        stack: role.stack,
        what: `permission set ${name}`,
        resources: permissionSetResources(role),
        acting: stale.length === 0,
        ...(stale.length === 0
            ? {}
            : { reason: `it is not yet provisioned to ${stale.join(", ")}` }),
    }));
}

async function inlinePolicy({ clients, center }: CenterPlace, PermissionSetArn: string) {
    const { GetInlinePolicyForPermissionSetCommand } = await import("@aws-sdk/client-sso-admin");
    const client = await clients.ssoAdmin();
    const command = new GetInlinePolicyForPermissionSetCommand({
        InstanceArn: center.instanceArn,
        PermissionSetArn,
    });
    const asked = `sso-admin GetInlinePolicyForPermissionSet ${PermissionSetArn}`;
    return (await ask(asked, client.send(command))).InlinePolicy ?? "";
}

/** The accounts in which a permission set still acts as it did before its last change. */
async function outdatedAccounts({ clients, center }: CenterPlace, PermissionSetArn: string) {
    const { paginateListAccountsForProvisionedPermissionSet } = await import(
        "@aws-sdk/client-sso-admin"
    );
    return collect(
        `sso-admin ListAccountsForProvisionedPermissionSet ${PermissionSetArn}`,
        paginateListAccountsForProvisionedPermissionSet(
            { client: await clients.ssoAdmin() },
            {
                InstanceArn: center.instanceArn,
                PermissionSetArn,
                ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED",
            },
        ),
        (page) => page.AccountIds,
    );
}
