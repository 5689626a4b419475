import type { DecisionCase, Source } from "./case";
import { document } from "./case";
import type { Row } from "./element";
import { allow, rows } from "./element";

const resource = (section: string): Source => ({
    page: "IAM JSON policy elements: Resource",
    section,
});
const notResource = (section: string): Source => ({
    page: "IAM JSON policy elements: NotResource",
    section,
});

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

export const resourceCases: readonly DecisionCase[] = [...resources, ...notResources];
