import assert from "node:assert/strict";
import type { Draft } from "../builder";
import { allow, complaintsOf, ecs, set } from "../builder";

type Aws = NonNullable<Draft["roles"][string]["aws"]>;
type Statements = NonNullable<Aws["statements"]>;

/** What the rule says of the operators' permissions. */
function ofOperator(aws: Aws): string[] {
    return complaintsOf("escalation", ({ roles }) => set(roles, "operator", { aws }));
}

const service = `${ecs}:service/\${service}`;
const role = "arn:aws:iam::${account}:role";

describe("escalation in AWS", () => {
    const permissions = "gives permissions to a principal";
    const passing =
        "which passes any role to a service: name each role, and the service in " +
        "iam:PassedToService";
    const toEcs = { StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } };
    const cases: Record<string, [statements: Statements, expected: string[]]> = {
        "what running a service needs": [
            [allow(["ecs:UpdateService", "iam:GetRole"], service)],
            [],
        ],
        "giving a role permissions": [
            [allow("iam:PutRolePolicy", `${role}/x`)],
            [`iam:PutRolePolicy, which ${permissions}`],
        ],
        "the same in another case": [
            [allow("iam:putrolepolicy", `${role}/x`)],
            [`iam:putrolepolicy, which ${permissions}`],
        ],
        "several ways of the same kind": [
            [allow(["iam:AddUserToGroup", "iam:AttachUserPolicy"])],
            [`iam:AddUserToGroup, iam:AttachUserPolicy, which ${permissions}`],
        ],
        everything: [[allow("*")], [`*, which includes iam:AddUserToGroup, which ${permissions}`]],
        "all of IAM": [
            [allow("iam:*")],
            [`iam:*, which includes iam:AddUserToGroup, which ${permissions}`],
        ],
        "a pattern": [
            [allow("iam:Put?olePolicy")],
            [`iam:Put?olePolicy, which includes iam:PutRolePolicy, which ${permissions}`],
        ],
        "a pattern that only reads": [[allow(["iam:Get*", "iam:List*"])], []],
        "Identity Center": [
            [allow(["sso:CreateAccountAssignment", "identitystore:CreateGroupMembership"])],
            [
                "identitystore:CreateGroupMembership, sso:CreateAccountAssignment, which changes " +
                    "who is given which permission set",
            ],
        ],
        "reading Identity Center": [[allow(["sso:List*", "identitystore:DescribeUser"])], []],
        "all of Identity Center": [
            [allow("sso:*")],
            ["sso:*, which changes who is given which permission set"],
        ],
        "passing named roles to a named service": [
            [{ ...allow("iam:PassRole", `${role}/\${service}-task`), conditions: toEcs }],
            [],
        ],
        "passing named roles to a named service, from one place": [
            [
                {
                    ...allow("iam:PassRole", `${role}/x`),
                    conditions: {
                        StringEquals: {
                            "aws:RequestedRegion": ["eu-west-1"],
                            "iam:PassedToService": ["ecs-tasks.amazonaws.com"],
                        },
                    },
                },
            ],
            [],
        ],
        "passing named roles to any service": [
            [allow("iam:PassRole", `${role}/x`)],
            [`iam:PassRole, ${passing}`],
        ],
        "passing any role to a named service": [
            [{ ...allow("iam:PassRole", `${role}/*`), conditions: toEcs }],
            [`iam:PassRole, ${passing}`],
        ],
        "passing a named role and any": [
            [{ ...allow("iam:PassRole", [`${role}/x`, "*"]), conditions: toEcs }],
            [`iam:PassRole, ${passing}`],
        ],
        "passing named roles to whatever service": [
            [
                {
                    ...allow("iam:PassRole", `${role}/x`),
                    conditions: { StringLike: { "iam:PassedToService": ["*"] } },
                },
            ],
            [`iam:PassRole, ${passing}`],
        ],
        "passing named roles to all services but one": [
            [
                {
                    ...allow("iam:PassRole", `${role}/x`),
                    conditions: { StringNotEquals: { "iam:PassedToService": ["x"] } },
                },
            ],
            [`iam:PassRole, ${passing}`],
        ],
        "assuming a named role": [[allow("sts:AssumeRole", `${role}/reader`)], []],
        "assuming any role": [
            [allow("sts:AssumeRole", `${role}/*`)],
            ["sts:AssumeRole, which assumes any role: name the roles"],
        ],
        "assuming a named role and any": [
            [allow("sts:AssumeRole", [`${role}/reader`, "*"])],
            ["sts:AssumeRole, which assumes any role: name the roles"],
        ],
        "assuming any role through a pattern": [
            [allow("sts:Assume*")],
            ["sts:Assume*, which includes sts:AssumeRoot, which acts as an account's root user"],
        ],
    };
    for (const [name, [statements, expected]] of Object.entries(cases)) {
        it(name, () => {
            assert.deepEqual(
                ofOperator({ statements }),
                expected.map((what) => `error escalation role operator allows ${what}`),
            );
        });
    }

    it("a managed policy", () => {
        assert.deepEqual(ofOperator({ managed: ["IAMFullAccess", "SecurityAudit"] }), [
            "error escalation role operator allows IAMFullAccess, which lets its holder raise " +
                "their own rights: write statements instead",
        ]);
    });

    it("in any environment, granted or not, and for services too", () => {
        const aws = { statements: [allow("iam:PutRolePolicy")] };
        const said = complaintsOf("escalation", ({ environments, roles, services }) => {
            set(environments, "prod", { production: false });
            roles.idle = { description: "Does nothing", aws };
            set(services, "checkout", { aws });
        });
        assert.deepEqual(said, [
            `error escalation role idle allows iam:PutRolePolicy, which ${permissions}`,
            `error escalation service checkout allows iam:PutRolePolicy, which ${permissions}`,
        ]);
    });
});

