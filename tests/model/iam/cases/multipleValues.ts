import type { RequestContext } from "../../../../model/iam/request";
import type { ConditionCase, Source } from "./case";
import { conditionCases } from "./case";

const several: Source = {
    page: "Conditions with multiple context keys or values",
    section: "Evaluation logic for multiple context keys or values",
};
const negated: Source = {
    page: several.page,
    section: "Evaluation logic for negated matching condition operators",
};
const forAll: Source = {
    page: "Single-valued vs. multivalued context keys",
    section: "ForAllValues",
};
const forAny: Source = { page: forAll.page, section: "ForAnyValue" };
const examples = (section: string): Source => ({
    page: "Multivalued context key examples",
    section,
});

const tags = { department: ["finance", "hr", "legal"], role: ["audit", "security"] };
const condition = (operator: string) => ({
    StringEquals: {
        "aws:PrincipalTag/department": tags.department,
        "aws:PrincipalTag/role": tags.role,
    },
    [operator]: {
        "aws:PrincipalArn": [
            "arn:aws:iam::222222222222:user/Ana",
            "arn:aws:iam::222222222222:user/Mary",
        ],
    },
});

const who = (user: string, department?: string, role?: string): RequestContext => ({
    "aws:PrincipalArn": `arn:aws:iam::222222222222:user/${user}`,
    ...(department ? { "aws:PrincipalTag/department": department } : {}),
    ...(role ? { "aws:PrincipalTag/role": role } : {}),
});

const keysAndValues = [
    ...conditionCases(several, condition("ArnLike"), [
        ["every key has a value that fits", who("Mary", "legal", "audit"), true],
        ["another user", who("Nikki", "hr", "audit"), false],
        ["another role", who("Mary", "hr", "payroll"), false],
        ["no role", who("Mary", "hr"), false],
        ["no tag at all", who("Mary"), false],
    ]),
    ...conditionCases(several, { Null: { "aws:username": ["true", "false"] } }, [
        ["one of two answers of Null fits", {}, true],
        ["the other answer of Null fits", { "aws:username": "ana" }, true],
    ]),
    ...conditionCases(negated, condition("ArnNotLike"), [
        ["every key fits, the user is neither", who("Nikki", "legal", "audit"), true],
        ["the user is one of them", who("Mary", "hr", "audit"), false],
        ["negated, another role", who("Nikki", "hr", "payroll"), false],
        ["negated, no role", who("Nikki", "hr"), false],
        ["negated, no tag at all", who("Nikki"), false],
    ]),
];

const keys = (...values: readonly string[]): RequestContext => ({ "aws:TagKeys": values });
const pair = ["environment", "cost-center"];

const sets = [
    ...conditionCases(
        forAll,
        { "ForAllValues:StringEquals": { "aws:TagKeys": pair }, Null: { "aws:TagKeys": "false" } },
        [
            ["all: the first", keys("environment"), true],
            ["all: the second", keys("cost-center"), true],
            ["all: both", keys(...pair), true],
            ["all: one of two is another", keys("environment", "dept"), false],
            ["all: none, which Null notices", {}, false],
        ],
    ),
    ...conditionCases(forAll, { "ForAllValues:StringEquals": { "aws:TagKeys": pair } }, [
        ["all: none, which nothing notices", {}, true],
        ["all: an empty list", keys(), true],
    ]),
    ...conditionCases(forAny, { "ForAnyValue:StringEquals": { "aws:TagKeys": pair } }, [
        ["any: the first", keys("environment"), true],
        ["any: the second", keys("cost-center"), true],
        ["any: both", keys(...pair), true],
        ["any: one of two is another", keys("environment", "dept"), true],
        ["any: another", keys("dept"), false],
        ["any: none", {}, false],
        ["any: an empty list", keys(), false],
    ]),
    ...conditionCases(forAny, { "ForAnyValue:StringNotEquals": { "aws:TagKeys": pair } }, [
        ["any, negated: none", {}, false],
    ]),
];

