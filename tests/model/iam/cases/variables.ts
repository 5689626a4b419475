import type { ConditionCase } from "./case";
import { conditionCases } from "./case";

const page = "IAM policy elements: Variables and tags";
export const at = (section: string) => ({ page, section });

export const variableCases: readonly ConditionCase[] = [
    ...conditionCases(
        at("Using variables in policies"),
        { StringLike: { "s3:prefix": ["${aws:PrincipalTag/team}/*"] } },
        [
            ["own team", { "s3:prefix": "red/x", "aws:PrincipalTag/team": "red" }, true],
            ["another team", { "s3:prefix": "blue/x", "aws:PrincipalTag/team": "red" }, false],
            [
                "the key in another case",
                { "s3:prefix": "red/x", "AWS:principaltag/TEAM": "red" },
                true,
            ],
            [
                "a key with two values is no variable",
                { "s3:prefix": "red/x", "aws:PrincipalTag/team": ["red", "blue"] },
                false,
            ],
        ],
    ),
    ...conditionCases(
        at("Using variables in policies"),
        { StringEquals: { "s3:ExistingObjectTag/owner": "${aws:PrincipalTag/owner}" } },
        [
            [
                "one's own object",
                { "s3:ExistingObjectTag/owner": "ana", "aws:PrincipalTag/owner": "ana" },
                true,
            ],
            [
                "somebody else's object",
                { "s3:ExistingObjectTag/owner": "ana", "aws:PrincipalTag/owner": "bo" },
                false,
            ],
        ],
    ),
    ...conditionCases(
        at("Condition element"),
        { ArnEquals: { "aws:SourceArn": "arn:aws:sns:*:111122223333:${aws:username}" } },
        [
            [
                "a variable under an ARN operator",
                {
                    "aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:ana",
                    "aws:username": "ana",
                },
                true,
            ],
        ],
    ),
    ...conditionCases(
        at("Condition element"),
        { StringLike: { "iam:ResourceTag/costCenter": ["12345", "67890"] } },
        [
            ["one of two tags", { "iam:ResourceTag/costCenter": "67890" }, true],
            ["a tag without a value", { "iam:ResourceTag/costCenter": "" }, false],
            ["another tag", { "iam:ResourceTag/costCenter": "1" }, false],
        ],
    ),
    ...conditionCases(
        at("Policy variables with no value"),
        { StringNotEquals: { "s3:ExistingObjectTag/Team": "${aws:PrincipalTag/Team}" } },
        [
            [
                "the same team on both sides",
                { "s3:ExistingObjectTag/Team": "red", "aws:PrincipalTag/Team": "red" },
                false,
            ],
            ["negated, a variable without a value", { "s3:ExistingObjectTag/Team": "red" }, true],
        ],
    ),
    ...conditionCases(
        at("Policy variables with no value"),
        { StringEquals: { "s3:ExistingObjectTag/Team": "${aws:PrincipalTag/Team}" } },
        [
            [
                "a variable without a value equals nothing",
                { "s3:ExistingObjectTag/Team": "red" },
                false,
            ],
            ["not even nothing", { "s3:ExistingObjectTag/Team": "" }, false],
        ],
    ),
    ...conditionCases(
        at("Policy variables with no value"),
        { StringNotLike: { "s3:prefix": "${aws:PrincipalTag/Team}/*" } },
        [["negated, like nothing", { "s3:prefix": "red/x" }, true]],
    ),
    ...conditionCases(
        at("Special characters"),
        { StringLike: { "s3:prefix": "a${*}b${?}c${$}*" } },
        [
            ["stars, marks and dollars as letters", { "s3:prefix": "a*b?c$" }, true],
            ["and the real star after them", { "s3:prefix": "a*b?c$ and more" }, true],
            ["the star's letter is no wildcard", { "s3:prefix": "axxb?c$" }, false],
            ["the mark's letter is no wildcard", { "s3:prefix": "a*bxc$" }, false],
        ],
    ),
    ...conditionCases(
        at("Specifying default values"),
        { StringEquals: { "s3:prefix": "team-${aws:PrincipalTag/team, 'company-wide'}" } },
        [
            [
                "the tag's value",
                { "s3:prefix": "team-yellow", "aws:PrincipalTag/team": "yellow" },
                true,
            ],
            ["the default", { "s3:prefix": "team-company-wide" }, true],
            [
                "no default where there is a tag",
                { "s3:prefix": "team-company-wide", "aws:PrincipalTag/team": "yellow" },
                false,
            ],
        ],
    ),
    ...["2008-10-17", ""].map(
        (version): ConditionCase => ({
            name: `version ${version || "left out"}: a variable is plain text`,
            source: at("Using variables in policies"),
            condition: { StringEquals: { "s3:prefix": "${aws:username}" } },
            context: { "s3:prefix": "${aws:username}", "aws:username": "ana" },
            matches: true,
            version,
        }),
    ),
    {
        name: "version 2008-10-17: a variable is not filled in",
        source: { page: "IAM JSON policy elements: Version", section: "2008-10-17" },
        condition: { StringEquals: { "s3:prefix": "${aws:username}" } },
        context: { "s3:prefix": "ana", "aws:username": "ana" },
        matches: false,
        version: "2008-10-17",
    },
];
