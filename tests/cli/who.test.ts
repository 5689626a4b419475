import assert from "node:assert/strict";
import { findPrincipal } from "../../cli/principals";
import { knownTargets } from "../../cli/targets";
import { loadRoster } from "../../model/load";
import type { Entitlement } from "../../planners/entitlements";
import { rollcall, text, tiny } from "./support";

async function who(args: string, columns = 100) {
    return rollcall(`who --roster ${tiny} ${args}`, { columns });
}

async function entitlementsOf(args: string): Promise<Entitlement[]> {
    const { code, stdout } = await who(`${args} --json`);
    assert.equal(code, 0);
    return JSON.parse(stdout).entitlements;
}

describe("rollcall who PRINCIPAL", () => {
    it("names the lines behind what a person may do, target by target", async () => {
        const { code, stdout, stderr } = await who("bob");
        assert.equal(code, 0);
        assert.equal(stderr, "");
        assert.equal(
            stdout,
            text`
                person bob · Bob Berg, bob@tiny.example, bob-tiny in GitHub
                in payments
                8 entitlements at 2026-12-01T12:00:00Z

                org/github
                  member · GitHub
                      tests/cli/roster/people.yaml:3         bob is in people

                org/checkout
                  pull · GitHub · until 2026-12-31, ended by the next run
                      tests/cli/roster/access.yaml:32        team builders is viewer on checkout in dev, prod
                      tests/cli/roster/access.yaml:8         bob is in payments until 2026-12-31
                      tests/cli/roster/access.yaml:5         payments is part of builders
                  push · GitHub · until 2026-12-31, ended by the next run
                      tests/cli/roster/access.yaml:31        team payments is developer on checkout in dev
                      tests/cli/roster/access.yaml:8         bob is in payments until 2026-12-31

                dev/checkout
                  developer · AWS, Vault · until 2026-12-31, ended by AWS, in Vault by the next run
                      tests/cli/roster/access.yaml:31        team payments is developer on checkout in dev
                      tests/cli/roster/access.yaml:8         bob is in payments until 2026-12-31
                  viewer · AWS · until 2026-12-31, ended by AWS
                      tests/cli/roster/access.yaml:32        team builders is viewer on checkout in dev, prod
                      tests/cli/roster/access.yaml:8         bob is in payments until 2026-12-31
                      tests/cli/roster/access.yaml:5         payments is part of builders
                  service · Vault · via repository:checkout · until 2026-12-31, ended by the next run
                      tests/cli/roster/access.yaml:31        team payments is developer on checkout in dev
                      tests/cli/roster/access.yaml:8         bob is in payments until 2026-12-31
                      tests/cli/roster/organization.yaml:19  nobody reviews deployments of checkout to dev

                prod/checkout
                  viewer · AWS · until 2026-12-31, ended by AWS
                      tests/cli/roster/access.yaml:32        team builders is viewer on checkout in dev, prod
                      tests/cli/roster/access.yaml:8         bob is in payments until 2026-12-31
                      tests/cli/roster/access.yaml:5         payments is part of builders
            `,
        );
    });

    it("wraps long reasons at the width of the terminal", async () => {
        const { stdout } = await who("bob", 80);
        for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
        assert.match(stdout, /team builders is viewer on checkout\n {45}in dev, prod\n/);
    });

    it("prints the same as JSON", async () => {
        const { stdout } = await who("bob --json");
        const { principal, entitlements } = JSON.parse(stdout);
        assert.equal(principal, "person:bob");
        assert.equal(entitlements.length, 8);
        const [first] = entitlements.filter(({ system }: Entitlement) => system === "vault");
        assert.equal(first.target, "dev/checkout");
        assert.deepEqual(first.because[0], {
            file: `${tiny}/access.yaml`,
            line: 31,
            text: "team payments is developer on checkout in dev",
        });
    });

    it("tells a team from a person with the same key", async () => {
        const { code, stderr } = await who("payments");
        assert.equal(code, 2);
        assert.equal(
            stderr,
            "rollcall: payments is a person and a team\n" +
                "  say which: person:payments or team:payments\n",
        );
        const own = await entitlementsOf("person:payments");
        assert.ok(own.some(({ target }) => target === "org/github"));
        const team = await entitlementsOf("team:payments");
        assert.ok(team.length > 0);
        assert.ok(team.every(({ principal }) => principal === "team:payments"));
    });

    it("shows what a service's own pipeline may do", async () => {
        assert.deepEqual(
            (await entitlementsOf("checkout")).map(({ principal, system, target }) => ({
                principal,
                system,
                target,
            })),
            ["dev", "prod"].map((environment) => ({
                principal: "service:checkout",
                system: "vault",
                target: `${environment}/checkout`,
            })),
        );
    });

    it("says that a leaver has left, and when", async () => {
        assert.match(
            (await who("victor")).stdout,
            /has left: on 2026-05-29, resigned \(.*people\.yaml:11\).*\nno entitlement at /,
        );
        assert.match(
            (await who("gone")).stdout,
            /has left: the time here ended on 2026-06-30 \(.*people\.yaml:6\).*\nno entitlement at /,
        );
        assert.match((await who("later")).stdout, /comes on 2027-01-01 \(.*\)\nno entitlement at /);
        assert.deepEqual(await entitlementsOf("victor"), []);
    });

    it("answers an unknown name with the nearest one", async () => {
        for (const [name, hint] of [
            ["alic", /did you mean "alice"\?/],
            ["BOB-tiny", /that is bob: rollcall who person:bob/],
            ["erin@tiny.example", /that is erin/],
            ["pay", /that is payments: rollcall who person:payments/],
            ["zzzzzzzz", /known: alice, bob/],
            ["team:alice", /known: builders, payments/],
            ["group:alice", /allowed: person:KEY, team:KEY, service:KEY/],
        ] as const) {
            const { code, stderr } = await who(name);
            assert.equal(code, 2, name);
            assert.match(stderr, hint);
        }
    });

    it("requires either a principal or a target, not both", async () => {
        assert.equal((await who("")).code, 2);
        assert.equal((await who("alice --can prod")).code, 2);
    });
});

