import type { ConditionCase } from "./case";
import { conditionCases } from "./case";

const page = "IAM JSON policy elements: Condition operators";
const at = (section: string) => ({ page, section });

/** Operator, value of the policy, value of the request, result: as the page's tables describe. */
type Row = readonly [operator: string, wanted: string, actual: string, matches: boolean];

function rows(section: string, key: string, table: readonly Row[]): ConditionCase[] {
    return table.flatMap(([operator, wanted, actual, matches]) =>
        conditionCases(at(section), { [operator]: { [key]: wanted } }, [
            [`${operator} ${wanted} on ${actual}`, { [key]: actual }, matches],
        ]),
    );
}

const numbers = [
    ...rows("Numeric condition operators", "s3:max-keys", [
        ["NumericLessThanEquals", "10", "10", true],
        ["NumericLessThanEquals", "10", "9", true],
        ["NumericLessThanEquals", "10", "11", false],
        ["NumericLessThan", "10", "10", false],
        ["NumericLessThan", "10", "9.5", true],
        ["NumericGreaterThan", "10", "10", false],
        ["NumericGreaterThan", "10", "100", true],
        ["NumericGreaterThanEquals", "10", "10", true],
        ["NumericGreaterThanEquals", "10", "9", false],
        ["NumericEquals", "10", "10.0", true],
        ["NumericEquals", "10", "1", false],
        ["NumericNotEquals", "10", "10", false],
        ["NumericNotEquals", "10", "11", true],
    ]),
    ...conditionCases(
        at("Numeric condition operators"),
        { NumericLessThanEquals: { "s3:max-keys": 10 } },
        [
            ["a number without quotes in the policy", { "s3:max-keys": "10" }, true],
            ["no number in the request", {}, false],
        ],
    ),
];

