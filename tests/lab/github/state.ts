import type { Part, Schemas } from "./schemas";
import type { KeyPair } from "./sealedBox";

/** An organisation as GitHub keeps it. Tests read it from outside, and change it as a browser would. */
export interface GitHubState {
    readonly organization: Organization;
    readonly accounts: Account[];
    /** By the account's id. */
    readonly members: Map<number, Member>;
    readonly teams: Map<number, Team>;
    readonly repositories: Map<number, Repository>;
    /** Whoever is invited accepts at once; otherwise the invited stay pending. */
    acceptAtOnce: boolean;
    /** Ids count up and are never given twice. */
    lastId: number;
}

export interface Organization {
    readonly id: number;
    readonly login: string;
    /** What every member may do in every repository: `none`, `read`, `write` or `admin`. */
    basePermission: string;
}

export interface Account {
    readonly id: number;
    login: string;
}

export interface Member {
    role: "admin" | "member";
    state: "active" | "pending";
    /** Of a pending one. */
    readonly invitationId?: number;
}

export interface Team {
    readonly id: number;
    name: string;
    slug: string;
    description: string;
    privacy: string;
    notificationSetting: string;
    parentId: number | undefined;
    readonly members: Map<number, { role: "member" | "maintainer"; state: "active" | "pending" }>;
    /** Permission by the repository's id. */
    readonly repositories: Map<number, string>;
}

export interface Repository {
    readonly id: number;
    name: string;
    readonly private: boolean;
    /** Calls to them are redirected. */
    readonly formerNames: string[];
    /** Permission by the account's id. */
    readonly collaborators: Map<number, string>;
    readonly invitations: Map<number, { accountId: number; permission: string }>;
    readonly keys: Map<number, Part<Schemas["deploy-key"]>>;
    /** By the name in small letters. */
    readonly environments: Map<string, Environment>;
}

export interface Environment {
    readonly id: number;
    readonly name: string;
    waitTimer: number;
    preventSelfReview: boolean;
    canAdminsBypass: boolean;
    reviewers: readonly Reviewer[];
    branchPolicy: BranchPolicy | null;
    readonly policies: Map<number, Policy>;
    /** By the name in capitals; a secret's value is what came out of the sealed box. */
    readonly variables: Map<string, StoredValue>;
    readonly secrets: Map<string, StoredValue>;
    readonly keyPair: KeyPair;
}

/** Which branches or tags may deploy. */
export interface Policy {
    readonly id: number;
    name: string;
    readonly type: "branch" | "tag";
}

export interface Reviewer {
    readonly type: "User" | "Team";
    readonly id: number;
}

export type BranchPolicy = Schemas["deployment-branch-policy-settings"] & object;

export interface StoredValue {
    value: string;
    readonly createdAt: string;
    updatedAt: string;
}

/** What there is before anybody provisions anything. The sandbox's seed is one. */
export interface GitHubSeed {
    readonly organization: {
        readonly id: number;
        readonly login: string;
        readonly basePermission?: string;
    };
    readonly accounts: readonly { readonly id: number; readonly login: string }[];
    readonly repositories: readonly { readonly id: number; readonly name: string }[];
    /** Ids of accounts that own the organisation already. */
    readonly owners?: readonly number[];
}

/** Whose token it is: an owner whom no roster names. */
export const administrator: Account = { id: 90_000_001, login: "lab-administrator" };

export function createState(seed: GitHubSeed): GitHubState {
    const owners = [administrator.id, ...(seed.owners ?? [])];
    return {
        organization: { basePermission: "none", ...seed.organization },
        accounts: [administrator, ...seed.accounts.filter(({ id }) => id !== administrator.id)].map(
            (account) => ({ ...account }),
        ),
        members: new Map(owners.map((id) => [id, { role: "admin", state: "active" }])),
        teams: new Map(),
        repositories: new Map(
            seed.repositories.map(({ id, name }) => [id, newRepository(id, name)]),
        ),
        acceptAtOnce: true,
        lastId: 4_700_000,
    };
}

function newRepository(id: number, name: string): Repository {
    return {
        id,
        name,
        private: true,
        formerNames: [],
        collaborators: new Map(),
        invitations: new Map(),
        keys: new Map(),
        environments: new Map(),
    };
}

export function nextId(state: GitHubState): number {
    state.lastId += 1;
    return state.lastId;
}

/** The id stays; whoever calls the old login finds nobody. */
export function renameAccount(state: GitHubState, from: string, to: string): void {
    const account = accountNamed(state, from);
    if (!account) throw new Error(`no account ${from}`);
    account.login = to;
}

/** The id stays; calls to the old name are redirected. */
export function renameRepository(state: GitHubState, from: string, to: string): void {
    const repository = [...state.repositories.values()].find(({ name }) => same(name, from));
    if (!repository) throw new Error(`no repository ${from}`);
    repository.formerNames.push(repository.name);
    repository.name = to;
}

export function accountNamed(state: GitHubState, login: string): Account | undefined {
    return state.accounts.find((account) => same(account.login, login));
}

export function accountOf(state: GitHubState, id: number): Account | undefined {
    return state.accounts.find((account) => account.id === id);
}

/** GitHub compares every name without case. */
export function same(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}
