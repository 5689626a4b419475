import assert from "node:assert/strict";
import fc from "fast-check";
import { trustPolicy } from "../../planners/trustPolicy";
import { githubTrust } from "../../policy/rules/githubTrust";
import type { StackResource } from "../../policy/rules/rule";

const issuer = "token.actions.githubusercontent.com";
const provider = `arn:aws:iam::111111111111:oidc-provider/${issuer}`;
const exact = "repo:acme@100200/checkout@789012:environment:prod";
const roleType = "aws:iam/role:Role";

type Conditions = Record<string, Record<string, string | string[]>>;

/** A sound statement's conditions, by claim. */
const sound: Conditions = {
    StringEquals: { aud: "sts.amazonaws.com", sub: exact, ref: "refs/heads/main" },
};

function claims(conditions: Conditions): Conditions {
    const named = (keys: Conditions[string]) =>
        Object.fromEntries(
            Object.entries(keys).map(([key, values]) => [
                key.includes(":") ? key : `${issuer}:${key}`,
                values,
            ]),
        );
    return Object.fromEntries(
        Object.entries(conditions).map(([operator, keys]) => [operator, named(keys)]),
    );
}

function trust(conditions: Conditions, rest: object = {}): string {
    const statement = {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: provider },
        Condition: claims(conditions),
        ...rest,
    };
    return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function judge(role: object): string[] {
    return githubTrust.checks?.[roleType]?.({ ...role }) ?? [];
}

function equals(change: Record<string, string | string[] | undefined>): Conditions {
    const keys = Object.entries({ ...sound.StringEquals, ...change }).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value] as const],
    );
    return { StringEquals: Object.fromEntries(keys) };
}

function allowing(...actions: string[]): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: actions, Resource: "arn:aws:s3:::acme/x" }],
    });
}

