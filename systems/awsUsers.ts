import { organizationStack } from "../planners/resources";
import { AwsClients, type AwsConnection, AwsError, ask, collect, ifThere } from "./awsClients";
import type { Findings, FoundAccess, Subject, Unread } from "./system";
import type { Vocabulary } from "./vocabulary";

/** IAM is global; its requests are signed for this region. */
const iamRegion = "us-east-1";

/** An account whose IAM users are read. */
export interface AccountPlace {
    readonly accountId: string;
    readonly clients: () => Promise<AwsClients>;
    readonly words: Vocabulary;
}

export function accountPlaces(connection: AwsConnection, words: Vocabulary): AccountPlace[] {
    return (connection.accounts ?? []).map(({ accountId, roleArn }) => {
        let made: Promise<AwsClients> | undefined;
        const clients = () => {
            made ??= enter(connection, accountId, roleArn);
            return made;
        };
        return { accountId, clients, words };
    });
}

/** Assumes the role in the account, and makes sure that it belongs to that account. */
async function enter(connection: AwsConnection, accountId: string, roleArn?: string) {
    const clients = new AwsClients(iamRegion, {
        ...connection,
        ...(roleArn === undefined ? {} : { roleArn }),
    });
    const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
    const sts = await clients.sts();
    const asked = "sts GetCallerIdentity";
    const { Account } = await ask(asked, sts.send(new GetCallerIdentityCommand({})));
    if (Account === accountId) return clients;
    const message = `${asked}: the credentials are of account ${Account}, not of ${accountId}`;
    throw new AwsError(message, "WrongAccount");
}

/** The sign-in credentials of IAM users named after these people. */
export async function findUsers(
    place: AccountPlace,
    subjects: readonly Subject[],
): Promise<Findings> {
    const target = place.words.accountTarget(place.accountId);
    try {
        return { found: await search(place, target, subjects), unread: [] };
    } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const unread: Unread = { system: "aws", target, reason: error.message };
        return { found: [], unread: [unread] };
    }
}

async function search(
    { accountId, clients }: AccountPlace,
    target: string,
    subjects: readonly Subject[],
): Promise<FoundAccess[]> {
    const { paginateListUsers } = await import("@aws-sdk/client-iam");
    const account = await clients();
    const users = await collect(
        `iam ListUsers in ${accountId}`,
        paginateListUsers({ client: await account.iam() }, {}),
        (page) => page.Users,
    );
    const found: FoundAccess[] = [];
    for (const subject of subjects) {
        const names = namesOf(subject);
        for (const { UserName = "" } of users) {
            if (!names.has(UserName.toLowerCase())) continue;
            const user = { accountId, userName: UserName };
            for (const { kind, what, ids } of await credentialsOf(account, UserName)) {
                found.push({
                    person: subject.key,
                    system: "aws",
                    kind,
                    stack: target.includes(":") ? organizationStack : target,
                    target,
                    permission: `user ${UserName}`,
                    what,
                    leaves: [],
                    ids: { ...user, ...ids },
                });
            }
        }
    }
    return found;
}

/** IAM has no e-mail addresses: these are the usual names for IAM users of people. */
function namesOf({ key, previously, email, aws }: Subject): Set<string> {
    const names = [key, ...previously, email, aws?.userName];
    return new Set(names.flatMap((name) => (name ? [name.toLowerCase()] : [])));
}

type Credential = Pick<FoundAccess, "kind" | "what" | "ids">;

async function credentialsOf(account: AwsClients, UserName: string): Promise<Credential[]> {
    const { GetLoginProfileCommand, paginateListAccessKeys } = await import("@aws-sdk/client-iam");
    const client = await account.iam();
    const keys = await collect(
        `iam ListAccessKeys ${UserName}`,
        paginateListAccessKeys({ client }, { UserName }),
        (page) => page.AccessKeyMetadata,
    );
    const command = new GetLoginProfileCommand({ UserName });
    const profile = await ifThere(ask(`iam GetLoginProfile ${UserName}`, client.send(command)));
    return [
        ...keys
            .filter(({ Status }) => Status === "Active")
            .map(({ AccessKeyId = "" }) => ({
                kind: "user access key" as const,
                what: `access key ${AccessKeyId} of ${UserName}`,
                ids: { accessKeyId: AccessKeyId },
            })),
        ...(profile
            ? [{ kind: "console password" as const, what: `password of ${UserName}`, ids: {} }]
            : []),
    ];
}

/**
 * Makes a key inactive instead of deleting it: if its user only happened to have a matching name, the owner
 * can get it back.
 */
export async function removeCredential(place: AccountPlace, found: FoundAccess): Promise<void> {
    const { DeleteLoginProfileCommand, UpdateAccessKeyCommand } = await import(
        "@aws-sdk/client-iam"
    );
    const client = await (await place.clients()).iam();
    const UserName = String(found.ids.userName);
    if (found.kind === "console password") {
        const command = new DeleteLoginProfileCommand({ UserName });
        await ifThere(ask(`iam DeleteLoginProfile ${UserName}`, client.send(command)));
        return;
    }
    const AccessKeyId = String(found.ids.accessKeyId);
    const command = new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" });
    await ifThere(ask(`iam UpdateAccessKey ${AccessKeyId}`, client.send(command)));
}