describe("escalation in Vault", () => {
    const all = "which is every path: name the first part at least";
    const policies = "which decides who gets which policy: leave that to whoever runs Vault";
    const mount = "whose first part is a template, which may become any place: name it";
    type Capability = NonNullable<Draft["roles"][string]["vault"]>[number]["capabilities"][number];
    const cases: [path: string, capabilities: Capability[], expected: string | undefined][] = [
        ["${service}/app/*", ["create", "read", "update", "delete", "list"], undefined],
        [
            "${service}/app/*",
            ["read", "sudo"],
            "with sudo, which allows what otherwise only root may do",
        ],
        ["*", ["read"], all],
        ["+", ["list"], all],
        ["+/*", ["read"], all],
        ["/*", ["read"], all],
        ["*", ["deny"], undefined],
        ["app*", ["read"], undefined],
        ["+/app", ["read"], undefined],
        ["/sys/policies/acl/*", ["update"], policies],
        ["/sys/*", ["create"], policies],
        ["/sys/policies/acl/*", ["read", "update"], policies],
        ["/auth/+/role/*", ["update"], policies],
        ["/identity/group/id/*", ["patch"], policies],
        ["/sys/policies/acl/*", ["read", "list"], undefined],
        ["/auth/token/renew-self", ["update"], undefined],
        ["/auth", ["update"], undefined],
        ["/database-prod/creds/checkout", ["read", "update"], undefined],
        ["sys/policies/acl/*", ["update"], undefined],
        // A template may become several segments, and wildcards.
        ["/{{identity.entity.metadata.place}}/x", ["read"], mount],
        ["/kv-{{identity.entity.name}}/data/x", ["list"], mount],
        ["/a{{identity.entity.name}}/x", ["update"], mount],
        ["/{{identity.entity.name}}", ["deny"], undefined],
        ["/auth/{{identity.entity.metadata.mount}}/role/x", ["update"], policies],
        ["/auth/token/{{identity.entity.name}}-self", ["update"], policies],
        ["/identity/{{identity.entity.name}}", ["create"], policies],
        ["/sys/{{identity.entity.name}}/x", ["update"], policies],
        ["/sys/pol{{identity.entity.name}}", ["update"], policies],
        ["/kv-prod/data/{{identity.entity.id}}/*", ["create", "read"], undefined],
        ["${service}/{{identity.entity.id}}/*", ["create", "read"], undefined],
        ["/+/{{identity.entity.name}}", ["read"], all],
        ["{{identity.entity.id}}/*", ["create", "read"], undefined],
    ];
    for (const [path, capabilities, expected] of cases) {
        it(`${path} [${capabilities.join(", ")}]`, () => {
            const said = complaintsOf("escalation", ({ roles }) =>
                set(roles, "developer", { vault: [{ path, capabilities }] }),
            );
            const message = `error escalation role developer has ${path} in Vault, ${expected}`;
            assert.deepEqual(said, expected === undefined ? [] : [message]);
        });
    }
});

