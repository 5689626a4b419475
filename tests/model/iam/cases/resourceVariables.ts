import type { DecisionCase } from "./case";
import { document, request } from "./case";
import { at } from "./variables";

const own = document({
    Sid: "Own",
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::bucket/${aws:PrincipalTag/dept}/*",
});
const team = document({
    Sid: "Team",
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::bucket-${aws:PrincipalTag/team, 'company-wide'}/*",
});
const topics = document({
    Sid: "Topics",
    Effect: "Allow",
    Action: ["sns:CreateTopic", "sns:DeleteTopic"],
    Resource: "arn:aws:sns:*:*:${aws:PrincipalTag/project}-${aws:PrincipalTag/app}-*",
});
const keys = document({
    Sid: "Keys",
    Effect: "Allow",
    Action: "iam:*AccessKey*",
    Resource: "arn:aws:iam::111122223333:user/${aws:username}",
});
const everything = document({ Effect: "Allow", Action: "*", Resource: "*" });
const notOwn = document({
    Sid: "NotOwn",
    Effect: "Deny",
    Action: "s3:*",
    NotResource: "arn:aws:s3:::bucket/${aws:PrincipalTag/dept}/*",
});

const resource = at("Resource element");
const none = at("Policy variables with no value");

export const resourceVariableCases: readonly DecisionCase[] = (
    [
        [
            "a resource of one's own",
            resource,
            [own],
            "s3:GetObject",
            "arn:aws:s3:::bucket/hr/a",
            { "aws:PrincipalTag/dept": "hr" },
            "allowed",
            "Own",
        ],
        [
            "a resource of others",
            resource,
            [own],
            "s3:GetObject",
            "arn:aws:s3:::bucket/it/a",
            { "aws:PrincipalTag/dept": "hr" },
            "implicit-deny",
        ],
        [
            "two variables in a resource",
            resource,
            [topics],
            "sns:CreateTopic",
            "arn:aws:sns:eu-west-1:111122223333:pay-web-1",
            { "aws:PrincipalTag/project": "pay", "aws:PrincipalTag/app": "web" },
            "allowed",
            "Topics",
        ],
        [
            "one of two variables has no value",
            resource,
            [topics],
            "sns:CreateTopic",
            "arn:aws:sns:eu-west-1:111122223333:pay-web-1",
            { "aws:PrincipalTag/project": "pay" },
            "implicit-deny",
        ],
        [
            "one's own access key",
            at("Using variables in policies"),
            [keys],
            "iam:CreateAccessKey",
            "arn:aws:iam::111122223333:user/David",
            { "aws:username": "David" },
            "allowed",
            "Keys",
        ],
        [
            "another's access key",
            at("Using variables in policies"),
            [keys],
            "iam:CreateAccessKey",
            "arn:aws:iam::111122223333:user/Maria",
            { "aws:username": "David" },
            "implicit-deny",
        ],
        [
            "Resource with a variable without a value matches nothing",
            none,
            [own],
            "s3:GetObject",
            "arn:aws:s3:::bucket//a",
            {},
            "implicit-deny",
        ],
        [
            "so does NotResource, which then spares nothing",
            none,
            [everything, notOwn],
            "s3:GetObject",
            "arn:aws:s3:::bucket/hr/a",
            {},
            "explicit-deny",
            "NotOwn",
        ],
        [
            "NotResource with a value spares",
            none,
            [everything, notOwn],
            "s3:GetObject",
            "arn:aws:s3:::bucket/hr/a",
            { "aws:PrincipalTag/dept": "hr" },
            "allowed",
        ],
        [
            "a team's bucket",
            at("Specifying default values"),
            [team],
            "s3:GetObject",
            "arn:aws:s3:::bucket-yellow/a",
            { "aws:PrincipalTag/team": "yellow" },
            "allowed",
            "Team",
        ],
        [
            "everybody's bucket",
            at("Specifying default values"),
            [team],
            "s3:GetObject",
            "arn:aws:s3:::bucket-company-wide/a",
            {},
            "allowed",
            "Team",
        ],
        [
            "everybody's bucket is not for teams",
            at("Specifying default values"),
            [team],
            "s3:GetObject",
            "arn:aws:s3:::bucket-company-wide/a",
            { "aws:PrincipalTag/team": "yellow" },
            "implicit-deny",
        ],
    ] as const
).map(([name, source, identity, action, target, context, reason, sid]) => ({
    name,
    source,
    policies: { identity },
    request: request(action, target, context),
    reason,
    ...(sid ? { sid } : {}),
}));
