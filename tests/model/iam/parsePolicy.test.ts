import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePolicy } from "../../../model/iam";
import type { PolicyKind } from "../../../model/iam/policy";

const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const policy = (...statements: readonly object[]) => ({
    Version: "2012-10-17",
    Statement: statements,
});
const on = (Condition: unknown) => policy({ ...allow, Condition });
const trusting = (Principal: unknown) =>
    policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal });

/** What is wrong, where it is found, and a word of what is said about it. */
type Mistake = readonly [
    what: string,
    source: unknown,
    path: string,
    said: RegExp,
    kind?: PolicyKind,
];

/** Sources: the pages named in parsePolicy.ts; in brackets the check's name on the second. */
const mistakes: readonly Mistake[] = [
    ["no JSON (Json syntax error)", '{"Version":', "", /no JSON/],
    ["a list", "[]", "", /is an object, a list was given/],
    ["null", null, "", /null was given/],
    ["a number", "7", "", /7 was given/],
    ["a key twice", '{"Statement":[{"Effect":"Deny","Effect":"Allow"}]}', "", /"Effect" twice/],
    ["an escaped key twice", '{"Id":"a","\\u0049d":"b"}', "", /"Id" twice/],
    [
        "an element of its own (Invalid policy element)",
        { ...policy(allow), Statment: [] },
        "",
        /no element "Statment"; did you mean "Statement"\?/,
    ],
    [
        "another version (Invalid version)",
        { ...policy(allow), Version: "2026-01-01" },
        "Version",
        /2008-10-17 or 2012-10-17/,
    ],
    [
        "a version that is a date (Data type mismatch)",
        { ...policy(allow), Version: 2012 },
        "Version",
        /2012 is no version/,
    ],
    ["no statement (Missing statement)", { Version: "2012-10-17" }, "Statement", /at least one/],
    ["an empty list of statements", policy(), "Statement", /at least one/],
    ["a statement that is a text", { Statement: "Allow" }, "Statement", /give an object/],
    [
        "an unknown element of a statement",
        policy({ ...allow, Resources: "*" }),
        "Statement[0]",
        /"Resources"; did you mean "Resource"\?/,
    ],
    [
        "no effect (Missing effect)",
        policy({ Action: "*", Resource: "*" }),
        "Statement[0].Effect",
        /missing/,
    ],
    [
        "an effect in another case (Invalid effect)",
        policy({ ...allow, Effect: "allow" }),
        "Statement[0].Effect",
        /"allow" was given/,
    ],
    [
        "no action (Missing action)",
        policy({ Effect: "Allow", Resource: "*" }),
        "Statement[0]",
        /neither is there/,
    ],
    [
        "Action and NotAction (Unsupported element combination)",
        policy({ ...allow, NotAction: "*" }),
        "Statement[0]",
        /both are there/,
    ],
    [
        "Resource and NotResource",
        policy({ ...allow, NotResource: "*" }),
        "Statement[0]",
        /either Resource or NotResource/,
    ],
    [
        "no resource (Missing resource)",
        policy({ Effect: "Allow", Action: "*" }),
        "Statement[0]",
        /Resource/,
    ],
    [
        "an action without a service",
        policy({ ...allow, Action: "GetObject" }),
        "Statement[0].Action",
        /write service:Name/,
    ],
    [
        "an action that is a number",
        policy({ ...allow, Action: ["s3:*", 7] }),
        "Statement[0].Action[1]",
        /is 7; give a text/,
    ],
    [
        "a variable in an action (Variable unsupported in element)",
        policy({ ...allow, Action: "s3:${aws:username}" }),
        "Statement[0].Action",
        /takes none/,
    ],
    [
        "a resource without arn: (Invalid ARN prefix)",
        policy({ ...allow, Resource: "bucket" }),
        "Statement[0].Resource",
        /give an ARN/,
    ],
    [
        "a variable before the fifth colon",
        policy({ ...allow, Resource: "arn:aws:iam::${aws:PrincipalAccount}:role/a" }),
        "Statement[0].Resource",
        /fifth colon/,
    ],
    [
        "a variable without a brace (Missing brace in variable)",
        policy({ ...allow, Resource: "arn:aws:s3:::${aws:username" }),
        "Statement[0].Resource",
        /not well formed/,
    ],
    [
        "an empty variable (Empty variable)",
        policy({ ...allow, Resource: "arn:aws:s3:::${}" }),
        "Statement[0].Resource",
        /not well formed/,
    ],
    [
        "a variable with a space (Unsupported space in variable)",
        on({ StringEquals: { "aws:username": "${aws: username}" } }),
        "Statement[0].Condition.StringEquals.aws:username",
        /not well formed/,
    ],
    [
        "a default without a quote (Missing quote in variable)",
        on({ StringEquals: { "aws:username": "${aws:username, 'x}" } }),
        "Statement[0].Condition.StringEquals.aws:username",
        /'default'/,
    ],
    [
        "a Sid with a space (Unsupported Sid)",
        policy({ ...allow, Sid: "my statement" }),
        "Statement[0].Sid",
        /letters/,
    ],
    [
        "a Sid twice (Unique Sids required)",
        policy({ ...allow, Sid: "A" }, { ...allow, Sid: "A" }),
        "Statement",
        /"A" is there twice/,
    ],
    ["a condition that is a list", on([]), "Statement[0].Condition", /object of operators/],
    [
        "an unknown operator (Invalid condition operator)",
        on({ StringEqual: { "aws:username": "a" } }),
        "Statement[0].Condition.StringEqual",
        /did you mean "StringEquals"\?/,
    ],
    [
        "an operator in another case",
        on({ stringequals: { "aws:username": "a" } }),
        "Statement[0].Condition.stringequals",
        /did you mean "StringEquals"\?/,
    ],
    [
        "an unknown set operator",
        on({ "ForEvery:StringEquals": { "aws:username": "a" } }),
        "Statement[0].Condition.ForEvery:StringEquals",
        /no condition operator/,
    ],
    [
        "Null with IfExists (Null with if exists)",
        on({ NullIfExists: { "aws:username": "true" } }),
        "Statement[0].Condition.NullIfExists",
        /leave out IfExists/,
    ],
    [
        "an operator without keys",
        on({ StringEquals: "a" }),
        "Statement[0].Condition.StringEquals",
        /object of condition keys/,
    ],
    [
        "a key without a service (Invalid condition key format)",
        on({ StringEquals: { username: "a" } }),
        "Statement[0].Condition.StringEquals",
        /service:key/,
    ],
    [
        "a key in two cases (Duplicate keys with different case)",
        on({ StringEquals: { "aws:username": "a", "aws:UserName": "b" } }),
        "Statement[0].Condition.StringEquals",
        /there twice/,
    ],
    [
        "a null value",
        on({ StringEquals: { "aws:username": null } }),
        "Statement[0].Condition.StringEquals.aws:username",
        /is null/,
    ],
    [
        "no value",
        on({ StringEquals: { "aws:username": [] } }),
        "Statement[0].Condition.StringEquals.aws:username",
        /no value/,
    ],
    [
        "a number that is none (Type mismatch number)",
        on({ NumericEquals: { "s3:max-keys": "ten" } }),
        "Statement[0].Condition.NumericEquals.s3:max-keys",
        /takes a number/,
    ],
    [
        "a date that is none (Type mismatch date)",
        on({ DateLessThan: { "aws:CurrentTime": "tomorrow" } }),
        "Statement[0].Condition.DateLessThan.aws:CurrentTime",
        /takes a date/,
    ],
    [
        "a range that is none (Type mismatch IP range)",
        on({ IpAddress: { "aws:SourceIp": "10.0.0.0/40" } }),
        "Statement[0].Condition.IpAddress.aws:SourceIp",
        /takes an address or a range/,
    ],
    [
        "a truth value that is none (Type mismatch Boolean)",
        on({ Bool: { "aws:SecureTransport": "yes" } }),
        "Statement[0].Condition.Bool.aws:SecureTransport",
        /true or false/,
    ],
    [
        "base64 that is none",
        on({ BinaryEquals: { "kms:Digest": "§" } }),
        "Statement[0].Condition.BinaryEquals.kms:Digest",
        /base64/,
    ],
    [
        "half an ARN",
        on({ ArnLike: { "aws:SourceArn": "arn:aws:s3" } }),
        "Statement[0].Condition.ArnLike.aws:SourceArn",
        /six parts/,
    ],
    [
        "a variable under a date (Invalid variable for operator)",
        on({ DateLessThan: { "aws:CurrentTime": "${aws:CurrentTime}" } }),
        "Statement[0].Condition.DateLessThan.aws:CurrentTime",
        /takes no policy variable/,
    ],
    [
        "a principal in an identity policy (Unsupported principal)",
        policy({ ...allow, Principal: "*" }),
        "Statement[0].Principal",
        /leave it out/,
        "identity",
    ],
    [
        "an Id in an identity policy",
        { ...policy(allow), Id: "a" },
        "Id",
        /resource-based/,
        "boundary",
    ],
    [
        "no principal in a trust policy (Missing principal)",
        policy({ Effect: "Allow", Action: "sts:AssumeRole" }),
        "Statement[0]",
        /Principal or NotPrincipal/,
        "trust",
    ],
    [
        "NotPrincipal in a trust policy (Role trust policy syntax error notprincipal)",
        policy({ Effect: "Deny", Action: "*", NotPrincipal: "*" }),
        "Statement[0].NotPrincipal",
        /leave it out/,
        "trust",
    ],
    [
        "a resource in a trust policy (Role trust policy syntax error resource)",
        policy({ ...allow, Principal: "*" }),
        "Statement[0].Resource",
        /leave it out/,
        "trust",
    ],
    [
        "a principal that is an account's number (Invalid principal format)",
        trusting("111122223333"),
        "Statement[0].Principal",
        /give "\*" or an object/,
    ],
    [
        "an unknown kind of principal (Invalid principal key)",
        trusting({ aws: "111122223333" }),
        "Statement[0].Principal",
        /did you mean "AWS"\?/,
    ],
    [
        "a wildcard in a principal (Unsupported wildcard in principal)",
        trusting({ AWS: "arn:aws:iam::111122223333:role/*" }),
        "Statement[0].Principal.AWS",
        /no wildcard/,
    ],
    [
        "everybody as a service",
        trusting({ Service: "*" }),
        "Statement[0].Principal.Service",
        /under AWS alone/,
    ],
    [
        "an account of 11 digits",
        trusting({ AWS: "11112222333" }),
        "Statement[0].Principal.AWS",
        /no account/,
    ],
    [
        "a bucket for a principal",
        trusting({ AWS: "arn:aws:s3:::bucket" }),
        "Statement[0].Principal.AWS",
        /no account/,
    ],
    [
        "an empty provider",
        trusting({ Federated: "" }),
        "Statement[0].Principal.Federated",
        /names nobody/,
    ],
];

