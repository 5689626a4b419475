import type { Reason } from "../../../../model/iam/decision";
import type { DecisionCase, Source } from "./case";
import { document, request } from "./case";
import { mayAssume, role, session, trust, user } from "./principals";

const logic = (section: string): Source => ({
    page: "How AWS enforcement code logic evaluates requests to allow or deny access",
    section,
});
const interplay: Source = {
    page: "The difference between explicit and implicit denies",
    section: "Example",
};
const boundaries = (section: string): Source => ({
    page: "Permissions boundaries for IAM entities",
    section,
});
const crossAccount: Source = {
    page: "Cross-account policy evaluation logic",
    section: "Determining whether a cross-account request is allowed",
};

const listed = document(
    { Sid: "AllowGetList", Effect: "Allow", Action: ["iam:Get*", "iam:List*"], Resource: "*" },
    { Sid: "DenyReports", Effect: "Deny", Action: "iam:*Report", Resource: "*" },
);
const reports = document({
    Sid: "Reports",
    Effect: "Allow",
    Action: "iam:GenerateCredentialReport",
    Resource: "*",
});
const allowAll = document({ Sid: "All", Effect: "Allow", Action: "*", Resource: "*" });

const denies: DecisionCase[] = [
    {
        name: "an Allow that applies",
        source: interplay,
        policies: { identity: [listed] },
        request: request("iam:ListUsers", "*"),
        reason: "allowed",
        sid: "AllowGetList",
    },
    {
        name: "no statement applies",
        source: interplay,
        policies: { identity: [listed] },
        request: request("iam:CreatePolicy", "*"),
        reason: "implicit-deny",
    },
    {
        name: "Allow and Deny apply",
        source: interplay,
        policies: { identity: [listed] },
        request: request("iam:GetOrganizationsAccessReport", "*"),
        reason: "explicit-deny",
        sid: "DenyReports",
    },
    {
        name: "an Allow of another policy does not lift the Deny",
        source: interplay,
        policies: { identity: [reports, listed] },
        request: request("iam:GenerateCredentialReport", "*"),
        reason: "explicit-deny",
        sid: "DenyReports",
    },
    {
        name: "without policies everything is refused",
        source: logic("Summary"),
        policies: {},
        request: request("iam:ListUsers", "*"),
        reason: "implicit-deny",
    },
    {
        name: "but to the account's root user",
        source: logic("Summary"),
        policies: {},
        request: request(
            "iam:ListUsers",
            "*",
            {},
            {
                type: "AWS",
                id: "arn:aws:iam::111122223333:root",
            },
        ),
        reason: "allowed",
    },
    {
        name: "one Allow among several identity policies is enough",
        source: logic("Identity-based policies"),
        policies: { identity: [reports, allowAll] },
        request: request("s3:GetObject", "arn:aws:s3:::a/b"),
        reason: "allowed",
        sid: "All",
    },
];

const three = document({
    Sid: "Services",
    Effect: "Allow",
    Action: ["s3:*", "cloudwatch:*", "ec2:*"],
    Resource: "*",
});
const createUser = document({
    Sid: "CreateUser",
    Effect: "Allow",
    Action: "iam:CreateUser",
    Resource: "*",
});
const xCompany = "arn:aws:iam::123456789012:policy/XCompanyBoundaries";
const newUsers = document(
    { Effect: "Allow", Action: ["s3:*", "ec2:*"], Resource: "*" },
    {
        Sid: "OwnKeys",
        Effect: "Allow",
        Action: ["iam:*AccessKey*", "iam:ChangePassword"],
        Resource: "arn:aws:iam::*:user/${aws:username}",
    },
    {
        Sid: "NoLogs",
        Effect: "Deny",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
    },
);
const delegated = document(
    {
        Sid: "OnlyWithBoundary",
        Effect: "Allow",
        Action: ["iam:CreateUser", "iam:PutUserPolicy", "iam:PutUserPermissionsBoundary"],
        Resource: "*",
        Condition: { StringEquals: { "iam:PermissionsBoundary": xCompany } },
    },
    {
        Sid: "OtherTasks",
        Effect: "Allow",
        Action: ["cloudwatch:*", "iam:DeleteUser", "iam:DeletePolicy"],
        NotResource: "arn:aws:iam::123456789012:user/Maria",
    },
    {
        Sid: "NoEdit",
        Effect: "Deny",
        Action: ["iam:CreatePolicyVersion", "iam:DeletePolicy"],
        Resource: xCompany,
    },
    { Sid: "NoDelete", Effect: "Deny", Action: "iam:DeleteUserPermissionsBoundary", Resource: "*" },
);
const zhang = document(
    { Sid: "IAM", Effect: "Allow", Action: "iam:*", Resource: "*" },
    {
        Sid: "Bucket",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::ZhangBucket",
    },
);
const delegating = boundaries("Delegating responsibility to others using permissions boundaries");