describe("escalation in GitHub", () => {
    const permission = (draft: Draft, given: "push" | "maintain" | "admin") =>
        set(draft.roles, "developer", { github: { permission: given } });
    const guards = "and so can get around what guards it; give push at most";
    const deploys = (what: string) => `on a repository that deploys ${what} to production`;
    const cases: Record<string, [change: (draft: Draft) => void, expected: string[]]> = {
        pushing: [() => {}, []],
        maintaining: [
            (draft) => permission(draft, "maintain"),
            [`payments/developer has maintain ${deploys("checkout")}, ${guards}`],
        ],
        administering: [
            (draft) => permission(draft, "admin"),
            [`payments/developer has admin ${deploys("checkout")}, ${guards}`],
        ],
        "administering by a person's grant": [
            (draft) => {
                permission(draft, "admin");
                draft.grants = [{ person: "alice", role: "developer", services: ["checkout"] }];
            },
            [`person:alice/developer has admin ${deploys("checkout")}, ${guards}`],
        ],
        "administering, ended yesterday": [
            (draft) => {
                permission(draft, "admin");
                for (const grant of draft.grants) grant.until = "2026-11-30";
            },
            [],
        ],
        "administering a repository outside production": [
            (draft) => {
                permission(draft, "admin");
                draft.grants = draft.grants.filter(({ role }) => role === "developer");
                set(draft.services, "checkout", { in: ["dev"] });
            },
            [],
        ],
        "administering one of two repositories": [
            (draft) => {
                permission(draft, "admin");
                for (const [index, key] of ["docs", "zoo"].entries()) {
                    draft.services[key] = {
                        description: key,
                        repository: { name: key, id: 105 + index },
                        owner: "platform",
                        in: ["dev"],
                    };
                }
                draft.grants = ["docs", "checkout", "zoo"].map((key) => ({
                    team: key === "checkout" ? "payments" : "platform",
                    role: "developer",
                    services: [key],
                    in: ["dev"],
                }));
            },
            [`payments/developer has admin ${deploys("checkout")}, ${guards}`],
        ],
        "administering the repository of a workflow": [
            (draft) => {
                permission(draft, "admin");
                draft.services.ci = {
                    description: "Workflows",
                    repository: { name: "ci", id: 105 },
                    owner: "platform",
                };
                set(draft.services, "checkout", {
                    workflow: "acme/ci/.github/workflows/deploy.yml@refs/heads/main",
                });
                draft.grants = [{ team: "platform", role: "developer", services: ["ci"] }];
            },
            [`platform/developer has admin ${deploys("checkout")}, ${guards}`],
        ],
        "everybody administers": [
            ({ organization }) => {
                organization.github.basePermission = "admin";
            },
            [
                "basePermission admin lets every member of the organisation administer the " +
                    "repositories that deploy checkout to production; lower it in GitHub, then here",
            ],
        ],
        "everybody pushes": [
            ({ organization }) => {
                organization.github.basePermission = "write";
            },
            [],
        ],
    };
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            assert.deepEqual(
                complaintsOf("escalation", change),
                expected.map((message) => `error escalation ${message}`),
            );
        });
    }
});