describe("parsePolicy", () => {
    for (const [what, source, path, said, kind] of mistakes) {
        it(`refuses ${what}`, () => {
            const reading = parsePolicy(source, kind);
            assert.ok(!reading.ok);
            const found = reading.problems.filter(
                (problem) => problem.path === path && said.test(problem.message),
            );
            assert.equal(found.length, 1, JSON.stringify(reading.problems));
            for (const { message } of reading.problems) assert.match(message, /[^.]$/);
        });
    }

    it("finds all mistakes at once", () => {
        const reading = parsePolicy(
            policy(
                { Effect: "allow", Action: "GetObject", Resource: "bucket" },
                {
                    ...allow,
                    Condition: { Strng: {}, NumericEquals: { "s3:max-keys": ["1", "x"] } },
                },
            ),
        );
        assert.deepEqual(reading.ok ? [] : reading.problems.map(({ path }) => path), [
            "Statement[0].Effect",
            "Statement[0].Action",
            "Statement[0].Resource",
            "Statement[1].Condition.Strng",
            "Statement[1].Condition.NumericEquals.s3:max-keys",
        ]);
    });

    it("folds what a document may write in two ways", () => {
        const text = JSON.stringify({
            Version: "2012-10-17",
            Id: "role",
            Statement: {
                Sid: "Ci",
                Effect: "Deny",
                NotPrincipal: { AWS: ["111122223333"], Service: "ecs.amazonaws.com" },
                NotAction: "sts:AssumeRole",
                Condition: {
                    "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": "a*" },
                    NumericLessThan: { "s3:max-keys": 10 },
                    Bool: { "aws:SecureTransport": true },
                },
            },
        });
        const condition = (written: string, key: string, value: string, rest: object) => ({
            written,
            key,
            values: [value],
            ifExists: false,
            ...rest,
        });
        assert.deepEqual(parsePolicy(text), {
            ok: true,
            policy: {
                version: "2012-10-17",
                id: "role",
                statements: [
                    {
                        sid: "Ci",
                        effect: "Deny",
                        principals: {
                            except: true,
                            entries: [
                                { type: "AWS", id: "111122223333" },
                                { type: "Service", id: "ecs.amazonaws.com" },
                            ],
                        },
                        actions: { except: true, patterns: ["sts:AssumeRole"] },
                        conditions: [
                            condition("ForAnyValue:StringLikeIfExists", "aws:TagKeys", "a*", {
                                operator: "StringLike",
                                set: "ForAnyValue",
                                ifExists: true,
                            }),
                            condition("NumericLessThan", "s3:max-keys", "10", {
                                operator: "NumericLessThan",
                            }),
                            condition("Bool", "aws:SecureTransport", "true", { operator: "Bool" }),
                        ],
                    },
                ],
            },
        });
    });

    it("takes a document without a version for one of 2008", () => {
        const reading = parsePolicy({ Statement: [allow] });
        assert.equal(reading.ok && reading.policy.version, "2008-10-17");
    });

    it("takes every form of an AWS principal", () => {
        const forms = [
            "*",
            "111122223333",
            "AIDACKCEVSQ6C2EXAMPLE",
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::111122223333:user/a/b/Ana",
            "arn:aws-cn:iam::111122223333:role/ci",
            "arn:aws:sts::111122223333:assumed-role/ci/run-7",
            "arn:aws:sts::111122223333:federated-user/ana",
        ];
        assert.ok(parsePolicy(trusting({ AWS: forms }), "trust").ok);
    });

    it("reads the resources of a resource-based policy that is no role's", () => {
        const statement = { Effect: "Deny", Action: "s3:*", Principal: "*" };
        const reading = parsePolicy(policy({ ...statement, NotResource: "arn:aws:s3:::a/*" }));
        assert.deepEqual(reading.ok && reading.policy.statements[0]?.resources, {
            except: true,
            patterns: ["arn:aws:s3:::a/*"],
        });
    });

    it("keeps a variable of 2008 as text", () => {
        assert.ok(parsePolicy({ Statement: [{ ...allow, Resource: "arn:aws:s3:::${" }] }).ok);
    });

    it("never throws", () => {
        const elements = fc.constantFrom("Version", "Statement", "Effect", "Action", "Condition");
        const nested = fc.letrec((tie) => ({
            value: fc.oneof(
                { depthSize: "small" },
                fc.anything(),
                fc.array(tie("value"), { maxLength: 3 }),
                fc.dictionary(elements, tie("value"), { maxKeys: 4 }),
            ),
        })).value;
        fc.assert(
            fc.property(fc.oneof(fc.anything(), nested, fc.string(), fc.json()), (source) => {
                const reading = parsePolicy(source);
                assert.ok(reading.ok || reading.problems.length > 0);
            }),
            { numRuns: 1_000 },
        );
        const deep = `{"Statement":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
        assert.ok(!parsePolicy(deep).ok);
    });
});