const bounded: DecisionCase[] = (
    [
        [
            "allowed by the policy, not by the boundary",
            boundaries("Permissions boundaries"),
            createUser,
            three,
            "iam:CreateUser",
            "*",
            {},
            "boundary",
        ],
        [
            "allowed by the boundary, not by the policy",
            boundaries("Permissions boundaries"),
            createUser,
            three,
            "s3:GetObject",
            "*",
            {},
            "implicit-deny",
        ],
        [
            "allowed by both",
            boundaries("Evaluating effective permissions with boundaries"),
            allowAll,
            three,
            "s3:GetObject",
            "*",
            {},
            "allowed",
            "All",
        ],
        [
            "a user without the boundary",
            delegating,
            zhang,
            delegated,
            "iam:CreateUser",
            "arn:aws:iam::123456789012:user/Nikhil",
            {},
            "boundary",
        ],
        [
            "a user with another boundary",
            delegating,
            zhang,
            delegated,
            "iam:CreateUser",
            "arn:aws:iam::123456789012:user/Nikhil",
            { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/Loose" },
            "boundary",
        ],
        [
            "a user with the boundary",
            delegating,
            zhang,
            delegated,
            "iam:CreateUser",
            "arn:aws:iam::123456789012:user/Nikhil",
            { "iam:PermissionsBoundary": xCompany },
            "allowed",
            "IAM",
        ],
        [
            "another task on another user",
            delegating,
            zhang,
            delegated,
            "iam:DeleteUser",
            "arn:aws:iam::123456789012:user/Nikhil",
            {},
            "allowed",
            "IAM",
        ],
        [
            "another task on the administrator",
            delegating,
            zhang,
            delegated,
            "iam:DeleteUser",
            "arn:aws:iam::123456789012:user/Maria",
            {},
            "boundary",
        ],
        [
            "dropping the boundary",
            delegating,
            zhang,
            delegated,
            "iam:DeleteUserPermissionsBoundary",
            "arn:aws:iam::123456789012:user/Nikhil",
            {},
            "explicit-deny",
            "NoDelete",
        ],
        [
            "editing the boundary",
            delegating,
            zhang,
            delegated,
            "iam:DeletePolicy",
            xCompany,
            {},
            "explicit-deny",
            "NoEdit",
        ],
        [
            "a bucket that the boundary leaves out",
            delegating,
            zhang,
            delegated,
            "s3:ListBucket",
            "arn:aws:s3:::ZhangBucket",
            {},
            "boundary",
        ],
        [
            "one's own key inside a boundary",
            delegating,
            allowAll,
            newUsers,
            "iam:CreateAccessKey",
            "arn:aws:iam::123456789012:user/Nikhil",
            { "aws:username": "Nikhil" },
            "allowed",
            "All",
        ],
        [
            "another's key inside a boundary",
            delegating,
            allowAll,
            newUsers,
            "iam:CreateAccessKey",
            "arn:aws:iam::123456789012:user/Maria",
            { "aws:username": "Nikhil" },
            "boundary",
        ],
        [
            "a Deny of a boundary",
            delegating,
            allowAll,
            newUsers,
            "s3:GetObject",
            "arn:aws:s3:::logs/today",
            {},
            "explicit-deny",
            "NoLogs",
        ],
    ] as const
).map(([name, source, identity, boundary, action, target, context, reason, sid]) => ({
    name,
    source,
    policies: { identity: [identity], boundary },
    request: request(action, target, context),
    reason,
    ...(sid ? { sid } : {}),
}));

const s3 = document({ Sid: "S3", Effect: "Allow", Action: "s3:*", Resource: "*" });
const noDelete = document(
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Sid: "NoDelete", Effect: "Deny", Action: "s3:Delete*", Resource: "*" },
);
const scp = (section: string): Source => ({ page: "SCP evaluation", section });

