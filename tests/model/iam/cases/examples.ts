import type { Reason } from "../../../../model/iam/decision";
import type { RequestContext } from "../../../../model/iam/request";
import type { DecisionCase } from "./case";
import { document, request } from "./case";
import { aws, role, trust, user } from "./principals";

const everything = { Effect: "Allow", Action: "*", Resource: "*" };

type Row = readonly [
    name: string,
    action: string,
    context: RequestContext,
    reason: Reason,
    sid?: string,
];

/** A page of "Example IAM identity-based policies", and requests on any resource. */
function example(
    page: string,
    statements: readonly unknown[],
    table: readonly Row[],
    target = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
): DecisionCase[] {
    return table.map(([name, action, context, reason, sid]) => ({
        name,
        source: { page, section: "Example policy" },
        policies: { identity: [document(...statements)] },
        request: request(action, target, context),
        reason,
        ...(sid ? { sid } : {}),
    }));
}

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

const newUser = (context: RequestContext, keys: readonly string[]) => ({
    ...context,
    "aws:TagKeys": keys,
});
const attributes = (...names: readonly string[]) => ({ "dynamodb:Attributes": names });

const services = [
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

function assuming(
    page: string,
    section: string,
    policy: unknown,
    rows: readonly (readonly [string, RequestContext, Reason])[],
    who = user("ana"),
): DecisionCase[] {
    return rows.map(([name, context, reason]) => ({
        name,
        source: { page, section },
        policies: { trust: policy, identity: [document(everything)] },
        request: request("sts:AssumeRole", role, context, who),
        reason,
    }));
}

const deputy = "The confused deputy problem";
const roles = [
    ...assuming(
        deputy,
        "Cross-account confused deputy prevention",
        trust({ AWS: "444455556666" }, { StringEquals: { "sts:ExternalId": "12345" } }),
        [
            ["the external id", { "sts:ExternalId": "12345" }, "allowed"],
            ["another customer's external id", { "sts:ExternalId": "67890" }, "trust"],
            ["no external id", {}, "trust"],
        ],
        user("deputy", "444455556666"),
    ),
    ...assuming(
        deputy,
        "Cross-service confused deputy prevention",
        trust(
            { Service: "ssm-incidents.amazonaws.com" },
            {
                ArnLike: {
                    "aws:SourceArn": "arn:aws:ssm-incidents:*:111122223333:incident-record/plan/*",
                },
            },
        ),
        [
            [
                "a service for one's own resource",
                {
                    "aws:SourceArn":
                        "arn:aws:ssm-incidents:eu-west-1:111122223333:incident-record/plan/7",
                },
                "allowed",
            ],
            [
                "a service for another account's",
                {
                    "aws:SourceArn":
                        "arn:aws:ssm-incidents:eu-west-1:444455556666:incident-record/plan/7",
                },
                "trust",
            ],
        ],
        { type: "Service", id: "ssm-incidents.amazonaws.com" },
    ),
    ...assuming(
        "IAM and AWS STS condition context keys",
        "sts:RoleSessionName",
        trust(
            { AWS: "111122223333" },
            { StringLike: { "sts:RoleSessionName": "${aws:username}" } },
        ),
        [
            [
                "the user's name for the session",
                { "sts:RoleSessionName": "ana", "aws:username": "ana" },
                "allowed",
            ],
            ["another name", { "sts:RoleSessionName": "bo", "aws:username": "ana" }, "trust"],
            ["a session has no user name", { "sts:RoleSessionName": "ana" }, "trust"],
        ],
        aws("arn:aws:iam::111122223333:user/ana"),
    ),
];

export const exampleCases: readonly DecisionCase[] = [
    ...placesAndTimes,
    ...factors,
    ...services,
    ...roles,
];
