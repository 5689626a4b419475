import type { Reason } from "../../../../model/iam/decision";
import type { DecisionCase, Source } from "./case";
import { document, request } from "./case";

export const logic = (section: string): Source => ({
    page: "How AWS enforcement code logic evaluates requests to allow or deny access",
    section,
});
const interplay: Source = {
    page: "The difference between explicit and implicit denies",
    section: "Example",
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
export const allowAll = document({ Sid: "All", Effect: "Allow", Action: "*", Resource: "*" });

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

const threeServices = document({
    Effect: "Allow",
    Action: ["s3:*", "cloudwatch:*", "ec2:*"],
    Resource: "*",
});
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
        { boundary: threeServices, session: [s3] },
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

export const evaluationCases: readonly DecisionCase[] = [...denies, ...limited];
