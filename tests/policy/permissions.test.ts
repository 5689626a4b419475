import assert from "node:assert/strict";
import { escalation, wildcard } from "../../policy/rules/permissions";
import type { PolicyRule, StackResource } from "../../policy/rules/rule";

const policyType = "aws:iam/policy:Policy";
const inline = "aws:iam/rolePolicy:RolePolicy";

interface Part {
    readonly Effect?: string;
    readonly Action?: string | string[];
    readonly NotAction?: string | string[];
    readonly Resource?: string | string[];
    readonly NotResource?: string;
    readonly Condition?: object;
}

function document(...parts: Part[]): string {
    const Statement = parts.map((part) => ({
        Effect: "Allow",
        ...("NotResource" in part ? {} : { Resource: "*" }),
        ...part,
    }));
    return JSON.stringify({ Version: "2012-10-17", Statement });
}

function judge(rule: PolicyRule, type: string, properties: object): string[] {
    return rule.checks?.[type]?.({ ...properties }) ?? [];
}

const put = "arn:aws:iam::111111111111:role/x";
const boundary = document({ Action: "*" }, { Effect: "Deny", Action: "organizations:*" });
const wide = "every action of every service: name the actions";

describe("wildcard and escalation on raw resources", () => {
    const loose = document({ Action: ["iam:PutRolePolicy", "ecs:*"], Resource: put });
    const holders: Record<string, object> = {
        [policyType]: { policy: loose },
        [inline]: { policy: loose, role: "x" },
        "aws:iam/userPolicy:UserPolicy": { policy: loose },
        "aws:iam/groupPolicy:GroupPolicy": { policy: loose },
        "aws:iam/role:Role": { inlinePolicies: [{ name: "x", policy: loose }] },
        "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": { inlinePolicy: loose },
    };
    for (const [type, properties] of Object.entries(holders)) {
        it(type, () => {
            assert.deepEqual(judge(wildcard, type, properties), [
                "allows ecs:*, a whole service: name the actions",
            ]);
            assert.deepEqual(judge(escalation, type, properties), [
                "allows iam:PutRolePolicy, which gives permissions to a principal",
            ]);
        });
    }

    const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
    const attached: Record<string, object> = {
        "aws:iam/role:Role": { managedPolicyArns: [administrator] },
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { policyArn: administrator },
        "aws:iam/userPolicyAttachment:UserPolicyAttachment": { policyArn: administrator },
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": { policyArn: administrator },
        "aws:iam/policyAttachment:PolicyAttachment": { policyArn: administrator },
        "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": {
            managedPolicyArn: administrator,
        },
    };
    for (const [type, properties] of Object.entries(attached)) {
        it(`${type} with an AWS managed policy`, () => {
            for (const rule of [wildcard, escalation]) {
                assert.match(judge(rule, type, properties).join(), /^allows AdministratorAccess, /);
            }
        });
    }

    it("accepts AWS managed policies that only read, and policies of others", () => {
        for (const name of ["aws:policy/SecurityAudit", "111111111111:policy/x"]) {
            for (const rule of [wildcard, escalation]) {
                const type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
                assert.deepEqual(judge(rule, type, { policyArn: `arn:aws:iam::${name}` }), []);
            }
        }
    });

    const gives = "gives permissions to a principal";
    // Those named after IAM Vulnerable are the cases by which Bishop Fox tests tools.
    const cases: Record<string, [parts: Part[], expected: string[]]> = {
        "denied in the same policy (IAM Vulnerable fp1)": [
            [{ Action: "iam:*" }, { Effect: "Deny", Action: "iam:*" }],
            [],
        ],
        "only denied (IAM Vulnerable fp3)": [[{ Effect: "Deny", Action: "iam:*" }], []],
        "a pattern of resources (IAM Vulnerable fn2)": [
            [{ Action: "iam:CreatePolicyVersion", Resource: "arn:aws:iam::*:policy/fn2-*" }],
            ["allows iam:CreatePolicyVersion, which changes what an attached policy allows"],
        ],
        "a condition that holds (IAM Vulnerable fn3)": [
            [
                {
                    Action: "iam:CreatePolicyVersion",
                    Condition: {
                        DateGreaterThan: { "aws:TokenIssueTime": "2020-01-01T00:00:01Z" },
                    },
                },
            ],
            ["allows iam:CreatePolicyVersion, which changes what an attached policy allows"],
        ],
        "NotAction (IAM Vulnerable fn4)": [
            [{ NotAction: ["iam:Update*", "iam:Create*", "iam:Attach*"] }],
            [`allows *, which includes iam:AddUserToGroup, which ${gives}`],
        ],
        NotResource: [
            [{ Action: "iam:PutRolePolicy", NotResource: put }],
            [`allows iam:PutRolePolicy, which ${gives}`],
        ],
        "denied on some resources only": [
            [
                { Action: "iam:PutRolePolicy" },
                { Effect: "Deny", Action: "iam:PutRolePolicy", Resource: put },
            ],
            [`allows iam:PutRolePolicy, which ${gives}`],
        ],
        "denied under a condition": [
            [
                { Action: "iam:PutRolePolicy" },
                {
                    Effect: "Deny",
                    Action: "iam:PutRolePolicy",
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
            [`allows iam:PutRolePolicy, which ${gives}`],
        ],
        "denied except for some": [
            [{ Action: "iam:PutRolePolicy" }, { Effect: "Deny", NotAction: "s3:*" }],
            [`allows iam:PutRolePolicy, which ${gives}`],
        ],
        "one of several ways denied": [
            [{ Action: "iam:*" }, { Effect: "Deny", Action: "iam:AddUserToGroup" }],
            [`allows iam:*, which includes iam:AttachGroupPolicy, which ${gives}`],
        ],
    };
    for (const [name, [parts, expected]] of Object.entries(cases)) {
        it(name, () => {
            assert.deepEqual(judge(escalation, inline, { policy: document(...parts) }), expected);
        });
    }

    it("finds a path across two documents of one holder", () => {
        const policies = ["iam:PassRole", "ec2:RunInstances"].map((Action) => ({
            policy: document({ Action }),
        }));
        const [said] = judge(escalation, "aws:iam/role:Role", { inlinePolicies: policies });
        assert.match(said ?? "", /^allows iam:PassRole, which .* with ec2:RunInstances runs as/);
    });

    it("refuses a document that cannot be read", () => {
        for (const policy of ["{", '{"Statement": [{"Effect": "Maybe"}]}']) {
            assert.match(
                judge(escalation, inline, { policy }).join(),
                /^the policy cannot be read, so nobody can say what it allows/,
            );
        }
    });

    describe("a policy in the form of a boundary", () => {
        const policy: StackResource = {
            urn: "urn:policy",
            type: policyType,
            properties: { policy: boundary, name: "limit", path: "/rollcall/" },
            sources: {},
        };
        const holder = (change: Partial<StackResource>): StackResource => ({
            urn: "urn:role",
            type: "aws:iam/role:Role",
            properties: {},
            sources: {},
            ...change,
        });
        const arn = "arn:aws:iam::111111111111:policy/rollcall/limit";
        const cases: Record<string, [others: StackResource[], attached: boolean]> = {
            "that nobody uses": [[], false],
            "used as a boundary": [
                [holder({ sources: { permissionsBoundary: ["urn:policy"] } })],
                false,
            ],
            "used as a boundary through its ARN": [
                [holder({ properties: { permissionsBoundary: arn } })],
                false,
            ],
            "that is attached": [
                [holder({ sources: { managedPolicyArns: ["urn:policy"] } })],
                true,
            ],
            "that is attached by its ARN": [
                [holder({ properties: { managedPolicyArns: [arn] } })],
                true,
            ],
            "that is attached elsewhere": [
                [
                    holder({
                        type: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
                        sources: { policyArn: ["urn:policy"], user: [] },
                    }),
                ],
                true,
            ],
        };
        for (const [name, [others, expected]] of Object.entries(cases)) {
            it(name, () => {
                assert.deepEqual(judge(wildcard, policyType, policy.properties), []);
                const found = wildcard.judgeStack?.([policy, ...others]) ?? [];
                const message = `allows *, ${wide}; it is attached to somebody, not only a boundary`;
                assert.deepEqual(found, expected ? [{ urn: "urn:policy", message }] : []);
            });
        }

        it("grants what it says if it is not a managed policy", () => {
            assert.deepEqual(judge(wildcard, inline, { policy: boundary }), [`allows *, ${wide}`]);
        });
    });
});