const limits: readonly (readonly [
    name: string,
    source: Source,
    policies: DecisionCase["policies"],
    action: string,
    reason: Reason,
])[] = [
    [
        "a session policy that allows",
        logic("Session policies"),
        { session: [s3] },
        "s3:GetObject",
        "allowed",
    ],
    [
        "a session policy that does not",
        logic("Session policies"),
        { session: [s3] },
        "ec2:StopInstances",
        "session",
    ],
    [
        "a Deny of a session policy",
        logic("Session policies"),
        { session: [noDelete] },
        "s3:DeleteBucket",
        "explicit-deny",
    ],
    [
        "boundary and session policy both limit",
        logic("Session policies"),
        { boundary: three, session: [s3] },
        "ec2:StopInstances",
        "session",
    ],
    [
        "a service control policy that allows",
        logic("AWS Organizations SCPs"),
        { serviceControl: [[allowAll]] },
        "s3:GetObject",
        "allowed",
    ],
    [
        "a service control policy that does not",
        logic("AWS Organizations SCPs"),
        { serviceControl: [[s3]] },
        "ec2:StopInstances",
        "service-control",
    ],
    [
        "a Deny of a service control policy",
        logic("AWS Organizations SCPs"),
        { serviceControl: [[noDelete]] },
        "s3:DeleteBucket",
        "explicit-deny",
    ],
    [
        "every level must allow",
        scp("How SCPs work with Allow"),
        { serviceControl: [[allowAll], [s3]] },
        "ec2:StopInstances",
        "service-control",
    ],
    [
        "one policy of a level is enough",
        scp("How SCPs work with Allow"),
        { serviceControl: [[allowAll], [s3, allowAll]] },
        "ec2:StopInstances",
        "allowed",
    ],
    [
        "a level without a policy",
        scp("How SCPs work with Allow"),
        { serviceControl: [[allowAll], []] },
        "s3:GetObject",
        "service-control",
    ],
    [
        "a Deny at any level",
        scp("How SCPs work with Deny"),
        { serviceControl: [[noDelete], [allowAll]] },
        "s3:DeleteBucket",
        "explicit-deny",
    ],
];

const limited = limits.map(
    ([name, source, policies, action, reason]): DecisionCase => ({
        name,
        source,
        policies: { identity: [allowAll], ...policies },
        request: request(action, "arn:aws:s3:::a"),
        reason,
    }),
);

const toRole = trust({ AWS: "arn:aws:iam::111122223333:role/ci" });
const toAccount = trust({ AWS: "111122223333" });
const nothing = document({ Effect: "Allow", Action: "s3:Nothing", Resource: "*" });
const noAssume = document({ Sid: "NoAssume", Effect: "Deny", Action: "sts:*", Resource: "*" });

const resourceBased: DecisionCase[] = (
    [
        [
            "a role that is named is bound by its boundary",
            logic("Resource-based policies: IAM role"),
            { trust: toRole, boundary: nothing },
            session("ci"),
            "boundary",
        ],
        [
            "and by its session policy",
            logic("Resource-based policies: IAM role"),
            { trust: toRole, session: [nothing] },
            session("ci"),
            "session",
        ],
        [
            "but needs no identity policy",
            logic("Resource-based policies: IAM role"),
            { trust: toRole },
            session("ci"),
            "allowed",
        ],
        [
            "a session that is named is not bound by a boundary",
            logic("Resource-based policies: IAM role session"),
            { trust: trust({ AWS: session("ci").id }), boundary: nothing },
            session("ci"),
            "allowed",
        ],
        [
            "a user who is named is not bound by a boundary",
            logic("Resource-based policies: IAM user"),
            { trust: trust({ AWS: user("ana").id }), boundary: nothing },
            user("ana"),
            "allowed",
        ],
        [
            "a Deny of the boundary binds all the same",
            logic("Resource-based policies: IAM user"),
            { trust: trust({ AWS: user("ana").id }), boundary: noAssume },
            user("ana"),
            "explicit-deny",
        ],
        [
            "a trust policy must allow by itself",
            logic("Resource-based policies"),
            { trust: trust({ AWS: user("bo").id }), identity: [allowAll] },
            user("ana"),
            "trust",
        ],
        [
            "an account that is named passes the question on",
            logic("Resource-based policies"),
            { trust: toAccount, identity: [mayAssume], boundary: nothing },
            user("ana"),
            "boundary",
        ],
        [
            "another account: both must allow",
            crossAccount,
            { trust: trust({ AWS: user("bo", "444455556666").id }), identity: [mayAssume] },
            user("bo", "444455556666"),
            "allowed",
        ],
        [
            "another account: its own policy is missing",
            crossAccount,
            { trust: trust({ AWS: user("bo", "444455556666").id }) },
            user("bo", "444455556666"),
            "implicit-deny",
        ],
        [
            "another account: the trust is missing",
            crossAccount,
            { trust: toAccount, identity: [mayAssume] },
            user("bo", "444455556666"),
            "trust",
        ],
        [
            "another account: its boundary limits",
            crossAccount,
            {
                trust: trust({ AWS: user("bo", "444455556666").id }),
                identity: [mayAssume],
                boundary: nothing,
            },
            user("bo", "444455556666"),
            "boundary",
        ],
        [
            "another account: a Deny on either side",
            crossAccount,
            {
                trust: trust({ AWS: user("bo", "444455556666").id }),
                identity: [mayAssume, noAssume],
            },
            user("bo", "444455556666"),
            "explicit-deny",
        ],
    ] as const
).map(([name, source, policies, who, reason]) => ({
    name,
    source,
    policies,
    request: request("sts:AssumeRole", role, {}, who),
    reason,
}));

export const evaluationCases: readonly DecisionCase[] = [
    ...denies,
    ...bounded,
    ...limited,
    ...resourceBased,
];