describe("rollcall who --can TARGET", () => {
    async function principals(target: string): Promise<string[]> {
        const entitlements = await entitlementsOf(`--can ${target}`);
        return [...new Set(entitlements.map(({ principal }) => principal))];
    }

    it("lists those who can touch a service there, through its repository or the environment", async () => {
        assert.deepEqual(await principals("prod/checkout"), [
            "person:alice",
            "person:bob",
            "person:erin",
            "person:frank",
            "person:payments",
            "service:checkout",
        ]);
        const { stdout } = await who("--can prod/checkout");
        assert.match(stdout, /^prod\/checkout: 5 people, 1 service\n/);
        assert.match(stdout, /\nperson erin\n {2}auditor · prod · AWS · until 2027-03-31/);
        assert.match(stdout, / {2}service · Vault · via repository:checkout\n/);
    });

    it("lists only the target that was asked for", async () => {
        assert.deepEqual(await principals("org/github"), [
            "person:alice",
            "person:bob",
            "person:erin",
            "person:frank",
            "person:payments",
        ]);
        assert.ok(
            (await entitlementsOf("--can org/checkout")).every(
                ({ target }) => target === "org/checkout",
            ),
        );
    });

    it("includes everything in an environment, and says where", async () => {
        assert.deepEqual(await principals("prod"), await principals("prod/checkout"));
        assert.ok((await principals("dev")).includes("person:bob"));
        const { stdout } = await who("--can prod");
        assert.match(stdout, /^prod and what is in it: 5 people, 1 service\n/);
        assert.match(stdout, /\nperson erin\n {2}auditor · AWS · until 2027-03-31/);
        assert.match(stdout, /\n {2}viewer · prod\/checkout · AWS/);
    });

    it("answers an unknown target with the nearest one", async () => {
        const { code, stderr } = await who("--can prod/chekout");
        assert.equal(code, 2);
        assert.match(
            stderr,
            /there is no target "prod\/chekout"\n {2}did you mean "prod\/checkout"\?/,
        );
        assert.match((await who("--can everything")).stderr, /known: org\/github, org\/checkout, /);
    });
});

describe("targets and principals", () => {
    const { roster } = loadRoster(tiny);
    assert.ok(roster);

    it("are recognised from the roster", () => {
        assert.deepEqual(knownTargets(roster), [
            "org/github",
            "org/checkout",
            "dev",
            "dev/checkout",
            "prod",
            "prod/checkout",
        ]);
    });

    it("are told apart by kind", () => {
        assert.deepEqual(findPrincipal(roster, "builders"), { kind: "team", key: "builders" });
        assert.deepEqual(findPrincipal(roster, "person:victor"), { kind: "person", key: "victor" });
    });
});
