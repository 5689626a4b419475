import type { DecisionCase, Source } from "./case";
import { document, request } from "./case";
import { allow, rows } from "./element";

const action = (section: string): Source => ({
    page: "IAM JSON policy elements: Action",
    section,
});
const notAction = (section: string): Source => ({
    page: "IAM JSON policy elements: NotAction",
    section,
});
const actions = [
    ...rows(action("IAM JSON policy elements: Action"), allow("iam:ListAccessKeys"), [
        ["actions do not mind the case", "IAM:listaccesskeys", "*", "allowed", "Allow"],
        ["another action of the service", "iam:ListUsers", "*", "implicit-deny"],
    ]),
    ...rows(
        action("IAM JSON policy elements: Action"),
        allow(["sqs:SendMessage", "s3:GetObject"]),
        [
            ["several actions, the second", "s3:GetObject", "*", "allowed", "Allow"],
            ["several actions, none", "s3:PutObject", "*", "implicit-deny"],
        ],
    ),
    ...rows(action("IAM JSON policy elements: Action"), allow("s3:*"), [
        ["all of a service", "s3:DeleteBucket", "*", "allowed", "Allow"],
        ["and of no other", "s3express:CreateBucket", "*", "implicit-deny"],
    ]),
    ...rows(action("IAM JSON policy elements: Action"), allow("iam:*AccessKey*"), [
        ["a star at both ends", "iam:UpdateAccessKey", "*", "allowed", "Allow"],
        ["a star for more at the end", "iam:ListAccessKeys", "*", "allowed", "Allow"],
        ["not the part in between", "iam:CreateUser", "*", "implicit-deny"],
    ]),
    ...rows(action("IAM JSON policy elements: Action"), allow("ec2:?topInstances"), [
        ["a question mark for one letter", "ec2:StopInstances", "*", "allowed", "Allow"],
        ["a question mark for none", "ec2:topInstances", "*", "implicit-deny"],
    ]),
];

const notActions = [
    ...rows(
        notAction("NotAction with Allow"),
        document({
            Sid: "NotDelete",
            Effect: "Allow",
            NotAction: "s3:DeleteBucket",
            Resource: "arn:aws:s3:::*",
        }),
        [
            ["every other action", "s3:GetObject", "arn:aws:s3:::a/b", "allowed", "NotDelete"],
            ["the action that is left out", "s3:DeleteBucket", "arn:aws:s3:::a", "implicit-deny"],
            ["an action on every resource", "s3:ListAllMyBuckets", "*", "implicit-deny"],
            ["another service's resource", "sqs:SendMessage", "arn:aws:sqs:::q", "implicit-deny"],
        ],
    ),
    ...rows(
        notAction("NotAction with Allow"),
        document({ Sid: "NotIam", Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
        [
            ["everything but a service", "ec2:RunInstances", "*", "allowed", "NotIam"],
            ["that service", "IAM:CreateUser", "*", "implicit-deny"],
        ],
    ),
];

const statements = rows(
    { page: "IAM JSON policy elements: Statement", section: "Statement" },
    document(
        { Sid: "List", Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "arn:aws:s3:::*" },
        { Sid: "Home", Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::b/home/ana/*" },
    ),
    [
        ["the first statement", "s3:ListAllMyBuckets", "arn:aws:s3:::*", "allowed", "List"],
        ["the second statement", "s3:PutObject", "arn:aws:s3:::b/home/ana/x", "allowed", "Home"],
        ["neither statement", "s3:PutObject", "arn:aws:s3:::b/home/bo/x", "implicit-deny"],
    ],
);

const single: DecisionCase[] = [
    {
        name: "one statement without a list",
        source: { page: "IAM JSON policy elements: Statement", section: "Statement" },
        policies: {
            identity: [
                {
                    Version: "2012-10-17",
                    Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
                },
            ],
        },
        request: request("s3:GetObject", "arn:aws:s3:::a/b"),
        reason: "allowed",
    },
    {
        name: "condition keys do not mind the case",
        source: { page: "IAM JSON policy elements: Condition", section: "Condition" },
        policies: {
            identity: [
                document({
                    Effect: "Allow",
                    Action: "*",
                    Resource: "*",
                    Condition: { StringEquals: { "aws:SourceIP": "203.0.113.7" } },
                }),
            ],
        },
        request: request("s3:GetObject", "*", { "AWS:SourceIp": "203.0.113.7" }),
        reason: "allowed",
    },
    {
        name: "a tag's key does not mind the case either",
        source: { page: "Controlling access to AWS resources using tags", section: "Resources" },
        policies: {
            identity: [
                document({
                    Effect: "Allow",
                    Action: "ec2:StartInstances",
                    Resource: "arn:aws:ec2:*:*:instance/*",
                    Condition: { StringEquals: { "aws:ResourceTag/Owner": "${aws:username}" } },
                }),
            ],
        },
        request: request("ec2:StartInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", {
            "aws:ResourceTag/owner": "richard-roe",
            "aws:username": "richard-roe",
        }),
        reason: "allowed",
    },
];

export const actionCases: readonly DecisionCase[] = [
    ...actions,
    ...notActions,
    ...statements,
    ...single,
];
