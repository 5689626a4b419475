import type { ConditionCase } from "./case";
import { conditionCases } from "./case";

const page = "IAM JSON policy elements: Condition operators";
const at = (section: string) => ({ page, section });

const intro = [
    ...conditionCases(at("Important"), { StringEquals: { "aws:username": "alice" } }, [
        ["a missing key fails a positive operator", {}, false],
    ]),
    ...conditionCases(at("Important"), { StringNotLike: { "aws:username": "a*" } }, [
        ["a missing key satisfies StringNotLike", {}, true],
    ]),
    ...conditionCases(at("Important"), { ArnNotLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } }, [
        ["a missing key satisfies ArnNotLike", {}, true],
    ]),
    ...conditionCases(at("Important"), { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, [
        ["a missing key satisfies NotIpAddress", {}, true],
    ]),
    ...conditionCases(at("Important"), { NumericNotEquals: { "s3:max-keys": "10" } }, [
        ["a missing key satisfies NumericNotEquals", {}, true],
    ]),
    ...conditionCases(at("Important"), { DateNotEquals: { "aws:CurrentTime": "2026-01-01" } }, [
        ["a missing key satisfies DateNotEquals", {}, true],
    ]),
];

const strings = [
    ...conditionCases(
        at("String condition operators"),
        { StringEquals: { "aws:PrincipalTag/job-category": "iamuser-admin" } },
        [
            ["the same tag", { "aws:PrincipalTag/job-category": "iamuser-admin" }, true],
            ["another tag", { "aws:PrincipalTag/job-category": "dev-ops" }, false],
            [
                "the tag in another case",
                { "aws:PrincipalTag/job-category": "IAMuser-admin" },
                false,
            ],
            ["no tag", {}, false],
        ],
    ),
    ...conditionCases(
        at("String condition operators"),
        { StringNotEquals: { "aws:PrincipalTag/job-category": "iamuser-admin" } },
        [
            ["negated, the same tag", { "aws:PrincipalTag/job-category": "iamuser-admin" }, false],
            ["negated, another tag", { "aws:PrincipalTag/job-category": "dev-ops" }, true],
        ],
    ),
    ...conditionCases(
        at("String condition operators"),
        { StringEqualsIgnoreCase: { "aws:username": "johndoe" } },
        [
            ["case ignored, the same", { "aws:username": "JohnDoe" }, true],
            ["case ignored, another", { "aws:username": "JaneDoe" }, false],
        ],
    ),
    ...conditionCases(
        at("String condition operators"),
        { StringEqualsIgnoreCase: { "aws:username": "JohnDOE" } },
        [["case ignored on both sides", { "aws:username": "johndoe" }, true]],
    ),
    ...conditionCases(
        at("String condition operators"),
        { StringNotEqualsIgnoreCase: { "aws:username": "johndoe" } },
        [
            ["negated and case ignored, the same", { "aws:username": "JOHNDOE" }, false],
            ["negated and case ignored, another", { "aws:username": "janedoe" }, true],
        ],
    ),
    ...conditionCases(
        at("String condition operators"),
        { StringLike: { "aws:PrincipalTag/team": "red?o*" } },
        [
            [
                "wildcards for one letter and for many",
                { "aws:PrincipalTag/team": "redfox-7" },
                true,
            ],
            ["a star for nothing", { "aws:PrincipalTag/team": "redfo" }, true],
            ["no letter for a question mark", { "aws:PrincipalTag/team": "redo" }, false],
            ["patterns mind the case", { "aws:PrincipalTag/team": "Redfox" }, false],
        ],
    ),
    ...conditionCases(
        at("String condition operators"),
        { StringLike: { "aws:PrincipalTag/team": "red" } },
        [["no partial match without a wildcard", { "aws:PrincipalTag/team": "redfox" }, false]],
    ),
    ...conditionCases(
        at("String condition operators"),
        { StringNotLike: { "aws:PrincipalTag/team": "red*" } },
        [
            ["negated pattern, inside", { "aws:PrincipalTag/team": "redfox" }, false],
            ["negated pattern, outside", { "aws:PrincipalTag/team": "blue" }, true],
        ],
    ),
    ...conditionCases(
        at("String condition operators"),
        { StringEquals: { "aws:PrincipalTag/team": "red*" } },
        [
            ["a star is a letter to StringEquals", { "aws:PrincipalTag/team": "redfox" }, false],
            ["and equals itself", { "aws:PrincipalTag/team": "red*" }, true],
        ],
    ),
    ...conditionCases(
        at("Example using a policy variable with a string condition operator"),
        { StringLike: { "s3:prefix": ["", "home/", "home/${aws:username}/"] } },
        [
            ["the top", { "s3:prefix": "", "aws:username": "martha_rivera" }, true],
            ["own home", { "s3:prefix": "home/nikki_wolf/", "aws:username": "nikki_wolf" }, true],
            ["another's home", { "s3:prefix": "home/nikki_wolf/", "aws:username": "mary" }, false],
            ["a home without a user name", { "s3:prefix": "home/nikki_wolf/" }, false],
        ],
    ),
];

