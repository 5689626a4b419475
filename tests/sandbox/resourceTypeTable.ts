import { aws } from "../../sandbox/providers/aws";
import { github } from "../../sandbox/providers/github";
import { random } from "../../sandbox/providers/random";
import { vault } from "../../sandbox/providers/vault";
import type { Provider } from "../../sandbox/resourceType";
import type { Values } from "../../sandbox/values";
import { seed } from "./engineClient";

const { instanceArn, identityStoreId } = seed.identityCenter;
const allowAll = { Effect: "Allow", Action: "*", Resource: "*" };
const policy = JSON.stringify({ Version: "2012-10-17", Statement: [allowAll] });

/** What a type's inputs need to be there before it, by the name that `inputs` has for it. */
export type Before = Readonly<
    Record<string, readonly [type: string, inputs: Inputs, output?: string]>
>;
export type Inputs = Values | ((made: Readonly<Record<string, string>>) => Values);

export interface Expectation {
    readonly provider: Provider<unknown>;
    readonly type: string;
    readonly before?: Before;
    readonly inputs: Inputs;
    /** Inputs that the real provider demands. */
    readonly required: readonly string[];
    /** Another value for each input that forces a new object. */
    readonly replacing: Values;
    /** Another value for each input that changes in place. */
    readonly changing: Values;
    readonly id: RegExp;
}

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const directory = `9067f0a1b2-${uuid}`;
const setArn = "arn:aws:sso:::permissionSet/ssoins-7223d1f6a1b2c3d4/ps-[0-9a-f]{16}";
const otherArn = "arn:aws:sso:::instance/ssoins-0000000000000000";
const otherSet = "arn:aws:sso:::permissionSet/ssoins-7223d1f6a1b2c3d4/ps-0000000000000000";

const aTeam: Before = { team: ["github:index/team:Team", { name: "t" }] };
const aGroup: Before = {
    group: ["aws:identitystore/group:Group", { identityStoreId, displayName: "g" }, "groupId"],
};
const aUser: Before = {
    user: [
        "aws:identitystore/user:User",
        {
            identityStoreId,
            userName: "u",
            displayName: "U",
            name: { givenName: "U", familyName: "U" },
        },
        "userId",
    ],
};
const aSet: Before = {
    set: ["aws:ssoadmin/permissionSet:PermissionSet", { instanceArn, name: "p" }, "arn"],
};
const anEntity: Before = { entity: ["vault:identity/entity:Entity", { name: "e" }] };
const aVaultGroup: Before = { group: ["vault:identity/group:Group", { name: "g" }] };

