import { IAM } from "@aws-sdk/client-iam";
import { Identitystore } from "@aws-sdk/client-identitystore";
import { SSOAdmin } from "@aws-sdk/client-sso-admin";
import { compare } from "../../../model/problem";
import type { World } from "../../../sandbox/world";
import { SecretsManager } from "../plugins/awsSecretsApi";
import type { AccountSettings } from "../servers/awsAccount";
import type { Fact } from "./fact";

/** What Identity Center has: people, groups, permission sets and who is assigned to which account. */
export async function centerHoldings(
    settings: AccountSettings,
    accounts: readonly string[],
    leavers: Leavers,
): Promise<Fact[]> {
    const [admin, store] = [new SSOAdmin(settings), new Identitystore(settings)];
    const [instance] = (await admin.listInstances({})).Instances ?? [];
    const { InstanceArn, IdentityStoreId } = instance ?? {};
    const { Users = [] } = await store.listUsers({ IdentityStoreId });
    const { Groups = [] } = await store.listGroups({ IdentityStoreId });
    const name = namesOf(leavers, [
        ...Users.map(({ UserId, UserName }) => [UserId, UserName] as const),
        ...Groups.map(({ GroupId, DisplayName }) => [GroupId, DisplayName] as const),
    ]);
    const users = Users.map(({ UserName, DisplayName, Name, Emails }): Fact => {
        const { GivenName: givenName, FamilyName: familyName } = Name ?? {};
        const email = Emails?.[0]?.Value;
        return [`user ${UserName}`, { displayName: DisplayName, givenName, familyName, email }];
    });
    const groups = Groups.map(async ({ GroupId, DisplayName, Description }) => {
        const asked = { IdentityStoreId, GroupId };
        const { GroupMemberships = [] } = await store.listGroupMemberships(asked);
        return [
            [`group ${DisplayName}`, Description] as const,
            ...GroupMemberships.map(
                ({ MemberId }): Fact => [
                    `group ${DisplayName} member ${name(MemberId?.UserId)}`,
                    true,
                ],
            ),
        ];
    });
    const { PermissionSets = [] } = await admin.listPermissionSets({
        InstanceArn,
        MaxResults: 100,
    });
    const sets = PermissionSets.map((PermissionSetArn) =>
        permissionSet(admin, { InstanceArn, PermissionSetArn }, { accounts, name }),
    );
    return [...users, ...(await Promise.all(groups)).flat(), ...(await Promise.all(sets)).flat()];
}

type Naming = (id: string | undefined) => string;

/** Whom a roster knows by an id that may be gone: what denies them stays. */
type Leavers = ReadonlyMap<string, { readonly aws?: { readonly userId?: string } }>;

/** @throws for an id of nobody: what denies it denies nobody who was meant. */
function namesOf(
    leavers: Leavers,
    entries: readonly (readonly [string | undefined, string | undefined])[],
): Naming {
    const gone = [...leavers].map(([key, { aws }]) => [aws?.userId, `leaver ${key}`] as const);
    const names = new Map([...gone, ...entries]);
    return (id) => {
        const name = names.get(id);
        if (name === undefined) throw new Error(`${id} is nobody's id, and was no leaver's`);
        return name;
    };
}

async function permissionSet(
    admin: SSOAdmin,
    asked: { readonly InstanceArn: string | undefined; readonly PermissionSetArn: string },
    { accounts, name }: { readonly accounts: readonly string[]; readonly name: Naming },
): Promise<Fact[]> {
    const [{ PermissionSet }, { InlinePolicy = "" }, { AttachedManagedPolicies = [] }] =
        await Promise.all([
            admin.describePermissionSet(asked),
            admin.getInlinePolicyForPermissionSet(asked),
            admin.listManagedPoliciesInPermissionSet(asked),
        ]);
    const assigned = accounts.map(async (AccountId): Promise<Fact[]> => {
        const { AccountAssignments = [] } = await admin.listAccountAssignments({
            ...asked,
            AccountId,
        });
        return AccountAssignments.map(({ PrincipalId }): Fact => {
            const to = `account ${AccountId} for ${name(PrincipalId)}`;
            return [`permission set ${PermissionSet?.Name} in ${to}`, true];
        });
    });
    const {
        Name,
        Description: description,
        SessionDuration: sessionDuration,
    } = PermissionSet ?? {};
    const self = {
        ...{ description, sessionDuration },
        inline: withNames(InlinePolicy === "" ? undefined : JSON.parse(InlinePolicy), name),
        managed: AttachedManagedPolicies.map(({ Arn }) => Arn).sort(),
    };
    return [[`permission set ${Name}`, self], ...(await Promise.all(assigned)).flat()];
}

