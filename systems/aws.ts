import type { Instant } from "../model/instant";
import type { Roster } from "../model/roster";
import {
    assignmentsOf,
    type CenterPlace,
    findAssignments,
    findMemberships,
    groupsOf,
    membershipsOf,
    membersOf,
    removeAssignment,
    removeMembership,
    userIdsOf,
} from "./awsCenter";
import { AwsClients, type AwsConnection, AwsError, ask, collect } from "./awsClients";
import { findDenials } from "./awsDenials";
import { findAwsStrangers } from "./awsStrangers";
import { type AccountPlace, accountPlaces, findUsers, removeCredential } from "./awsUsers";
import { mapLimited } from "./mapLimited";
import { knownOf } from "./stranger";
import type { AccessReader, Block, Canary, Findings, FoundAccess, Subject } from "./system";
import { vocabularyOf } from "./vocabulary";

/**
 * Reads access back from Identity Center, and from IAM in the accounts that the connection names. The
 * credentials must be for the account from which Identity Center is managed.
 *
 * @throws if the roster declares nothing in AWS.
 */
export function createAwsReader(roster: Roster, connection: AwsConnection = {}): AccessReader {
    const center = roster.organization.aws?.identityCenter;
    if (!center) throw new Error("the roster declares no identity center: nothing to read in aws");
    const words = vocabularyOf(roster);
    const clients = new AwsClients(center.region, connection);
    const place = { clients, center, words, second: connection.second ?? 1_000 };
    const accounts = accountPlaces(connection, words);
    return {
        system: "aws",
        canary: () => sing(place),
        find: (subjects) => find(place, accounts, subjects),
        strangers: (known) => findAwsStrangers(place, knownOf(known)),
        blocks: (subjects, instant) => findBlocks(place, subjects, instant),
        remove: (found) => remove(place, accounts, found),
        // AWS can neither list nor end sessions: a deny, which `blocks` reads back, makes them useless.
        endSessions: async () => [],
    };
}

/**
 * AWS refuses a caller who may not see something. So it is enough that the calls that `find` makes are
 * answered by the declared instance, and show somebody who is in one of Rollcall's groups.
 */
async function sing(place: CenterPlace): Promise<Canary> {
    try {
        const reason = (await findWrongPlace(place)) ?? (await findBlindness(place));
        return reason === undefined
            ? { ok: true, reason: "a known group and its members are seen" }
            : { ok: false, reason };
    } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return { ok: false, reason: error.message };
    }
}

async function findWrongPlace({ clients, center }: CenterPlace): Promise<string | undefined> {
    const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
    const { paginateListInstances } = await import("@aws-sdk/client-sso-admin");
    const sts = await clients.sts();
    const identity = ask("sts GetCallerIdentity", sts.send(new GetCallerIdentityCommand({})));
    const { Account } = await identity;
    if (Account !== center.accountId) {
        return `the credentials are of account ${Account}, the roster declares ${center.accountId}`;
    }
    const instances = await collect(
        "sso-admin ListInstances",
        paginateListInstances({ client: await clients.ssoAdmin() }, {}),
        (page) => page.Instances,
    );
    const found = instances.some(
        ({ InstanceArn, IdentityStoreId }) =>
            InstanceArn === center.instanceArn && IdentityStoreId === center.identityStoreId,
    );
    return found ? undefined : `no instance ${center.instanceArn} with ${center.identityStoreId}`;
}

/** The maximum number of Rollcall's groups to search for one that has a member. */
const mostGroups = 20;

async function findBlindness(place: CenterPlace): Promise<string | undefined> {
    const groups = await groupsOf(place);
    const known = groups.filter(({ DisplayName = "" }) => place.words.role(DisplayName));
    for (const { GroupId = "" } of known.slice(0, mostGroups)) {
        const [member] = await membersOf(place, GroupId);
        const userId = member?.MemberId?.UserId;
        if (!userId) continue;
        await assignmentsOf(place, "USER", userId);
        const memberships = await membershipsOf(place, userId);
        return memberships.some((each) => each.GroupId === GroupId)
            ? undefined
            : `a member of group ${GroupId} is not shown to be in it`;
    }
    return `none of the ${groups.length} groups is one of Rollcall's with a member to be seen`;
}

async function find(
    place: CenterPlace,
    accounts: readonly AccountPlace[],
    subjects: readonly Subject[],
): Promise<Findings> {
    if (subjects.length === 0) return { found: [], unread: [] };
    const inCenter = await mapLimited(subjects, 4, async (subject) => {
        const ids = await userIdsOf(place, subject);
        const found = ids.map(async (id) => [
            ...(await findMemberships(place, subject.key, id)),
            ...(await findAssignments(place, subject.key, id)),
        ]);
        return (await Promise.all(found)).flat();
    });
    const inAccounts = await mapLimited(accounts, 4, (account) => findUsers(account, subjects));
    return {
        found: [...inCenter.flat(), ...inAccounts.flatMap(({ found }) => found)],
        unread: inAccounts.flatMap(({ unread }) => unread),
    };
}

async function findBlocks(
    place: CenterPlace,
    subjects: readonly Subject[],
    instant: Instant,
): Promise<Block[]> {
    const users = await mapLimited(subjects, 4, async (subject) => {
        const ids = await userIdsOf(place, subject);
        // The sessions of a deleted user stay alive.
        const known = subject.aws?.userId;
        return { person: subject.key, ids: [...new Set(known ? [...ids, known] : ids)] };
    });
    return findDenials(place, users, instant);
}

async function remove(
    place: CenterPlace,
    accounts: readonly AccountPlace[],
    found: FoundAccess,
): Promise<void> {
    switch (found.kind) {
        case "group membership":
            return removeMembership(place, found.ids);
        case "account assignment":
            return removeAssignment(place, found.ids);
        case "user access key":
        case "console password": {
            const account = accounts.find(({ accountId }) => accountId === found.ids.accountId);
            if (account) return removeCredential(account, found);
            throw new Error(
                `account ${found.ids.accountId} is not among the accounts configured for reading`,
            );
        }
        default:
            throw new Error(`aws has no ${found.kind} to remove`);
    }
}