const exampleTables = [
    ...conditionCases(
        examples("Deny a single policy condition value for a multivalued context key"),
        { "ForAllValues:StringNotLike": { "aws:TagKeys": "key1*" } },
        [
            ["the prefix", keys("key1:legal"), false],
            ["the prefix twice", keys("key1:hr", "key1:personnel"), false],
            ["another prefix", keys("key2:audit"), true],
            ["no keys", {}, true],
        ],
    ),
    ...conditionCases(
        examples("Deny multiple policy condition values for a multivalued context key"),
        { "ForAllValues:StringNotLike": { "aws:TagKeys": ["key1*", "key2*"] } },
        [
            ["two prefixes, the first", keys("key1:legal"), false],
            ["two prefixes, the first twice", keys("key1:hr", "key1:personnel"), false],
            ["two prefixes, both", keys("key1:hr", "key2:audit"), false],
            ["two prefixes, another", keys("key3:legal"), true],
            ["two prefixes, no keys", {}, true],
        ],
    ),
    ...conditionCases(
        examples("Deny policy with condition set operator ForAnyValue"),
        { "ForAnyValue:StringEquals": { "aws:TagKeys": "webserver" } },
        [
            ["the key alone", keys("webserver"), true],
            ["the key among others", keys("environment", "webserver", "test"), true],
            ["others alone", keys("environment", "test"), false],
            ["no keys to deny", {}, false],
        ],
    ),
    /*
     * The operators' page shows this condition with the opposite results, against its own table
     * of operators and against the page cited above: those are followed.
     */
    ...conditionCases(
        {
            page: "IAM JSON policy elements: Condition operators",
            section: "Wildcard matching",
        },
        {
            "ForAllValues:StringNotLike": {
                "aws:ResourceOrgPaths": [
                    "o-acorg/r-acroot/ou-acroot-mediaou/",
                    "o-acorg/r-acroot/ou-acroot-sportsou/*",
                ],
            },
        },
        [
            [
                "below a path with a star",
                { "aws:ResourceOrgPaths": ["o-acorg/r-acroot/ou-acroot-sportsou/costcenter/"] },
                false,
            ],
            [
                "below a path without a star",
                { "aws:ResourceOrgPaths": ["o-acorg/r-acroot/ou-acroot-mediaou/costcenter/"] },
                true,
            ],
        ],
    ),
];

const checks = (section: string): Source => ({
    page: "IAM Access Analyzer policy check reference",
    section,
});

const emptyAndNull = [
    ...conditionCases(
        checks("Empty array condition ForAllValues"),
        { "ForAllValues:StringEquals": { "aws:TagKeys": [] } },
        [
            ["no value under ForAllValues, no key", {}, true],
            ["no value under ForAllValues, a key", keys("environment"), false],
        ],
    ),
    ...conditionCases(
        checks("Empty array condition ForAnyValue"),
        { "ForAnyValue:StringEquals": { "aws:TagKeys": [] } },
        [
            ["no value under ForAnyValue, no key", {}, false],
            ["no value under ForAnyValue, a key", keys("environment"), false],
        ],
    ),
    ...conditionCases(
        checks("Empty array condition IfExists"),
        { StringEqualsIfExists: { "aws:username": [] } },
        [
            ["no value under IfExists, no key", {}, true],
            ["no value under IfExists, a key", { "aws:username": "alice" }, false],
        ],
    ),
    ...conditionCases(
        checks("Null with qualifier"),
        { "ForAllValues:Null": { "aws:TagKeys": "true" } },
        [["ForAllValues:Null is always true", keys("environment"), true]],
    ),
    ...conditionCases(
        checks("Null with qualifier"),
        { "ForAnyValue:Null": { "aws:TagKeys": "true" } },
        [["ForAnyValue:Null is always false", {}, false]],
    ),
    ...conditionCases(checks("Empty object condition"), {}, [["an empty condition", {}, true]]),
];

export const multipleValueCases: readonly ConditionCase[] = [
    ...keysAndValues,
    ...sets,
    ...exampleTables,
    ...emptyAndNull,
];