/** People in a policy by their names; its lists are sets, which are in the order of the ids. */
function withNames(document: unknown, name: Naming): unknown {
    const id = /"([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g;
    const text = JSON.stringify(document)?.replace(id, (each) => `"${name(each.slice(1, -1))}"`);
    return text === undefined ? undefined : JSON.parse(text, (_, value) => sorted(value));
}

function sorted(value: unknown): unknown {
    if (!Array.isArray(value)) return value;
    return value
        .map((item) => ({ item, text: JSON.stringify(item) }))
        .sort((a, b) => compare(a.text, b.text))
        .map(({ item }) => item);
}

/** What an account has: roles, policies, OIDC providers, users and secrets. */
export async function accountHoldings(account: string, settings: AccountSettings): Promise<Fact[]> {
    const iam = new IAM(settings);
    const at = `account ${account}`;
    const [{ Roles = [] }, { Policies = [] }, providers, { Users = [] }, secrets] =
        await Promise.all([
            iam.listRoles({ PathPrefix: "/" }),
            iam.listPolicies({ Scope: "Local" }),
            iam.listOpenIDConnectProviders({}),
            iam.listUsers({}),
            secretHoldings(at, settings),
        ]);
    const roles = Roles.map(async ({ RoleName = "" }): Promise<Fact> => {
        const { Role } = await iam.getRole({ RoleName });
        const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
        const inline = PolicyNames.map(async (PolicyName) => {
            const { PolicyDocument } = await iam.getRolePolicy({ RoleName, PolicyName });
            return [PolicyName, document(PolicyDocument)] as const;
        });
        const attached = await iam.listAttachedRolePolicies({ RoleName });
        return [
            `${at} role ${RoleName}`,
            {
                ...{ path: Role?.Path, description: Role?.Description },
                maxSessionDuration: Role?.MaxSessionDuration,
                trust: document(Role?.AssumeRolePolicyDocument),
                boundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
                inline: Object.fromEntries(await Promise.all(inline)),
                managed: (attached.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn).sort(),
            },
        ];
    });
    const policies = Policies.map(async ({ Arn: PolicyArn, DefaultVersionId }): Promise<Fact> => {
        const { Policy } = await iam.getPolicy({ PolicyArn });
        const asked = { PolicyArn, VersionId: DefaultVersionId };
        const { PolicyVersion } = await iam.getPolicyVersion(asked);
        const { Description: description } = Policy ?? {};
        return [
            `${at} policy ${PolicyArn}`,
            { description, document: document(PolicyVersion?.Document) },
        ];
    });
    const issuers = (providers.OpenIDConnectProviderList ?? []).map(
        async ({ Arn }): Promise<Fact> => {
            const found = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: Arn });
            const url = found.Url?.replace(/^https:\/\//, "");
            return [
                `${at} issuer ${Arn}`,
                { url, clientIds: [...(found.ClientIDList ?? [])].sort() },
            ];
        },
    );
    const users = Users.map(async ({ UserName = "" }): Promise<Fact> => {
        const { User } = await iam.getUser({ UserName });
        const { PolicyNames = [] } = await iam.listUserPolicies({ UserName });
        const inline = PolicyNames.map(async (PolicyName) => {
            const { PolicyDocument } = await iam.getUserPolicy({ UserName, PolicyName });
            return [PolicyName, document(PolicyDocument)] as const;
        });
        const { AccessKeyMetadata = [] } = await iam.listAccessKeys({ UserName });
        return [
            `${at} user ${UserName}`,
            {
                // Not its boundary: moto keeps that of roles alone.
                path: User?.Path,
                inline: Object.fromEntries(await Promise.all(inline)),
                keys: AccessKeyMetadata.map(({ Status }) => Status).sort(),
            },
        ];
    });
    const asked = [...roles, ...policies, ...issuers, ...users];
    return [...(await Promise.all(asked)), ...secrets];
}

function document(text: string | undefined): unknown {
    return JSON.parse(decodeURIComponent(text ?? "null"));
}