describe("github-trust", () => {
    const pattern = (subject: string) => ({
        StringEquals: { aud: "sts.amazonaws.com", ref: "refs/heads/main" },
        StringLike: { sub: subject },
    });
    const cases: Record<string, [policy: unknown, expected: RegExp[]]> = {
        "exact claims": [trust(sound), []],
        "exact claims, as an object": [JSON.parse(trust(sound)), []],
        "a branch in the subject": [
            trust(equals({ sub: "repo:acme/checkout:ref:refs/heads/main", ref: undefined })),
            [],
        ],
        "both forms of one repository": [
            trust(equals({ sub: [exact, "repo:acme/checkout:environment:prod"] })),
            [],
        ],
        "a pattern of branches": [
            trust({
                ...equals({ ref: undefined }),
                StringLike: { ref: "refs/heads/release/*" },
            }),
            [],
        ],
        "an exact subject under StringLike": [trust(pattern(exact)), []],
        "a star that is only a star": [
            trust(equals({ sub: "repo:acme/checkout:ref:refs/heads/*" })),
            [],
        ],
        "a service's role": [
            trust({}, { Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }),
            [],
        ],
        "another provider": [
            trust({}, { Principal: { Federated: provider.replace(issuer, "gitlab.com") } }),
            [],
        ],
        "a deny": [trust(pattern("repo:*"), { Effect: "Deny" }), []],
        "no audience": [trust(equals({ aud: undefined })), [/^no audience is required/]],
        "a pattern of audiences": [
            trust({ ...equals({ aud: undefined }), StringLike: { aud: "sts*" } }),
            [/^the audience sts\* is a pattern/],
        ],
        "no subject": [
            trust(equals({ sub: undefined, ref: undefined })),
            [/^no subject is required, so every repository on GitHub fits/],
        ],
        "an excluded subject": [
            trust({ ...equals({ sub: undefined }), StringNotEquals: { sub: exact } }),
            [/^no subject is required/],
        ],
        "any owner": [
            trust(pattern("repo:*/checkout:environment:prod")),
            [/so strangers' repositories fit/],
        ],
        "any subject": [trust(pattern("*")), [/so strangers' repositories fit/]],
        "any repository of an owner": [
            trust(pattern("repo:acme/*")),
            [/repo:acme\/\* is a pattern, so several repositories fit/],
        ],
        "any subject of a repository": [
            trust(pattern("repo:acme/checkout:*")),
            [/so more than one environment, branch or event fits/],
        ],
        "a pattern for one character": [
            trust(pattern("repo:acme/checkout:environment:pro?")),
            [/so more than one environment/],
        ],
        "claims in upper case": [
            trust({ StringLike: { [`${issuer.toUpperCase()}:SUB`]: "repo:acme/*" } }),
            [/^no audience/, /repo:acme\/\* is a pattern/],
        ],
        "an enterprise's issuer": [
            trust(
                { StringLike: { [`${issuer}/acme:sub`]: "repo:acme/*" } },
                { Principal: { Federated: `${provider}/acme` } },
            ),
            [/^no audience/, /repo:acme\/\* is a pattern/],
        ],
        "IfExists on the subject": [
            trust({ ...equals({ sub: undefined }), StringEqualsIfExists: { sub: exact } }),
            [/^StringEqualsIfExists on .*:sub holds where the claim is missing/, /^no subject/],
        ],
        "ForAllValues on the subject": [
            trust({
                ...equals({ sub: undefined }),
                "ForAllValues:StringEquals": { sub: exact },
            }),
            [/^ForAllValues:StringEquals on .*:sub holds where/, /^no subject/],
        ],
        "IfExists beside exact claims": [
            trust({ ...sound, StringEqualsIfExists: { job_workflow_ref: "x" } }),
            [/^StringEqualsIfExists on .*:job_workflow_ref holds/],
        ],
        "two repositories": [
            trust(equals({ sub: [exact, "repo:acme/ledger:environment:prod"] })),
            [/^trusts acme\/checkout and acme\/ledger in one statement/],
        ],
        "two repositories' ids": [
            trust(equals({ repository_id: ["789012", "789013"] })),
            [/^trusts 789012 and 789013 in one statement/],
        ],
        "an environment without a ref": [
            trust(equals({ ref: undefined })),
            [/names an environment and no ref is bound/],
        ],
        "an environment with any ref": [
            trust({ ...equals({ ref: undefined }), StringLike: { ref: "refs/*" } }),
            [/^the ref refs\/\* fits pull requests too/],
        ],
        "no condition at all": [trust({}, { Condition: undefined }), [/^no aud/, /^no sub/]],
        "any principal": [trust(sound, { Principal: "*" }), [/^trusts anybody/]],
        "every action": [
            trust(pattern("repo:acme/*"), { Action: "sts:*" }),
            [/several repositories/],
        ],
        "not JSON": [`{ ${issuer}`, [/^the trust cannot be read, .*: the text is not valid JSON/]],
        "something else that is not JSON": ["{", []],
    };
    for (const [name, [assumeRolePolicy, expected]] of Object.entries(cases)) {
        it(name, () => {
            const said = judge({ assumeRolePolicy });
            assert.equal(said.length, expected.length, said.join("\n"));
            for (const [at, form] of expected.entries()) assert.match(said[at] ?? "", form);
        });
    }

    const pulls = "repo:acme/checkout:pull_request";
    const pulling = { name: "pr", assumeRolePolicy: trust(equals({ sub: pulls, ref: undefined })) };
    const inline = (...actions: string[]) => ({
        ...pulling,
        inlinePolicies: [{ name: "x", policy: allowing(...actions) }],
    });
    const writing = /^trusts pull requests .* and may do more than read/;

    it("accepts pull requests on a role that only reads", () => {
        assert.deepEqual(
            judge(inline("s3:GetObject", "ecs:Describe*", "logs:FilterLogEvents")),
            [],
        );
        const managedPolicyArns = ["arn:aws:iam::aws:policy/SecurityAudit"];
        assert.deepEqual(judge({ ...pulling, managedPolicyArns }), []);
    });

    it("refuses pull requests on a role that writes", () => {
        for (const action of ["s3:PutObject", "s3:*", "redshift:GetClusterCredentials"]) {
            assert.match(judge(inline("s3:GetObject", action)).join(), writing, action);
        }
        for (const arn of [
            "arn:aws:iam::aws:policy/PowerUserAccess",
            "arn:aws:iam::111111111111:policy/x",
        ]) {
            assert.match(judge({ ...pulling, managedPolicyArns: [arn] }).join(), writing, arn);
        }
        assert.deepEqual(judge({ ...inline("s3:PutObject"), assumeRolePolicy: trust(sound) }), []);
    });

    describe("pull requests, seen across the whole stack", () => {
        const role: StackResource = {
            urn: "urn:role",
            type: roleType,
            properties: pulling,
            sources: {},
        };
        const policy = (properties: object, sources: StackResource["sources"] = {}) => ({
            urn: "urn:policy",
            type: "aws:iam/rolePolicy:RolePolicy",
            properties: { policy: allowing("s3:PutObject"), ...properties },
            sources,
        });
        const cases: Record<string, [other: StackResource, expected: boolean]> = {
            "a policy by reference": [policy({}, { role: ["urn:role"] }), true],
            "a policy by name": [policy({ role: "pr" }), true],
            "another role's policy": [policy({ role: "x" }, { role: ["urn:x"] }), false],
            "a policy that reads": [
                policy({ role: "pr", policy: allowing("s3:GetObject") }),
                false,
            ],
            "an attachment": [
                {
                    ...policy({ role: "pr", policyArn: "arn:aws:iam::aws:policy/PowerUserAccess" }),
                    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                },
                true,
            ],
        };
        for (const [name, [other, expected]] of Object.entries(cases)) {
            it(name, () => {
                const found = githubTrust.judgeStack?.([role, other]) ?? [];
                assert.deepEqual(
                    found.map(({ urn }) => urn),
                    expected ? ["urn:role"] : [],
                );
                for (const { message } of found) assert.match(message, writing);
            });
        }
    });

    it("accepts everything that the builder makes", () => {
        const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
        const branch = fc.stringMatching(/^[a-z][a-z0-9/-]{0,10}\*?$/);
        const runs = fc.record({
            repository: fc.record({
                owner: name,
                ownerId: fc.integer({ min: 1 }),
                name,
                id: fc.integer({ min: 1 }),
            }),
            environment: name,
            subject: fc.constantFrom("immutable" as const, "legacy" as const, "both" as const),
            branches: fc.oneof(
                fc.constant("all" as const),
                fc.array(branch, { minLength: 1, maxLength: 3 }),
            ),
            tags: fc.array(branch, { maxLength: 2 }),
        });
        fc.assert(
            fc.property(runs, (run) => {
                const assumeRolePolicy = trustPolicy("111111111111", run);
                assert.deepEqual(judge({ assumeRolePolicy }), []);
            }),
            { numRuns: 100 },
        );
    });
});
