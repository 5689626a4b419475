import { type Answer, type Asked, type FakeServer, serve } from "./fakeServer";
import { acme } from "./organization";

interface Group {
    readonly id: string;
    readonly name: string;
    readonly members: { readonly membershipId: string; readonly userId: string }[];
}

interface Assignment {
    readonly principal: string;
    readonly accountId: string;
    readonly arn: string;
}

/** Identity Center, and IAM of the account that the caller is in. */
export interface AwsState {
    /** Account of the credentials. */
    caller: string;
    readonly instances: { InstanceArn: string; IdentityStoreId: string }[];
    readonly users: { id: string; userName: string; email: string }[];
    readonly groups: Group[];
    readonly assignments: Assignment[];
    readonly sets: { arn: string; name: string; policy: string; outdated: string[] }[];
    readonly iamUsers: {
        name: string;
        keys: { id: string; active: boolean }[];
        password: boolean;
    }[];
    /** How often a deletion of an assignment is still in progress. */
    polls: number;
}

const center = acme().organization.aws?.identityCenter;

/** Acme, where alice and erin are in payments. */
export function organization(): AwsState {
    return {
        caller: "999999999999",
        instances: [
            { InstanceArn: "arn:aws:sso:::instance/ssoins-other", IdentityStoreId: "d-other" },
            {
                InstanceArn: center?.instanceArn ?? "",
                IdentityStoreId: center?.identityStoreId ?? "",
            },
        ],
        users: [
            { id: "u-alice", userName: "alice", email: "alice@acme.example" },
            { id: "u-erin", userName: "erin", email: "erin@acme.example" },
        ],
        groups: [
            group("g-1", "Everybody", ["u-erin", "u-alice"]),
            group("g-2", "dev.payments.developer", ["u-erin", "u-alice"]),
            group("g-3", "prod.person.alice.operator", ["u-alice"]),
            group("g-4", "prod.audit.auditor", []),
        ],
        assignments: [{ principal: "g-2", accountId: "111111111111", arn: "ps-dev" }],
        sets: [
            { arn: "ps-dev", name: "dev.payments.developer", policy: "", outdated: [] },
            { arn: "ps-own", name: "prod.person.alice.operator", policy: "", outdated: [] },
            { arn: "ps-admin", name: "AdministratorAccess", policy: "", outdated: [] },
        ],
        iamUsers: [],
        polls: 0,
    };
}

export function group(id: string, name: string, userIds: string[]): AwsState["groups"][number] {
    const members = userIds.map((userId) => ({ membershipId: `m-${id}-${userId}`, userId }));
    return { id, name, members };
}

export interface FakeAws extends FakeServer {
    /** Answers an action before AWS does. */
    intercept: (action: string, input: Input) => Answer | undefined;
}

export type Input = Readonly<Record<string, unknown>>;

/** Lists come two at a time. */
const pageSize = 2;

export async function startAws(state: AwsState): Promise<FakeAws> {
    const intercepted = {
        intercept: (_action: string, _input: Input): Answer | undefined => undefined,
    };
    const server = await serve((asked) => {
        const { action, input } = actionOf(asked);
        const special = intercepted.intercept(action, input);
        if (special) return special;
        const handle = actions[action];
        return handle ? handle(state, input) : fault("UnknownOperationException", action);
    });
    return Object.assign(intercepted, server);
}

/** JSON services name the action in a header, query services in the form. */
export function actionOf({ headers, body }: Asked): { action: string; input: Input } {
    const target = headers["x-amz-target"];
    if (typeof target === "string") {
        return { action: target.split(".").at(-1) ?? "", input: body as Input };
    }
    const form = new URLSearchParams(String(body));
    return { action: form.get("Action") ?? "", input: Object.fromEntries(form) };
}

export function fault(code: string, message: string): Answer {
    return { status: 400, body: { __type: code, message, Message: message } };
}

type Handler = (state: AwsState, input: Input) => Answer;

