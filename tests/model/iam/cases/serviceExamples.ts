import type { RequestContext } from "../../../../model/iam/request";
import type { DecisionCase } from "./case";
import { everything, example } from "./example";

const newUser = (context: RequestContext, keys: readonly string[]) => ({
    ...context,
    "aws:TagKeys": keys,
});
const attributes = (...names: readonly string[]) => ({ "dynamodb:Attributes": names });

export const serviceExampleCases: readonly DecisionCase[] = [
    ...example(
        "EC2: Start or stop instances based on matching principal and resource tags",
        [
            {
                Effect: "Allow",
                Action: ["ec2:startInstances", "ec2:stopInstances"],
                Resource: "*",
                Condition: {
                    StringEquals: {
                        "aws:ResourceTag/CostCenter": "${aws:PrincipalTag/CostCenter}",
                    },
                },
            },
        ],
        [
            [
                "the same cost centre",
                "ec2:StopInstances",
                { "aws:ResourceTag/CostCenter": "7", "aws:PrincipalTag/CostCenter": "7" },
                "allowed",
            ],
            [
                "another cost centre",
                "ec2:StopInstances",
                { "aws:ResourceTag/CostCenter": "7", "aws:PrincipalTag/CostCenter": "8" },
                "implicit-deny",
            ],
            ["neither has one", "ec2:StopInstances", {}, "implicit-deny"],
        ],
    ),
    ...example(
        "IAM: Add specific tags to a user",
        [
            {
                Effect: "Allow",
                Action: ["iam:CreateUser", "iam:TagUser"],
                Resource: "*",
                Condition: {
                    StringEqualsIfExists: {
                        "aws:RequestTag/Department": ["Development", "QualityAssurance"],
                        "aws:RequestTag/JobFunction": "Employee",
                    },
                    "ForAllValues:StringEquals": { "aws:TagKeys": ["Department", "JobFunction"] },
                },
            },
        ],
        [
            [
                "one tag that fits",
                "iam:CreateUser",
                newUser({ "aws:RequestTag/Department": "Development" }, ["Department"]),
                "allowed",
            ],
            [
                "a value that does not",
                "iam:CreateUser",
                newUser({ "aws:RequestTag/Department": "Sales" }, ["Department"]),
                "implicit-deny",
            ],
            ["a key that does not", "iam:CreateUser", newUser({}, ["Team"]), "implicit-deny"],
            ["no tags", "iam:CreateUser", {}, "allowed"],
        ],
    ),
    ...example(
        "IAM: Limits managed policies that can be applied to an IAM user, group, or role",
        [
            {
                Effect: "Allow",
                Action: ["iam:AttachUserPolicy", "iam:DetachUserPolicy"],
                Resource: "*",
                Condition: {
                    ArnEquals: {
                        "iam:PolicyARN": ["arn:aws:iam::*:policy/one", "arn:aws:iam::*:policy/two"],
                    },
                },
            },
        ],
        [
            [
                "a policy that is listed",
                "iam:AttachUserPolicy",
                { "iam:PolicyARN": "arn:aws:iam::111122223333:policy/two" },
                "allowed",
            ],
            [
                "another policy",
                "iam:AttachUserPolicy",
                { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" },
                "implicit-deny",
            ],
        ],
    ),
    ...example(
        "IAM: Pass an IAM role to a specific AWS service",
        [
            {
                Effect: "Allow",
                Action: "iam:PassRole",
                Resource: "*",
                Condition: { StringEquals: { "iam:PassedToService": "cloudwatch.amazonaws.com" } },
            },
        ],
        [
            [
                "to the service",
                "iam:PassRole",
                { "iam:PassedToService": "cloudwatch.amazonaws.com" },
                "allowed",
            ],
            [
                "to another",
                "iam:PassRole",
                { "iam:PassedToService": "ec2.amazonaws.com" },
                "implicit-deny",
            ],
        ],
    ),
    ...example(
        "Amazon DynamoDB: Allows access to specific attributes",
        [
            {
                Effect: "Allow",
                Action: "dynamodb:GetItem",
                Resource: "*",
                Condition: {
                    "ForAllValues:StringEquals": {
                        "dynamodb:Attributes": ["ID", "Message", "Tags"],
                    },
                    StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
                },
            },
        ],
        [
            [
                "attributes that are listed",
                "dynamodb:GetItem",
                attributes("ID", "Message"),
                "allowed",
            ],
            ["one that is not", "dynamodb:GetItem", attributes("ID", "UserName"), "implicit-deny"],
            [
                "all attributes at once",
                "dynamodb:GetItem",
                { ...attributes("ID"), "dynamodb:Select": "ALL_ATTRIBUTES" },
                "implicit-deny",
            ],
        ],
    ),
    ...example(
        "AWS: Deny access to Amazon S3 resources outside your account except AWS Data Exchange",
        [
            everything,
            {
                Sid: "Outside",
                Effect: "Deny",
                Action: ["s3:GetObject", "s3:PutObject"],
                Resource: "*",
                Condition: {
                    StringNotEquals: { "aws:ResourceAccount": ["111122223333"] },
                    "ForAllValues:StringNotEquals": {
                        "aws:CalledVia": ["dataexchange.amazonaws.com"],
                    },
                },
            },
        ],
        [
            [
                "in the account",
                "s3:GetObject",
                { "aws:ResourceAccount": "111122223333" },
                "allowed",
            ],
            [
                "outside, called by nobody",
                "s3:GetObject",
                { "aws:ResourceAccount": "444455556666" },
                "explicit-deny",
                "Outside",
            ],
            [
                "outside, called by the exchange",
                "s3:GetObject",
                {
                    "aws:ResourceAccount": "444455556666",
                    "aws:CalledVia": ["dataexchange.amazonaws.com"],
                },
                "allowed",
            ],
        ],
    ),
    ...example(
        "Amazon S3: Restrict management to a specific S3 bucket",
        [
            { Effect: "Allow", Action: "s3:*", Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] },
            {
                Sid: "Rest",
                Effect: "Deny",
                NotAction: "s3:*",
                NotResource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
            },
        ],
        [["another service on another resource", "ec2:StopInstances", {}, "explicit-deny", "Rest"]],
    ),
];
