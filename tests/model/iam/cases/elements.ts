import type { Reason } from "../../../../model/iam/decision";
import type { DecisionCase, Source } from "./case";
import { document, request } from "./case";

const action = (section: string): Source => ({
    page: "IAM JSON policy elements: Action",
    section,
});
const notAction = (section: string): Source => ({
    page: "IAM JSON policy elements: NotAction",
    section,
});
const resource = (section: string): Source => ({
    page: "IAM JSON policy elements: Resource",
    section,
});
const notResource = (section: string): Source => ({
    page: "IAM JSON policy elements: NotResource",
    section,
});

/** A name, an action, a resource, the answer, and the Sid that decides. */
type Row = readonly [name: string, action: string, resource: string, reason: Reason, sid?: string];

function rows(source: Source, identity: unknown, table: readonly Row[]): DecisionCase[] {
    return table.map(([name, action, target, reason, sid]) => ({
        name,
        source,
        policies: { identity: [identity] },
        request: request(action, target),
        reason,
        ...(sid ? { sid } : {}),
    }));
}

const allow = (Action: unknown, Resource: unknown = "*") =>
    document({ Sid: "Allow", Effect: "Allow", Action, Resource });

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

const bucket = (key: string) => `arn:aws:s3:::DOC-EXAMPLE-BUCKET/${key}`;
const nested = allow("s3:GetObject", bucket("*/test/*"));

const resources = [
    ...rows(resource("Using wildcards in resource ARNs"), nested, [
        ...[
            "1/test/object.jpg",
            "1/2/test/object.jpg",
            "1/2/test/3/object.jpg",
            "1/2/3/test/4/object.jpg",
            "1///test///object.jpg",
            "1/test/.jpg",
            "/test/object.jpg",
            "1/test/",
        ].map(
            (key): Row => [`a star takes ${key}`, "s3:GetObject", bucket(key), "allowed", "Allow"],
        ),
        ...["1-test/object.jpg", "test/object.jpg", "1/2/test.jpg"].map(
            (key): Row => [`a star leaves ${key}`, "s3:GetObject", bucket(key), "implicit-deny"],
        ),
    ]),
    ...rows(
        resource("Using wildcards in resource ARNs"),
        allow("iam:GetUser", "arn:aws:iam::111122223333:user/accounting/*"),
        [
            [
                "a user below a path",
                "iam:GetUser",
                "arn:aws:iam::111122223333:user/accounting/Bob",
                "allowed",
                "Allow",
            ],
            [
                "a user of another path",
                "iam:GetUser",
                "arn:aws:iam::111122223333:user/Bob",
                "implicit-deny",
            ],
        ],
    ),
    ...rows(
        resource("Using wildcards in resource ARNs"),
        allow("logs:GetLogEvents", "arn:aws:logs:*"),
        [
            [
                "a star that ends a part runs on past the colons",
                "logs:GetLogEvents",
                "arn:aws:logs:eu-west-1:111122223333:log-group:a:*",
                "allowed",
                "Allow",
            ],
        ],
    ),
    ...rows(
        resource("IAM JSON policy elements: Resource"),
        allow("iam:GetUser", "arn:aws:iam::111122223333:user/Bob"),
        [
            [
                "the resource itself",
                "iam:GetUser",
                "arn:aws:iam::111122223333:user/Bob",
                "allowed",
                "Allow",
            ],
            [
                "resources mind the case",
                "iam:GetUser",
                "arn:aws:iam::111122223333:user/bob",
                "implicit-deny",
            ],
            [
                "another account's",
                "iam:GetUser",
                "arn:aws:iam::999999999999:user/Bob",
                "implicit-deny",
            ],
        ],
    ),
    ...rows(
        resource("Specifying multiple resources"),
        allow("dynamodb:GetItem", [
            "arn:aws:dynamodb:us-east-2:111122223333:table/books_table",
            "arn:aws:dynamodb:us-east-2:111122223333:table/magazines_table",
        ]),
        [
            [
                "the second of two resources",
                "dynamodb:GetItem",
                "arn:aws:dynamodb:us-east-2:111122223333:table/magazines_table",
                "allowed",
                "Allow",
            ],
            [
                "a third resource",
                "dynamodb:GetItem",
                "arn:aws:dynamodb:us-east-2:111122223333:table/papers_table",
                "implicit-deny",
            ],
        ],
    ),
];

const payroll = document(
    { Effect: "Allow", Action: "*", Resource: "*" },
    {
        Sid: "Payroll",
        Effect: "Deny",
        Action: "s3:*",
        NotResource: ["arn:aws:s3:::HRBucket/Payroll", "arn:aws:s3:::HRBucket/Payroll/*"],
    },
);

const notResources = [
    ...rows(notResource("IAM JSON policy elements: NotResource"), payroll, [
        [
            "the folder that is spared",
            "s3:GetObject",
            "arn:aws:s3:::HRBucket/Payroll/may",
            "allowed",
        ],
        [
            "every other folder",
            "s3:GetObject",
            "arn:aws:s3:::HRBucket/Notes",
            "explicit-deny",
            "Payroll",
        ],
        [
            "a folder added later",
            "s3:GetObject",
            "arn:aws:s3:::HRBucket/Payroll2",
            "explicit-deny",
            "Payroll",
        ],
        ["another service", "ec2:StopInstances", "arn:aws:ec2:::instance/i-1", "allowed"],
    ]),
    ...rows(
        notResource("NotResource with other elements"),
        document({
            Sid: "TooWide",
            Effect: "Allow",
            Action: "*",
            NotResource: "arn:aws:s3:::HRBucket",
        }),
        [
            [
                "Allow with NotResource gives everything else",
                "iam:PutUserPolicy",
                "arn:aws:iam::111122223333:user/me",
                "allowed",
                "TooWide",
            ],
            ["but not what is listed", "s3:ListBucket", "arn:aws:s3:::HRBucket", "implicit-deny"],
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

export const elementCases: readonly DecisionCase[] = [
    ...actions,
    ...notActions,
    ...resources,
    ...notResources,
    ...statements,
    ...single,
];