const actions: Readonly<Record<string, Handler>> = {
    ListInstances: ({ instances }, input) => page(input, "Instances", instances),
    DescribeUser: ({ users }, { UserId }) => {
        const user = users.find(({ id }) => id === UserId);
        return user ? { body: { UserId: user.id, UserName: user.userName } } : none("USER");
    },
    GetUserId: ({ users }, { AlternateIdentifier }) => {
        const { AttributePath, AttributeValue } = (
            AlternateIdentifier as { UniqueAttribute: Input }
        ).UniqueAttribute;
        const key = AttributePath === "userName" ? "userName" : "email";
        const user = users.find((each) => each[key] === AttributeValue);
        return user ? { body: { UserId: user.id } } : none("USER");
    },
    ListGroups: ({ groups }, input) =>
        page(
            input,
            "Groups",
            groups.map(({ id, name }) => ({ GroupId: id, DisplayName: name })),
        ),
    DescribeGroup: ({ groups }, { GroupId }) => {
        const group = groups.find(({ id }) => id === GroupId);
        return group ? { body: { GroupId, DisplayName: group.name } } : none("GROUP");
    },
    ListGroupMemberships: (state, input) =>
        page(
            input,
            "GroupMemberships",
            memberships(state).filter(({ GroupId }) => GroupId === input.GroupId),
        ),
    ListGroupMembershipsForMember: (state, input) =>
        page(
            input,
            "GroupMemberships",
            memberships(state).filter(
                ({ MemberId }) => MemberId.UserId === (input.MemberId as Input).UserId,
            ),
        ),
    DeleteGroupMembership: ({ groups }, { MembershipId }) => {
        const group = groups.find(({ members }) =>
            members.some(({ membershipId }) => membershipId === MembershipId),
        );
        if (!group) return none("GROUP_MEMBERSHIP");
        remove(group.members, ({ membershipId }) => membershipId === MembershipId);
        return { body: {} };
    },
    ListAccountAssignmentsForPrincipal: ({ groups, assignments }, input) => {
        const own = groups.filter(({ members }) =>
            members.some(({ userId }) => userId === input.PrincipalId),
        );
        const principals = [input.PrincipalId, ...own.map(({ id }) => id)];
        const found = assignments
            .filter(({ principal }) => principals.includes(principal))
            .map(({ principal, accountId, arn }) => ({
                AccountId: accountId,
                PermissionSetArn: arn,
                PrincipalId: principal,
                PrincipalType: principal === input.PrincipalId ? input.PrincipalType : "GROUP",
            }));
        return page(input, "AccountAssignments", found);
    },
    DeleteAccountAssignment: (state, { PrincipalId, TargetId, PermissionSetArn }) => {
        const concerns = ({ principal, accountId, arn }: Assignment) =>
            principal === PrincipalId && accountId === TargetId && arn === PermissionSetArn;
        if (!state.assignments.some(concerns)) return none("ASSIGNMENT");
        if (state.polls === 0) remove(state.assignments, concerns);
        return deletion("IN_PROGRESS");
    },
    DescribeAccountAssignmentDeletionStatus: (state) => {
        state.polls -= 1;
        if (state.polls > 0) return deletion("IN_PROGRESS");
        state.assignments.splice(0);
        return deletion("SUCCEEDED");
    },
    ListPermissionSets: ({ sets }, input) =>
        page(
            input,
            "PermissionSets",
            sets.map(({ arn }) => arn),
        ),
    DescribePermissionSet: ({ sets }, { PermissionSetArn }) => {
        const set = sets.find(({ arn }) => arn === PermissionSetArn);
        return set ? { body: { PermissionSet: { Name: set.name } } } : none("PERMISSION_SET");
    },
    GetInlinePolicyForPermissionSet: ({ sets }, { PermissionSetArn }) => ({
        body: { InlinePolicy: sets.find(({ arn }) => arn === PermissionSetArn)?.policy ?? "" },
    }),
    ListAccountsForProvisionedPermissionSet: ({ sets }, input) =>
        page(
            input,
            "AccountIds",
            input.ProvisioningStatus === "LATEST_PERMISSION_SET_NOT_PROVISIONED"
                ? (sets.find(({ arn }) => arn === input.PermissionSetArn)?.outdated ?? [])
                : [],
        ),

    GetCallerIdentity: ({ caller }) =>
        xml("GetCallerIdentity", `<Account>${caller}</Account><Arn>arn:aws:iam::x</Arn>`),
    AssumeRole: (state, { RoleArn }) => {
        state.caller = String(RoleArn).split(":")[4] ?? "";
        const keys = `<AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey>`;
        const rest = `<SessionToken>T</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>`;
        return xml("AssumeRole", `<Credentials>${keys}${rest}</Credentials>`);
    },
    // Identity Center's and IAM's have one name.
    ListUsers: ({ iamUsers, users }, input) => {
        if (input.IdentityStoreId !== undefined) {
            const all = users.map(({ id, userName, email }) => ({
                UserId: id,
                UserName: userName,
                Emails: [{ Value: email }],
            }));
            return page(input, "Users", all);
        }
        return xml(
            "ListUsers",
            `<IsTruncated>false</IsTruncated><Users>${iamUsers
                .map(({ name }) => `<member><UserName>${name}</UserName></member>`)
                .join("")}</Users>`,
        );
    },
    ListAccessKeys: ({ iamUsers }, { UserName }) => {
        const keys = iamUsers.find(({ name }) => name === UserName)?.keys ?? [];
        const members = keys.map(
            ({ id, active }) =>
                `<member><AccessKeyId>${id}</AccessKeyId>` +
                `<Status>${active ? "Active" : "Inactive"}</Status></member>`,
        );
        return xml(
            "ListAccessKeys",
            `<IsTruncated>false</IsTruncated><AccessKeyMetadata>${members.join("")}</AccessKeyMetadata>`,
        );
    },
    GetLoginProfile: ({ iamUsers }, { UserName }) =>
        iamUsers.some(({ name, password }) => name === UserName && password)
            ? xml(
                  "GetLoginProfile",
                  `<LoginProfile><UserName>${UserName}</UserName></LoginProfile>`,
              )
            : noEntity,
    DeleteLoginProfile: ({ iamUsers }, { UserName }) => {
        const user = iamUsers.find(({ name }) => name === UserName);
        if (user) user.password = false;
        return xml("DeleteLoginProfile", "");
    },
    UpdateAccessKey: ({ iamUsers }, { AccessKeyId, Status }) => {
        const keys = iamUsers.flatMap((user) => user.keys);
        const key = keys.find(({ id }) => id === AccessKeyId);
        if (key) key.active = Status === "Active";
        return xml("UpdateAccessKey", "");
    },
};

function memberships({ groups }: AwsState) {
    return groups.flatMap(({ id, members }) =>
        members.map(({ membershipId, userId }) => ({
            MembershipId: membershipId,
            GroupId: id,
            MemberId: { UserId: userId },
        })),
    );
}

function page(input: Input, property: string, all: readonly unknown[]): Answer {
    const from = Number(input.NextToken ?? "0");
    const more = all.length > from + pageSize ? { NextToken: String(from + pageSize) } : {};
    return { body: { [property]: all.slice(from, from + pageSize), ...more } };
}

function none(what: string): Answer {
    return fault("ResourceNotFoundException", `${what} not found.`);
}

function deletion(Status: string): Answer {
    return { body: { AccountAssignmentDeletionStatus: { Status, RequestId: "r-1" } } };
}

const noEntity: Answer = {
    status: 404,
    text: "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>none</Message></Error></ErrorResponse>",
};

function xml(action: string, result: string): Answer {
    const body = result === "" ? "" : `<${action}Result>${result}</${action}Result>`;
    return { text: `<${action}Response>${body}</${action}Response>` };
}

function remove<T>(list: T[], concerns: (item: T) => boolean): void {
    list.splice(0, list.length, ...list.filter((item) => !concerns(item)));
}
