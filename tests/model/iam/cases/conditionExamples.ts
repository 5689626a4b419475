import type { DecisionCase } from "./case";
import { everything, example } from "./example";

const time = (text: string) => ({ "aws:CurrentTime": text });
const region = (name: string) => ({ "aws:RequestedRegion": name });

const placesAndTimes = [
    ...example(
        "AWS: Allows access based on date and time",
        [
            {
                ...everything,
                Condition: {
                    DateGreaterThan: { "aws:CurrentTime": "2020-04-01T00:00:00Z" },
                    DateLessThan: { "aws:CurrentTime": "2020-06-30T23:59:59Z" },
                },
            },
        ],
        [
            ["before", "ec2:StopInstances", time("2020-03-31T23:59:59Z"), "implicit-deny"],
            ["between", "ec2:StopInstances", time("2020-05-15T12:00:00Z"), "allowed"],
            ["after", "ec2:StopInstances", time("2020-07-01T00:00:00Z"), "implicit-deny"],
        ],
    ),
    ...example(
        "AWS: Denies access to AWS based on the source IP",
        [
            everything,
            {
                Sid: "Elsewhere",
                Effect: "Deny",
                Action: "*",
                Resource: "*",
                Condition: {
                    NotIpAddress: { "aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"] },
                    Bool: { "aws:ViaAWSService": "false" },
                },
            },
        ],
        [
            [
                "from the second range",
                "ec2:StopInstances",
                { "aws:SourceIp": "203.0.113.5", "aws:ViaAWSService": "false" },
                "allowed",
            ],
            [
                "from elsewhere",
                "ec2:StopInstances",
                { "aws:SourceIp": "198.51.100.5", "aws:ViaAWSService": "false" },
                "explicit-deny",
                "Elsewhere",
            ],
            [
                "from elsewhere by way of a service",
                "ec2:StopInstances",
                { "aws:SourceIp": "198.51.100.5", "aws:ViaAWSService": "true" },
                "allowed",
            ],
        ],
    ),
    ...example(
        "AWS: Denies access to AWS based on the requested Region",
        [
            everything,
            {
                Sid: "OtherRegions",
                Effect: "Deny",
                NotAction: ["cloudfront:*", "iam:*", "route53:*", "support:*"],
                Resource: "*",
                Condition: {
                    StringNotEquals: { "aws:RequestedRegion": ["eu-central-1", "eu-west-1"] },
                },
            },
        ],
        [
            ["in a region that is listed", "ec2:StopInstances", region("eu-west-1"), "allowed"],
            [
                "in another region",
                "ec2:StopInstances",
                region("us-east-1"),
                "explicit-deny",
                "OtherRegions",
            ],
            ["a global service in another region", "iam:GetUser", region("us-east-1"), "allowed"],
        ],
    ),
];

const mfa = (value: string) => ({ "aws:MultiFactorAuthPresent": value });
const mfaPage = "AWS global condition context keys";

const factors = [
    ...example(
        "Amazon EC2: Requires MFA (GetSessionToken) for specific EC2 operations",
        [
            { Effect: "Allow", Action: "ec2:*", Resource: "*" },
            {
                Sid: "NoMfa",
                Effect: "Deny",
                Action: ["ec2:StopInstances", "ec2:TerminateInstances"],
                Resource: "*",
                Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": false } },
            },
        ],
        [
            ["with a second factor", "ec2:StopInstances", mfa("true"), "allowed"],
            ["without", "ec2:StopInstances", mfa("false"), "explicit-deny", "NoMfa"],
            ["with a long-lived key", "ec2:StopInstances", {}, "explicit-deny", "NoMfa"],
            ["what needs none", "ec2:DescribeInstances", {}, "allowed"],
        ],
    ),
    ...example(
        mfaPage,
        [
            everything,
            { Effect: "Deny", Action: "*", Resource: "*", Condition: { Bool: mfa("false") } },
        ],
        [["Deny with Bool lets a long-lived key through", "ec2:StopInstances", {}, "allowed"]],
    ),
    ...example(
        mfaPage,
        [{ ...everything, Condition: { BoolIfExists: mfa("true") } }],
        [
            [
                "Allow with BoolIfExists lets a long-lived key through",
                "ec2:StopInstances",
                {},
                "allowed",
            ],
            [
                "and stops a session without a second factor",
                "ec2:StopInstances",
                mfa("false"),
                "implicit-deny",
            ],
        ],
    ),
    ...example(
        mfaPage,
        [{ ...everything, Condition: { Bool: mfa("true") } }],
        [["Allow with Bool stops a long-lived key", "ec2:StopInstances", {}, "implicit-deny"]],
    ),
    ...example(
        mfaPage,
        [{ ...everything, Condition: { Null: mfa("false") } }],
        [
            [
                "Null does not ask whether there was a factor",
                "ec2:StopInstances",
                mfa("false"),
                "allowed",
            ],
        ],
    ),
    ...example(
        "IAM JSON policy elements: Condition",
        [
            {
                Effect: "Allow",
                Action: "iam:DeactivateMFADevice",
                Resource: "arn:aws:iam::*:user/${aws:username}",
                Condition: { NumericLessThanEquals: { "aws:MultiFactorAuthAge": "3600" } },
            },
        ],
        [
            [
                "within the hour",
                "iam:DeactivateMFADevice",
                { "aws:username": "ana", "aws:MultiFactorAuthAge": "3600" },
                "allowed",
            ],
            [
                "after the hour",
                "iam:DeactivateMFADevice",
                { "aws:username": "ana", "aws:MultiFactorAuthAge": "3601" },
                "implicit-deny",
            ],
            ["never", "iam:DeactivateMFADevice", { "aws:username": "ana" }, "implicit-deny"],
        ],
        "arn:aws:iam::111122223333:user/ana",
    ),
];

export const conditionExampleCases: readonly DecisionCase[] = [...placesAndTimes, ...factors];
