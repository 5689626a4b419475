import assert from "node:assert/strict";
import { vaultPathsOf } from "../../sandbox/providers/vaultPolicy";
import type { Values } from "../../sandbox/values";
import { mergePaths, parameterProblem, ruleFor, vaultGlob } from "../../sandbox/vaultAcl";

const rulesOf = (...policies: string[]) =>
    mergePaths(policies.map((policy, index) => [`p${index}`, vaultPathsOf(policy)]));
const path = (pattern: string, ...capabilities: string[]) =>
    `path "${pattern}" { capabilities = ${JSON.stringify(capabilities)} }\n`;

describe("sandbox Vault access", () => {
    // Vault docs, "Policies", "Priority matching".
    const cases: readonly [what: string, policies: string[], asked: string, rule: string][] = [
        ["the exact path", [path("a/*", "read") + path("a/b", "list")], "a/b", "a/b"],
        ["the longest prefix", [path("a/*", "read") + path("a/b*", "list")], "a/bc", "a/b*"],
        ["a later wildcard", [path("a/+/c", "read") + path("a/b/*", "list")], "a/b/c", "a/b/*"],
        ["a pattern without a star first", [path("+/b", "read") + path("+/*", "x")], "a/b", "+/b"],
        ["fewer pluses", [path("+/+/c", "read") + path("+/b/c", "list")], "a/b/c", "+/b/c"],
        ["the longer text", [path("+/b/*", "read") + path("+/*", "list")], "a/b/c", "+/b/*"],
        [
            "several policies together",
            [path("a/*", "read"), path("a/b/*", "list")],
            "a/b/c",
            "a/b/*",
        ],
        ["a path without its leading slash", [path("/a/b", "read")], "a/b", "a/b"],
    ];
    for (const [what, policies, asked, rule] of cases) {
        it(`goes by ${what}`, () => {
            assert.equal(ruleFor(rulesOf(...policies), asked, "read")?.path, rule);
        });
    }

    const unmatched: readonly [string, string][] = [
        ["a/b", "a/b/c"],
        ["a/b", "a"],
        ["a/+", "a/b/c"],
        ["a/+/c", "a/c"],
        ["a/+/c*", "a/b"],
        ["a/b*", "a/c"],
        ["a", "a/"],
    ];
    for (const [pattern, asked] of unmatched) {
        it(`does not match ${pattern} with ${asked}`, () => {
            assert.equal(ruleFor(rulesOf(path(pattern, "read")), asked, "read"), undefined);
        });
    }

    it("matches a prefix with everything that follows, and with itself", () => {
        const rules = rulesOf(path("a/b/*", "read"));
        for (const asked of ["a/b/", "a/b/c", "a/b/c/d"]) assert.ok(ruleFor(rules, asked, "read"));
    });

    it("lists a folder with or without a trailing slash", () => {
        const rules = rulesOf(path("a/b", "list"));
        assert.ok(ruleFor(rules, "a/b/", "list"));
        assert.equal(ruleFor(rules, "a/b/", "read"), undefined);
    });

    it("combines rules for one path, and a deny removes everything", () => {
        const rules = rulesOf(path("a", "read"), path("a", "list"));
        assert.deepEqual(ruleFor(rules, "a", "read")?.capabilities, ["read", "list"]);
        assert.deepEqual(ruleFor(rules, "a", "read")?.from, ["p0", "p1"]);
        const twice = rulesOf(path("a", "read") + path("a", "update"));
        assert.deepEqual(ruleFor(twice, "a", "read")?.capabilities, ["read", "update"]);
        const denied = rulesOf(path("a", "read"), path("a", "deny"), path("a", "list"));
        assert.deepEqual(ruleFor(denied, "a", "read")?.capabilities, ["deny"]);
    });

    it("reads policies in the form from before capabilities", () => {
        const rules = rulesOf('path "a" { policy = "write" }');
        const all = ["create", "read", "update", "delete", "list"];
        assert.deepEqual(ruleFor(rules, "a", "read")?.capabilities, all);
    });

    describe("by parameters", () => {
        const bounded = `path "auth/jwt/role/*" {
            capabilities = ["create", "update"]
            allowed_parameters = {
                "token_policies" = [["prod-checkout"], "prod-*"]
                "bound_audiences" = []
                "Role_Type" = ["jwt"]
            }
            required_parameters = ["role_type"]
        }`;
        const asked: readonly [Values, RegExp | undefined][] = [
            [{ role_type: "jwt", token_policies: ["prod-checkout"] }, undefined],
            [{ role_type: "jwt", token_policies: "prod-ledger" }, undefined],
            [{ ROLE_TYPE: "jwt", bound_audiences: ["anything"] }, undefined],
            [{ token_policies: ["prod-checkout"] }, /the parameter role_type is required/],
            [{ role_type: "oidc" }, /the parameter role_type may not be "oidc"/],
            [
                { role_type: "jwt", token_policies: ["root"] },
                /token_policies may not be \["root"\]/,
            ],
            [
                { role_type: "jwt", token_policies: ["prod-checkout", "root"] },
                /token_policies may not be/,
            ],
            [{ role_type: "jwt", token_ttl: 5 }, /the parameter token_ttl may not be 5/],
        ];
        for (const [parameters, problem] of asked) {
            it(`${problem ? "refuses" : "accepts"} ${JSON.stringify(parameters)}`, () => {
                const rule = ruleFor(rulesOf(bounded), "auth/jwt/role/x", "update");
                assert.ok(rule);
                const found = parameterProblem(rule, parameters);
                if (problem) assert.match(found ?? "", problem);
                else assert.equal(found, undefined);
            });
        }

        const problemOf = (policies: string[], parameters: Values) => {
            const rule = ruleFor(rulesOf(...policies), "a", "update");
            assert.ok(rule);
            return parameterProblem(rule, parameters);
        };
        const withParameters = (text: string) => `path "a" { capabilities = ["update"] ${text} }`;

        it("refuses denied ones, and all of them for a star", () => {
            const some = withParameters('denied_parameters = { "x" = ["1"], "y" = [] }');
            assert.match(problemOf([some], { x: "1" }) ?? "", /x is denied/);
            assert.equal(problemOf([some], { x: "2" }), undefined);
            assert.match(problemOf([some], { y: "2" }) ?? "", /y is denied/);
            const all = withParameters('denied_parameters = { "*" = [] }');
            assert.match(problemOf([all], { z: "2" }) ?? "", /z is denied/);
        });

        it("accepts any other for a star, but named ones only with their values", () => {
            const star = withParameters('allowed_parameters = { "*" = [], "x" = ["1"] }');
            assert.equal(problemOf([star], { z: "2" }), undefined);
            assert.match(problemOf([star], { x: "2" }) ?? "", /x may not be "2"/);
        });

        it("combines what policies allow, and one that names any restricts one that names none", () => {
            const one = withParameters('allowed_parameters = { "x" = ["1"] }');
            const other = withParameters('allowed_parameters = { "x" = ["2"], "y" = ["1"] }');
            assert.equal(problemOf([one, other], { x: "1", y: "1" }), undefined);
            assert.match(problemOf([one, withParameters("")], { y: "1" }) ?? "", /y may not be/);
            const any = withParameters('allowed_parameters = { "x" = [] }');
            assert.equal(problemOf([one, any], { x: "9" }), undefined);
        });
    });

    const globs: readonly [string, string, boolean][] = [
        ["refs/heads/*", "refs/heads/a/b", true],
        ["refs/heads/*", "refs/heads", false],
        ["*", "", true],
        ["", "", true],
        ["", "a", false],
        ["a*b*c", "a-b-b-c", true],
        ["a*b*c", "a-c-b", false],
        ["*a", "ba", true],
        ["a*a", "a", false],
        ["a?", "ab", false],
        ["a", "ab", false],
    ];
    for (const [pattern, text, fits] of globs) {
        it(`${fits ? "matches" : "does not match"} the glob "${pattern}" with "${text}"`, () => {
            assert.equal(vaultGlob(pattern, text), fits);
        });
    }
});