const tagged = (tagKeys: readonly string[], value?: string) => ({
    "aws:TagKeys": tagKeys,
    ...(value === undefined ? {} : { "aws:RequestTag/environment": value }),
});

const multivaluedStrings = conditionCases(
    at("Example using ForAnyValue with a string condition operator"),
    {
        StringEqualsIgnoreCase: { "aws:RequestTag/environment": ["preprod", "storage"] },
        "ForAnyValue:StringEquals": { "aws:TagKeys": "environment" },
    },
    [
        ["key and value fit", tagged(["environment"], "preprod"), true],
        ["one key of two, value in another case", tagged(["environment", "cost"], "PreProd"), true],
        ["the key in another case", tagged(["Environment"], "preprod"), false],
        ["another key", tagged(["costcenter"], "preprod"), false],
        ["no keys", { "aws:RequestTag/environment": "storage" }, false],
        ["no value", tagged(["environment"]), false],
        ["neither", {}, false],
    ],
);

/** The page's table of set operators, a row that matches and one that does not each. */
const setRows: readonly (readonly [string, string, readonly string[], boolean])[] = [
    ["ForAllValues:StringEquals", "red", ["red"], true],
    ["ForAllValues:StringEquals", "red", ["red", "blue"], false],
    ["ForAllValues:StringEqualsIgnoreCase", "red", ["RED", "Red"], true],
    ["ForAllValues:StringEqualsIgnoreCase", "red", ["RED", "blue"], false],
    ["ForAnyValue:StringEqualsIgnoreCase", "red", ["blue", "RED"], true],
    ["ForAnyValue:StringEqualsIgnoreCase", "red", ["blue"], false],
    ["ForAllValues:StringNotEquals", "red", ["blue", "green"], true],
    ["ForAllValues:StringNotEquals", "red", ["blue", "red"], false],
    ["ForAllValues:StringNotEqualsIgnoreCase", "red", ["blue", "RED"], false],
    ["ForAnyValue:StringNotEquals", "red", ["blue", "red"], true],
    ["ForAnyValue:StringNotEquals", "red", ["red"], false],
    ["ForAnyValue:StringNotEqualsIgnoreCase", "red", ["RED"], false],
    ["ForAllValues:StringLike", "r*", ["red", "rose"], true],
    ["ForAllValues:StringLike", "r*", ["red", "blue"], false],
    ["ForAnyValue:StringLike", "r*", ["blue", "rose"], true],
    ["ForAnyValue:StringLike", "r*", ["blue"], false],
    ["ForAllValues:StringNotLike", "r*", ["blue", "green"], true],
    ["ForAllValues:StringNotLike", "r*", ["blue", "rose"], false],
    ["ForAnyValue:StringNotLike", "r*", ["blue", "rose"], true],
    ["ForAnyValue:StringNotLike", "r*", ["rose"], false],
];

const setOperators = setRows.flatMap(([operator, wanted, values, matches]) =>
    conditionCases(
        at("Multivalued string condition operators"),
        { [operator]: { "aws:TagKeys": wanted } },
        [[`${operator} ${wanted} on ${values.join(" and ")}`, { "aws:TagKeys": values }, matches]],
    ),
);

const existence = [
    ...conditionCases(
        at("...IfExists condition operators"),
        { StringLikeIfExists: { "ec2:InstanceType": ["t1.*", "t2.*", "m3.*"] } },
        [
            ["a type that is listed", { "ec2:InstanceType": "t1.micro" }, true],
            ["a type that is not", { "ec2:InstanceType": "m2.micro" }, false],
            ["a resource without a type", {}, true],
        ],
    ),
    ...conditionCases(
        at("...IfExists condition operators"),
        { StringNotEqualsIfExists: { "aws:RequestTag/team": "red" } },
        [
            ["negated and IfExists, no tag", {}, true],
            ["negated and IfExists, the same tag", { "aws:RequestTag/team": "red" }, false],
        ],
    ),
    ...conditionCases(
        at("Condition operator to check existence of condition keys"),
        { Null: { "aws:TokenIssueTime": "false" } },
        [
            ["temporary credentials", { "aws:TokenIssueTime": "2026-03-01T00:00:00Z" }, true],
            ["long-lived credentials", {}, false],
        ],
    ),
    ...conditionCases(
        at("Condition operator to check existence of condition keys"),
        { Null: { "aws:TokenIssueTime": true } },
        [
            ["absence asked, and it is", {}, true],
            ["absence asked, but it is there", { "aws:TokenIssueTime": "2026-03-01" }, false],
        ],
    ),
    ...conditionCases(
        at("Condition operator to check existence of condition keys"),
        { Null: { "aws:RequestTag/team": "false" } },
        [["a key that exists with an empty value is null", { "aws:RequestTag/team": "" }, false]],
    ),
];

export const conditionOperatorCases: readonly ConditionCase[] = [
    ...intro,
    ...strings,
    ...multivaluedStrings,
    ...setOperators,
    ...existence,
];