export const expectationsOfPeople: readonly Expectation[] = [
    {
        provider: github,
        type: "github:index/membership:Membership",
        inputs: { username: "kimc", role: "member" },
        required: ["username"],
        replacing: { username: "alice-acme" },
        changing: { role: "admin", downgradeOnDestroy: true },
        id: /^acme:kimc$/,
    },
    {
        provider: github,
        type: "github:index/team:Team",
        inputs: { name: "payments", description: "d", privacy: "closed" },
        required: [],
        replacing: {},
        changing: { name: "p2", description: "e", privacy: "secret" },
        id: /^\d{7}$/,
    },
    {
        provider: github,
        type: "github:index/teamMembership:TeamMembership",
        before: aTeam,
        inputs: ({ team = "" }) => ({ teamId: team, username: "kimc", role: "member" }),
        required: ["teamId", "username"],
        replacing: { teamId: "1", username: "alice-acme" },
        changing: { role: "maintainer" },
        id: /^\d{7}:kimc$/,
    },
    {
        provider: github,
        type: "github:index/teamRepository:TeamRepository",
        before: aTeam,
        inputs: ({ team = "" }) => ({ teamId: team, repository: "checkout", permission: "push" }),
        required: ["teamId", "repository"],
        replacing: { teamId: "1", repository: "ledger" },
        changing: { permission: "admin" },
        id: /^\d{7}:checkout$/,
    },
    {
        provider: github,
        type: "github:index/repositoryCollaborator:RepositoryCollaborator",
        inputs: { repository: "checkout", username: "kimc", permission: "pull" },
        required: ["repository", "username"],
        replacing: { repository: "ledger", username: "alice-acme", permission: "push" },
        changing: {},
        id: /^checkout:kimc$/,
    },
    {
        provider: aws,
        type: "aws:identitystore/user:User",
        inputs: {
            identityStoreId,
            userName: "alice",
            displayName: "Alice Andersson",
            name: { givenName: "Alice", familyName: "Andersson" },
            emails: { value: "alice@acme.example", primary: true },
        },
        required: ["identityStoreId", "userName", "displayName", "name"],
        replacing: { identityStoreId: "d-0000000000", userName: "alicia", region: "us-east-1" },
        changing: {
            displayName: "Alice B",
            name: { givenName: "Alice", familyName: "B" },
            emails: { value: "b@acme.example", primary: true },
            title: "Dr",
        },
        id: new RegExp(`^d-9067f0a1b2/${directory}$`),
    },
    {
        provider: aws,
        type: "aws:identitystore/group:Group",
        inputs: { identityStoreId, displayName: "developers", description: "d" },
        required: ["identityStoreId", "displayName"],
        replacing: { identityStoreId: "d-0000000000" },
        changing: { displayName: "devs", description: "e" },
        id: new RegExp(`^d-9067f0a1b2/${directory}$`),
    },
    {
        provider: aws,
        type: "aws:identitystore/groupMembership:GroupMembership",
        before: { ...aGroup, ...aUser },
        inputs: ({ group = "", user = "" }) => ({
            identityStoreId,
            groupId: group,
            memberId: user,
        }),
        required: ["identityStoreId", "groupId", "memberId"],
        replacing: { identityStoreId: "d-0000000000", groupId: "x", memberId: "y" },
        changing: {},
        id: new RegExp(`^d-9067f0a1b2/${directory}$`),
    },
    {
        provider: aws,
        type: "aws:ssoadmin/permissionSet:PermissionSet",
        inputs: { instanceArn, name: "developer", description: "d", tags: { team: "payments" } },
        required: ["instanceArn"],
        replacing: { instanceArn: otherArn, name: "dev" },
        changing: { description: "e", sessionDuration: "PT2H", tags: { team: "audit" } },
        id: new RegExp(`^${setArn},${instanceArn}$`),
    },
    {
        provider: aws,
        type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
        before: aSet,
        inputs: ({ set = "" }) => ({ instanceArn, permissionSetArn: set, inlinePolicy: policy }),
        required: ["instanceArn", "permissionSetArn", "inlinePolicy"],
        replacing: { instanceArn: otherArn, permissionSetArn: otherSet },
        changing: { inlinePolicy: policy.replace("Allow", "Deny") },
        id: new RegExp(`^${setArn},${instanceArn}$`),
    },
    {
        provider: aws,
        type: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
        before: aSet,
        inputs: ({ set = "" }) => ({
            instanceArn,
            permissionSetArn: set,
            managedPolicyArn: "arn:aws:iam::aws:policy/SecurityAudit",
        }),
        required: ["instanceArn", "permissionSetArn", "managedPolicyArn"],
        replacing: {
            instanceArn: otherArn,
            permissionSetArn: otherSet,
            managedPolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        },
        changing: {},
        id: new RegExp(`^arn:aws:iam::aws:policy/SecurityAudit,${setArn},${instanceArn}$`),
    },
    {
        provider: aws,
        type: "aws:ssoadmin/accountAssignment:AccountAssignment",
        before: { ...aSet, ...aGroup },
        inputs: ({ set = "", group = "" }) => ({
            instanceArn,
            permissionSetArn: set,
            principalId: group,
            principalType: "GROUP",
            targetId: "111111111111",
            targetType: "AWS_ACCOUNT",
        }),
        required: [
            "instanceArn",
            "permissionSetArn",
            "principalId",
            "principalType",
            "targetId",
            "targetType",
        ],
        replacing: {
            instanceArn: otherArn,
            permissionSetArn: otherSet,
            principalId: "9067f0a1b2-00000000-0000-4000-8000-000000000000",
            principalType: "USER",
            targetId: "222222222222",
        },
        changing: {},
        id: new RegExp(`^${directory},GROUP,111111111111,AWS_ACCOUNT,${setArn},${instanceArn}$`),
    },
    {
        provider: vault,
        type: "vault:index/policy:Policy",
        inputs: { name: "dev", policy: 'path "kv-dev/*" { capabilities = ["read"] }' },
        required: ["policy"],
        replacing: { name: "dev2" },
        changing: { policy: 'path "kv-dev/*" { capabilities = ["list"] }' },
        id: /^dev$/,
    },
    {
        provider: vault,
        type: "vault:identity/entity:Entity",
        inputs: { name: "alice", metadata: { key: "alice" }, policies: ["b", "a"] },
        required: [],
        replacing: { namespace: "x" },
        changing: { name: "al", metadata: { key: "al" }, policies: ["a"], disabled: true },
        id: new RegExp(`^${uuid}\\.\\w{5}$`),
    },
    {
        provider: vault,
        type: "vault:identity/entityAlias:EntityAlias",
        before: anEntity,
        inputs: ({ entity = "" }) => ({
            name: "alice@acme.example",
            mountAccessor: "auth_oidc_1a2b3c4d",
            canonicalId: entity,
        }),
        required: ["mountAccessor", "canonicalId"],
        replacing: { namespace: "x" },
        changing: { name: "al@acme.example", customMetadata: { a: "b" } },
        id: new RegExp(`^${uuid}\\.\\w{5}$`),
    },
    {
        provider: vault,
        type: "vault:identity/group:Group",
        inputs: { name: "dev", policies: ["dev"], externalMemberEntityIds: true },
        required: [],
        replacing: { type: "external", namespace: "x" },
        changing: { name: "devs", policies: ["dev", "more"], metadata: { a: "b" } },
        id: new RegExp(`^${uuid}\\.\\w{5}$`),
    },
    {
        provider: vault,
        type: "vault:identity/groupMemberEntityIds:GroupMemberEntityIds",
        before: { ...aVaultGroup, ...anEntity },
        inputs: ({ group = "", entity = "" }) => ({
            groupId: group,
            memberEntityIds: [entity],
            exclusive: false,
        }),
        required: ["groupId"],
        replacing: { groupId: "another", namespace: "x" },
        changing: { memberEntityIds: [] },
        id: new RegExp(`^${uuid}\\.\\w{5}$`),
    },
    {
        provider: random,
        type: "random:index/randomPassword:RandomPassword",
        inputs: { length: 24 },
        required: ["length"],
        replacing: { length: 25, special: false, keepers: { generation: "2" }, minUpper: 1 },
        changing: {},
        id: /^none$/,
    },
];
