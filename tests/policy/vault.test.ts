import assert from "node:assert/strict";
import { jwtBinding } from "../../planners/jwtRole";
import type { PolicyRule } from "../../policy/rules/rule";
import { vaultJwtRole } from "../../policy/rules/vaultJwtRole";
import { vaultPaths } from "../../policy/rules/vaultPaths";
import { vaultPolicy } from "../../policy/rules/vaultPolicy";

function judge(rule: PolicyRule, properties: object): string[] {
    const [check] = Object.values(rule.checks ?? {});
    return check?.({ ...properties }) ?? [];
}

describe("vault-jwt-role", () => {
    const subject = "repo:acme/checkout:environment:prod";
    const sound = {
        roleType: "jwt",
        userClaim: "repository_id",
        boundAudiences: ["https://vault.acme.example"],
        boundClaims: { sub: subject, repository_id: "789012" },
        boundClaimsType: "string",
        tokenPolicies: ["prod-checkout"],
        tokenNoDefaultPolicy: true,
        tokenExplicitMaxTtl: 900,
    };
    const cases: Record<string, [change: object, expected: RegExp | undefined]> = {
        "a role that is fully bound": [{}, undefined],
        "people's login": [{ roleType: "oidc", boundAudiences: [] }, undefined],
        "the provider's default, a login for people": [
            { roleType: undefined, boundClaims: {} },
            undefined,
        ],
        "no audience": [{ boundAudiences: [] }, /^no audience is bound/],
        "no audience at all": [{ boundAudiences: undefined }, /^no audience is bound/],
        "no claim": [{ boundClaims: undefined }, /^no claim is bound/],
        "one claim": [{ boundClaims: { sub: subject } }, /^only sub is bound/],
        "a bound subject and a claim": [
            { boundSubject: subject, boundClaims: { repository_id: "789012" } },
            undefined,
        ],
        "a pattern of subjects": [
            {
                boundClaims: { sub: "repo:acme/*", repository_id: "789012" },
                boundClaimsType: "glob",
            },
            /^the subject repo:acme\/\* is a pattern/,
        ],
        "one of two subjects as a pattern": [
            {
                boundClaims: { sub: `${subject},repo:acme/*`, repository_id: "789012" },
                boundClaimsType: "glob",
            },
            /^the subject repo:acme\/\* is a pattern/,
        ],
        "a star that is only a star": [
            { boundClaims: { sub: "repo:acme/*", repository_id: "789012" } },
            undefined,
        ],
        "a pattern of branches": [
            { boundClaims: { ...sound.boundClaims, ref: "refs/heads/*" }, boundClaimsType: "glob" },
            undefined,
        ],
        "the actor": [{ userClaim: "actor" }, /^userClaim is actor/],
        "no explicit maximum lifetime": [
            { tokenExplicitMaxTtl: undefined, tokenMaxTtl: 900 },
            /renewed without end/,
        ],
        "a maximum lifetime of zero, which is none": [
            { tokenExplicitMaxTtl: 0 },
            /renewed without end/,
        ],
        "the default policy": [
            { tokenNoDefaultPolicy: undefined },
            /^tokens get the default policy/,
        ],
        "the default policy by name": [
            { tokenPolicies: ["default"] },
            /^tokens get the default policy/,
        ],
        "the root policy": [{ tokenPolicies: ["root"] }, /^tokens get the root policy/],
    };
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            const said = judge(vaultJwtRole, { ...sound, ...change });
            assert.equal(said.length, expected ? 1 : 0, said.join("\n"));
            if (expected) assert.match(said[0] ?? "", expected);
        });
    }

    it("accepts everything that the builder makes", () => {
        for (const branches of ["all" as const, ["main"], ["release/*", "main"]]) {
            const binding = jwtBinding("https://vault.acme.example", {
                repository: { owner: "acme", ownerId: 100200, name: "checkout", id: 789012 },
                environment: "prod",
                subject: "both",
                branches,
                tags: [],
            });
            assert.deepEqual(judge(vaultJwtRole, { ...sound, ...binding }), []);
        }
    });
});

describe("vault-policy", () => {
    const block = (path: string, ...capabilities: string[]) =>
        `path "${path}" { capabilities = ${JSON.stringify(capabilities)} }\n`;
    const cases: Record<string, [policy: string, expected: string[]]> = {
        "a secret's path": [block("kv-prod/data/checkout/*", "read", "list"), []],
        sudo: [
            block("sys/raw/x", "read", "sudo"),
            ["has sys/raw/x, with sudo, which allows what otherwise only root may do"],
        ],
        "every path": [
            block("kv/data/x", "read") + block("*", "read"),
            ["has *, which is every path: name the first part at least"],
        ],
        "every path of any depth": [
            block("+/*", "list"),
            ["has +/*, which is every path: name the first part at least"],
        ],
        "a place that a template names": [
            block("{{identity.entity.metadata.place}}/x", "read"),
            [
                "has {{identity.entity.metadata.place}}/x, whose first part is a template, which may " +
                    "become any place: name it",
            ],
        ],
        "what is everybody's own": [block("identity/entity/id/{{identity.entity.id}}", "read"), []],
        "every path, denied": [block("*", "deny"), []],
        "assigning policies": [
            block("auth/jwt/role/*", "update"),
            [
                "has auth/jwt/role/*, which decides who gets which policy: leave that to whoever runs " +
                    "Vault",
            ],
        ],
        comments: [`# path "*" {}\n// path "*" {}\n/* path "*" { */ ${block("a/b", "read")}`, []],
        "parameters, in which nothing counts": [
            `path "auth/x" { capabilities = ["read"]\n allowed_parameters = { "capabilities" = ["sudo"] } }`,
            [],
        ],
        "the old shorthand": [
            `path "sys/x" { policy = "sudo" }`,
            ["has sys/x, with sudo, which allows what otherwise only root may do"],
        ],
        JSON: [
            JSON.stringify({ path: { "*": { capabilities: ["read"] } } }),
            ["has *, which is every path: name the first part at least"],
        ],
    };
    for (const [name, [policy, expected]] of Object.entries(cases)) {
        it(name, () => assert.deepEqual(judge(vaultPolicy, { policy }), expected));
    }

    for (const policy of [
        'path "*"',
        'path "*" { capabilities = ["read"]',
        "{",
        "paths",
        'path "\\x',
    ]) {
        it(`cannot be read: ${policy}`, () => {
            assert.match(judge(vaultPolicy, { policy }).join(), /^the policy cannot be read/);
        });
    }

    it("reads every block of a path", () => {
        assert.deepEqual(vaultPaths(block("a", "read") + block("a", "list")), [
            { path: "a", capabilities: ["read"] },
            { path: "a", capabilities: ["list"] },
        ]);
    });
});