const dates = [
    ...rows("Date condition operators", "aws:TokenIssueTime", [
        ["DateGreaterThan", "2020-01-01T00:00:01Z", "2020-06-01T12:00:00Z", true],
        ["DateGreaterThan", "2020-01-01T00:00:01Z", "2019-12-31T23:59:59Z", false],
        ["DateGreaterThan", "2020-01-01T00:00:01Z", "2020-01-01T00:00:01Z", false],
        ["DateGreaterThanEquals", "2020-01-01T00:00:01Z", "2020-01-01T00:00:01Z", true],
        ["DateLessThan", "2020-01-01", "2019-12-31T23:59:59.999Z", true],
        ["DateLessThan", "2020-01-01", "2020-01-01T00:00:00Z", false],
        ["DateLessThanEquals", "2020-01-01", "2020-01-01T00:00:00Z", true],
        ["DateEquals", "2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00", true],
        ["DateEquals", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00+01:00", false],
        ["DateNotEquals", "2020-01-01", "2020-01-01T00:00:00Z", false],
        ["DateNotEquals", "2020-01-01", "2020-01-02", true],
    ]),
    ...rows("Date condition operators", "aws:EpochTime", [
        ["DateLessThan", "2020-01-01T00:00:00Z", "1577836799", true],
        ["DateLessThan", "1577836800", "1577836800", false],
    ]),
    ...conditionCases(
        at("Date condition operators"),
        { DateGreaterThan: { "aws:TokenIssueTime": "2020-01-01T00:00:01Z" } },
        [["credentials that are not temporary", {}, false]],
    ),
];

const truths = [
    ...rows("Boolean condition operators", "aws:SecureTransport", [
        ["Bool", "false", "false", true],
        ["Bool", "false", "true", false],
    ]),
    ...conditionCases(
        at("Boolean condition operators"),
        { Bool: { "aws:SecureTransport": false } },
        [
            [
                "a truth value without quotes in the policy",
                { "aws:SecureTransport": "false" },
                true,
            ],
            ["no truth value in the request", {}, false],
        ],
    ),
    ...conditionCases(
        at("Boolean condition operators"),
        { "ForAllValues:Bool": { "ec2:Flags": "true" } },
        [
            ["all true", { "ec2:Flags": ["true", "true"] }, true],
            ["one false", { "ec2:Flags": ["true", "false"] }, false],
        ],
    ),
    ...conditionCases(
        at("Boolean condition operators"),
        { "ForAnyValue:Bool": { "ec2:Flags": "true" } },
        [["one of them true", { "ec2:Flags": ["true", "false"] }, true]],
    ),
    ...rows("Binary condition operators", "kms:Digest", [
        ["BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", true],
        ["BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "ASIAIOSFODNN7EXAMPLE", false],
    ]),
    ...conditionCases(
        at("Binary condition operators"),
        { BinaryEquals: { "kms:Digest": "QmluYXJ5VmFsdWVJbkJhc2U2NA==" } },
        [["no bytes in the request", {}, false]],
    ),
];

const addresses = [
    ...rows("IP address condition operators", "aws:SourceIp", [
        ["IpAddress", "203.0.113.0/24", "203.0.113.1", true],
        ["IpAddress", "203.0.113.0/24", "203.0.113.0", true],
        ["IpAddress", "203.0.113.0/24", "203.0.113.255", true],
        ["IpAddress", "203.0.113.0/24", "203.0.114.0", false],
        ["IpAddress", "203.0.113.0/24", "198.51.100.1", false],
        ["IpAddress", "203.0.113.7", "203.0.113.7", true],
        ["IpAddress", "203.0.113.7", "203.0.113.8", false],
        ["IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1", true],
        ["IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5679::1", false],
        ["IpAddress", "2001:DB8:1234:5678::/64", "203.0.113.1", false],
        ["NotIpAddress", "203.0.113.0/24", "203.0.113.1", false],
        ["NotIpAddress", "203.0.113.0/24", "198.51.100.1", true],
    ]),
    ...conditionCases(
        at("IP address condition operators"),
        { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:DB8:1234:5678::/64"] } },
        [
            ["both families, the first", { "aws:SourceIp": "203.0.113.99" }, true],
            ["both families, the second", { "aws:SourceIp": "2001:DB8:1234:5678:9::" }, true],
            ["a request by way of a VPC endpoint has no address", {}, false],
        ],
    ),
];

const topic = "arn:aws:sns:us-west-2:123456789012:TOPIC-ID";
const spread = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document";

const arns = [
    ...rows("Amazon Resource Name (ARN) condition operators", "aws:SourceArn", [
        ["ArnEquals", topic, topic, true],
        ["ArnEquals", topic, "arn:aws:sns:us-west-2:777788889999:TOPIC-ID", false],
        ["ArnEquals", topic, "arn:aws:sns:us-west-2:123456789012:topic-id", false],
        ["ArnEquals", "arn:aws:sns:*:123456789012:TOPIC-??", topic, true],
        ["ArnLike", "arn:aws:sns:*:123456789012:TOPIC-*", topic, true],
        ["ArnLike", "arn:aws:sns:*:12345678901?:*", topic, true],
        ["ArnNotEquals", topic, topic, false],
        ["ArnNotEquals", topic, "arn:aws:sns:us-west-2:777788889999:TOPIC-ID", true],
        ["ArnNotLike", "arn:aws:sns:*:123456789012:*", topic, false],
        ["ArnNotLike", "arn:aws:sns:*:777788889999:*", topic, true],
        ["StringLike", "arn:aws:someservice:*:111122223333:finance/*", spread, true],
        ["ArnLike", "arn:aws:someservice:*:111122223333:finance/*", spread, false],
    ]),
    ...conditionCases(
        at("Amazon Resource Name (ARN) condition operators"),
        { ArnEquals: { "aws:SourceArn": topic } },
        [["a call that no resource made", {}, false]],
    ),
];

const distribution = (account: string, name: string) =>
    `arn:aws:cloudfront::${account}:distribution/${name}`;
const sources = (...arns: readonly string[]) => ({ "logs:LogGeneratingResourceArns": arns });

const multivaluedArns = [
    ...conditionCases(
        at("Multivalued ARN condition operators"),
        {
            "ForAllValues:ArnLike": {
                "logs:LogGeneratingResourceArns": [
                    distribution("123456789012", "cost*"),
                    distribution("123456789012", "support*"),
                ],
            },
        },
        [
            ["one that fits", sources(distribution("123456789012", "costcenter")), true],
            [
                "two that fit",
                sources(
                    distribution("123456789012", "costcenter"),
                    distribution("123456789012", "support2025"),
                ),
                true,
            ],
            [
                "one of two fits",
                sources(
                    distribution("123456789012", "costcenter"),
                    distribution("123456789012", "admin"),
                ),
                false,
            ],
            ["another account", sources(distribution("777788889999", "costcenter")), false],
            ["none at all", {}, true],
            ["an empty one", sources(""), true],
        ],
    ),
    ...(
        [
            ["ForAnyValue:ArnLike", [topic, spread], true],
            ["ForAnyValue:ArnEquals", [spread], false],
            ["ForAllValues:ArnNotEquals", [spread], true],
            ["ForAllValues:ArnNotLike", [topic, spread], false],
            ["ForAnyValue:ArnNotEquals", [topic, spread], true],
            ["ForAnyValue:ArnNotLike", [topic], false],
        ] as const
    ).flatMap(([operator, values, matches]) =>
        conditionCases(
            at("Multivalued ARN condition operators"),
            { [operator]: { "aws:SourceArn": topic } },
            [[`${operator} on ${values.length} values`, { "aws:SourceArn": values }, matches]],
        ),
    ),
];

export const typedOperatorCases: readonly ConditionCase[] = [
    ...numbers,
    ...dates,
    ...truths,
    ...addresses,
    ...arns,
    ...multivaluedArns,
];
