/** An account. */
export interface User {
    readonly id: number;
    login: string;
}

/** An organisation as GitHub would show it to an owner; tests change what they are about. */
export interface GitHubState {
    readonly users: User[];
    readonly admins: number[];
    readonly members: number[];
    /** Invited, and not yet members. */
    readonly pending: number[];
    readonly invitations: { id: number; login: string | null; email: string | null }[];
    readonly outsiders: number[];
    readonly teams: { id: number; slug: string; parent?: number; members: { id: number }[] }[];
    readonly repositories: FakeRepository[];
    /** Repositories that the token is not shown. */
    hidden: number;
    /** An app's token, which repositories it is for; it is not told how many there are. */
    selection?: "all" | "selected";
    readonly authorizations: { credential_id: number; credential_type: string; login: string }[];
    readonly runs: FakeRun[];
}

export interface FakeRun {
    readonly id: number;
    readonly repository: string;
    status: string;
    /** Who created it. */
    readonly actor: number;
    /** Who started it again; default: whoever created it. */
    readonly triggering?: number;
}

export interface FakeRepository {
    readonly id: number;
    readonly name: string;
    collaborators: { id: number; role_name: string }[];
    invitations: { id: number; invitee: number; permissions: string }[];
    environments: { name: string; reviewers: { type: string; id: number }[] }[];
    keys: { id: number; title: string; read_only: boolean; added_by: string }[];
}

export function repository(id: number, name: string): FakeRepository {
    return { id, name, collaborators: [], invitations: [], environments: [], keys: [] };
}

/** Acme, where alice and kim are in payments. */
export function organization(): GitHubState {
    return {
        users: [
            { id: 5000001, login: "alice-acme" },
            { id: 5000002, login: "erin-acme" },
            { id: 5000003, login: "frank-acme" },
            { id: 5000007, login: "vic" },
            { id: 5000009, login: "kimc" },
            { id: 5000012, login: "acme-bot" },
        ],
        admins: [5000012, 5000003, 5000002],
        members: [5000009, 5000012, 5000001],
        pending: [],
        invitations: [],
        outsiders: [],
        teams: [
            { id: 1, slug: "engineering", members: [{ id: 5000002 }, { id: 5000003 }] },
            { id: 2, slug: "platform", members: [{ id: 5000002 }] },
            {
                id: 3,
                slug: "payments",
                parent: 1,
                members: [5000002, 5000009, 5000001].map((id) => ({ id })),
            },
        ],
        repositories: [
            repository(789012, "checkout"),
            repository(789013, "ledger"),
            repository(789014, "design-tokens"),
            repository(789099, "scratch"),
        ],
        hidden: 0,
        authorizations: [],
        runs: [],
    };
}
