import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { defineRoster } from "../../model/defineRoster";
import type { RosterInput } from "../../model/schema";
import { exampleInput } from "./rosters";

type Plain = Record<string, unknown>;

/** The example with one value replaced; steps are keys and indexes. */
function withValue(path: string, value: unknown): RosterInput {
    const input = exampleInput();
    const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
    const last = steps.pop() ?? "";
    let container = input as unknown as Plain;
    for (const step of steps) container = container[step] as Plain;
    container[last] = value;
    return input;
}

const statement = "roles.developer.aws.statements[0]";

const table: readonly [path: string, good: readonly unknown[], bad: readonly unknown[]][] = [
    ["organization.name", ["acme", "Acme 2 Ltd.", "a".repeat(200)], ["", " acme", "acme ", 5]],
    // It goes into IAM policies and Vault's paths as ${organization}.
    ["organization.name", [], ["*", "acme*", "a?", "+", "a/b", "..", "a,b", "a\nb", "a\u001b[2J"]],
    [
        "organization.name",
        [],
        ["${aws:PrincipalTag/x}", "acme${service}", "{{x}}", "a".repeat(201)],
    ],
    ["organization.github.owner", ["acme", "Acme-2"], ["acme/x", "-acme", "a".repeat(40)]],
    ["organization.github.ownerId", [1], [0, -1, 1.5, "1", 1e300]],
    ["organization.github.basePermission", ["none", "admin", undefined], ["push", true]],
    ["organization.aws.identityCenter.instanceArn", [], ["arn:aws:sso:::instance/x"]],
    ["organization.aws.identityCenter.identityStoreId", [], ["9067f0a1b2"]],
    ["organization.aws.identityCenter.accountId", ["012345678901"], ["1234", 999999999999]],
    ["organization.aws.identityCenter.region", ["us-gov-east-1"], ["ireland", "eu-west"]],
    ["organization.aws.identityCenter.users", ["external"], ["scim"]],
    ["organization.vault.address", ["http://127.0.0.1:8200"], ["vault.acme.example", "ftp://a"]],
    ["organization.vault.namespace", ["acme/dev"], ["/acme", "acme/"]],
    ["organization.vault.login.alias", ["github", "person"], ["login"]],
    ["environments.dev.production", [true], ["true", 1]],
    ["environments.dev.vault.mount", ["kv/dev"], ["kv-dev/", "/kv", "kv dev", "kv*", "+", "${x}"]],
    ["environments.dev.vault.mount", ["system", "kv/sys"], ["sys/policies/acl", "auth/jwt/role"]],
    ["environments.dev.vault.mount", ["authors"], ["identity", "auth", "cubbyhole"]],
    ["environments.dev.vault.mount", ["kv.d/..a"], ["..", "kv/../sys", "./sys", "kv/."]],
    ["environments.dev.aws.region", [], ["*", "eu-*-1", "eu-west-1\n", "eu-${x}-1"]],
    ["environments.dev.aws.accountId", [], ["*", "11111111111?", "111111111111\n"]],
    // What looks like main and is another branch; IAM takes no letter beyond Latin-1 in a policy.
    [
        "environments.dev.deploy.branches",
        [["größe"]],
        [["main\u200b"], ["ma\u00adin"], ["m\u0430in"]],
    ],
    ["environments.dev.deploy.tags", [["v*"]], [["v1\u200d"]]],
    ["environments.dev.deploy.branches", ["all", ["main"], []], ["main", ["a b"], [1]]],
    ["environments.dev.deploy.tags", [["v*"]], ["v*", [""]]],
    ["environments.dev.deploy.waitMinutes", [0, 43_200], [-1, 43_201]],
    ["environments.dev.deploy.reviewers", [["platform", "${owner}"]], [Array(7).fill("audit")]],
    ["people.alice.email", ["a+b@x.example"], ["alice", "a@b", "a b@c.de", "a@b@c.de"]],
    ["people.alice.github.login", ["alice_acme", "A-1"], ["-a", "a.b", "a b", "bot[bot]"]],
    ["people.alice.github.id", [42], ["42", 0]],
    ["people.alice.until", ["2090-01-31", "2090-01-31T18:00:00Z"], ["2090-02-30", "soon", 2090]],
    ["people.alice.from", ["2026-01-31"], ["2026-1-31", "2026-01-31T18:00:00+01:00"]],
    ["people.alice.previously", [["ally"]], ["ally", ["Ally"]]],
    ["leavers.victor.left", ["2026-02-28"], ["2026-02-29", "2026-11-20T00:00:00Z"]],
    ["leavers.victor.aws.userId", ["90670c0f-1"], ["", "a b"]],
    ["teams.payments.description", ["a\nb"], ["", "  \n", "a\u0000"]],
    ["teams.payments.members[1].role", ["member"], ["admin"]],
    ["roles.developer.github.permission", ["pull", "admin"], ["write"]],
    ["roles.developer.aws.sessionMinutes", [60, 720], [59, 721, "60"]],
    [
        "roles.auditor.aws.managed",
        [["job-function/ViewOnlyAccess"]],
        [["arn:aws:iam::aws:policy/X"]],
    ],
    [`${statement}.actions`, [["*"], ["s3:Get*"]], [[], ["s3"], ["S3:Get"], "s3:Get"]],
    [`${statement}.resources`, [["*"]], [[], ["bucket"], ["arn:aws:s3:::a b"]]],
    [
        `${statement}.conditions`,
        [
            { StringEquals: { "aws:ResourceTag/team": ["a", "b"] } },
            { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-1/*" } },
            { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        ],
        [
            { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } },
            { StringEqualsIfExists: { "aws:TagKeys": ["a"] } },
            { StringEqual: { "aws:TagKeys": ["a"] } },
            { Bool: { "aws:MultiFactorAuthPresent": true } },
            { StringEquals: { "aws:ResourceTag/${team}": "a" } },
            { StringEquals: { "aws:TagKeys": [] } },
        ],
    ],
    [
        "roles.developer.vault[0].path",
        ["/sys/health", "+/app/*", "${service}/a-b", "*"],
        [
            "a b",
            "a//b",
            "a+/b",
            "a*/b",
            "",
            'a"b',
            "..",
            "../sys/x",
            "/kv/../sys/x",
            "a/.",
            "a/./b",
        ],
    ],
    ["roles.developer.vault[0].capabilities", [["patch", "sudo"]], [[], ["write"], "read"]],
    ["grants[0].services", ["all"], ["checkout", [], null]],
    ["grants[0].in", [["dev"]], [[], "dev"]],
    ["services.checkout.repository.name", [".github"], ["acme/checkout", "..", "a b"]],
    ["services.checkout.subject", ["both"], ["mutable"]],
    [
        "services.checkout.workflow",
        [
            "acme/ci/.github/workflows/a.yaml@refs/tags/v1",
            `acme/ci/.github/workflows/a.yml@${"a".repeat(40)}`,
        ],
        [
            "acme/ci/.github/workflows/a.yml",
            "acme/ci/.github/workflows/a.yml@main",
            "acme/ci/.github/workflows/a.yml@refs/heads/*",
            "acme/ci/.github/workflows/a.yml@refs/heads/m\u0430in",
            "acme/ci/.github/workflows/a.yml@refs/heads/main\u200b",
            "acme/ci/a.yml@refs/heads/main",
        ],
    ],
    ["services.checkout.githubEnvironment", ["${service}-${environment}"], ["a:b", "a*", ""]],
    ["services.checkout.variables", [{ A_1: "" }], [{ A: 1 }, { "A-B": "x" }, { GITHUB_A: "x" }]],
    ["secrets.checkout-signing-key.kind", ["external"], ["password"]],
    ["secrets.checkout-signing-key.length", [16, 1024], [15, 1025]],
    ["secrets.checkout-signing-key.rotateEvery", ["90d", "12h"], ["90", "90 d", "0d", "1w"]],
    ["secrets.checkout-signing-key.generation", [7], [0, 1.5]],
    ["secrets.checkout-signing-key.deliver.github", ["A_1"], ["a-b", "GITHUB_TOKEN", "1A"]],
    ["secrets.checkout-signing-key.deliver.aws", ["${service}/key"], ["a b"]],
    ["secrets.checkout-signing-key.deliver.vault", ["a/..b"], ["../x", "a/..", "a/./b", "a,\nb"]],
    ["rules.removals.people", [0, 1, 0.5], [-0.1, 1.1, "25%"]],
    ["rules.minimumOwners", [1], [0, 1.5]],
    ["rules.longestGrant.operator", ["12h"], ["12", "half a day"]],
    ["rules.separation[0].roles", [["auditor", "operator"]], [["auditor"]]],
    ["rules.waivers[0].rule", ["wildcard"], ["syntax", "wild-card"]],
    ["rules.waivers[0].at", ["grants", "person:alice/operator", "people.kim"], ["rolls.operator"]],
    ["rules.waivers[0].until", ["2027-01-31T12:00Z"], ["2027-13-01"]],
];

describe("the form of values", () => {
    for (const [path, good, bad] of table) {
        for (const value of good) {
            it(`accepts ${JSON.stringify(value)} as ${path}`, () => {
                assert.deepEqual(defineRoster(withValue(path, value)).problems, []);
            });
        }
        for (const value of bad) {
            it(`refuses ${JSON.stringify(value)} as ${path}`, () => {
                const { problems, roster } = defineRoster(withValue(path, value));
                assert.equal(roster, undefined);
                assert.equal(problems.length, 1, JSON.stringify(problems));
                const rule = value === null ? "missing-value" : "invalid-value";
                assert.equal(problems[0]?.rule, rule);
                assert.ok(problems[0]?.message.startsWith(path), problems[0]?.message);
            });
        }
    }
});