async function secretHoldings(at: string, settings: AccountSettings): Promise<Fact[]> {
    const { region, credentials } = settings;
    const api = new SecretsManager({
        ...{ region, accessKeyId: credentials.accessKeyId, endpoint: settings.endpoint },
    });
    const { SecretList = [] } = await api.ask<Listed>("ListSecrets", { MaxResults: 100 });
    return SecretList.map(({ Name, SecretVersionsToStages = {} }): Fact => {
        const stages = Object.values(SecretVersionsToStages).map((each) => [...each].sort());
        return [`${at} secret ${Name}`, stages.map((each) => each.join(" ")).sort()];
    });
}

interface Listed {
    readonly SecretList?: readonly {
        readonly Name: string;
        readonly SecretVersionsToStages?: Readonly<Record<string, readonly string[]>>;
    }[];
}

/** The same of the sandbox's world. */
export function awsInWorld(world: World, leavers: Leavers): Fact[] {
    const users = world.list("aws/users");
    const groups = world.list("aws/groups");
    const name = namesOf(leavers, [
        ...users.map(({ userId, userName }) => [userId, userName] as const),
        ...groups.map(({ groupId, displayName }) => [groupId, displayName] as const),
    ]);
    return [
        ...users.map(({ userName, displayName, attributes }): Fact => {
            const { name: names, emails } = attributes as unknown as Attributes;
            const { givenName, familyName } = names;
            return [
                `user ${userName}`,
                { displayName, givenName, familyName, email: emails.value },
            ];
        }),
        ...groups.map(
            ({ displayName, description }): Fact => [`group ${displayName}`, description],
        ),
        ...world
            .list("aws/groupMemberships")
            .map((each): Fact => [`group ${name(each.groupId)} member ${name(each.userId)}`, true]),
        ...permissionSetsIn(world, name),
        ...accountsIn(world),
    ];
}

interface Attributes {
    readonly name: { readonly givenName: string; readonly familyName: string };
    readonly emails: { readonly value: string };
}

function permissionSetsIn(world: World, name: Naming): Fact[] {
    const sets = new Map(world.list("aws/permissionSets").map((each) => [each.arn, each]));
    const inline = new Map(
        world.list("aws/inlinePolicies").map((each) => [each.permissionSetArn, each.document]),
    );
    const managed = world.list("aws/managedPolicies");
    return [
        ...[...sets.values()].map(({ arn, description, sessionDuration, ...set }): Fact => {
            const own = managed.filter(({ permissionSetArn }) => permissionSetArn === arn);
            return [
                `permission set ${set.name}`,
                {
                    ...{ description, sessionDuration },
                    inline: withNames(inline.get(arn), name),
                    managed: own.map(({ policyArn }) => policyArn).sort(),
                },
            ];
        }),
        ...world.list("aws/accountAssignments").map((each): Fact => {
            const set = sets.get(each.permissionSetArn)?.name;
            const to = `account ${each.targetId} for ${name(each.principalId)}`;
            return [`permission set ${set} in ${to}`, true];
        }),
    ];
}

function accountsIn(world: World): Fact[] {
    const versions = world.list("aws/secretVersions");
    const keys = world.list("aws/accessKeys");
    return [
        ...world.list("aws/iamRoles").map(({ accountId, name, ...role }): Fact => {
            return [
                `account ${accountId} role ${name}`,
                {
                    ...{ path: role.path, description: role.description },
                    maxSessionDuration: role.maxSessionDuration,
                    trust: role.assumeRolePolicy,
                    boundary: role.permissionsBoundary,
                    inline: role.inlinePolicies,
                    managed: [...role.managedPolicies].sort(),
                },
            ];
        }),
        ...world.list("aws/iamPolicies").map((each): Fact => {
            const { accountId, arn, description, document } = each;
            return [`account ${accountId} policy ${arn}`, { description, document }];
        }),
        ...world.list("aws/oidcProviders").map(({ accountId, arn, url, clientIds }): Fact => {
            return [
                `account ${accountId} issuer ${arn}`,
                { url, clientIds: [...clientIds].sort() },
            ];
        }),
        ...world.list("aws/iamUsers").map(({ accountId, name, ...user }): Fact => {
            const own = keys.filter(
                (each) => each.accountId === accountId && each.userName === name,
            );
            return [
                `account ${accountId} user ${name}`,
                {
                    path: user.path,
                    inline: user.inlinePolicies,
                    keys: own.map(({ status }) => status).sort(),
                },
            ];
        }),
        ...world.list("aws/secrets").map(({ accountId, arn, name }): Fact => {
            const own = versions.filter(({ secretArn }) => secretArn === arn);
            const stages = own.map((each) => [...each.stages].sort().join(" "));
            return [`account ${accountId} secret ${name}`, stages.sort()];
        }),
    ];
}
