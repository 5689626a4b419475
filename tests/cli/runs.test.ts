import assert from "node:assert/strict";
import { createInvocation } from "../../cli/invocation";
import { createProgress } from "../../cli/runs/progress";
import type { StackSummary } from "../../cli/runs/report";
import { formatReport, isComplete } from "../../cli/runs/report";
import { runStacks } from "../../cli/runs/runStacks";
import { seedOf } from "../../cli/runs/seedOf";
import { orderStacks, selectStacks, stacksOf } from "../../cli/runs/selectStacks";
import { plain } from "../../cli/text/style";
import type { Step, Summary } from "../../engine/events";
import { loadRoster } from "../../model/load";
import type { Roster } from "../../model/roster";
import { fakeIo, text, tiny } from "./support";

function load(folder: string): Roster {
    const { roster } = loadRoster(folder);
    assert.ok(roster);
    return roster;
}

function summary(stack: string, counts: Partial<Summary> = {}): Summary {
    const none = { created: 0, updated: 0, deleted: 0, replaced: 0, unchanged: 0, failed: 0 };
    return { stack, ...none, seconds: 1.5, ...counts };
}

function step(stack: string, operation: string, name: string): Step {
    const type = "github:index/teamMembership:TeamMembership";
    return { stack, operation, type, name, urn: `urn:${name}` };
}

const nowhere = {
    engine: { folder: "", pulumi: "", version: "", source: "path" },
    project: { folder: "" },
    environment: {},
} as const;

describe("the world's seed", () => {
    it("contains what exists before the roster is provisioned", () => {
        assert.deepEqual(seedOf(load(tiny)), {
            organization: { login: "tiny", id: 1, basePermission: "none" },
            oidcProviders: [],
            accounts: [
                ["alice", 11],
                ["bob", 12],
                ["erin", 13],
                ["frank", 14],
                ["gone", 15],
                ["later", 16],
                ["pay", 17],
                ["vic", 18],
            ].map(([login, id]) => ({ login: login === "vic" ? login : `${login}-tiny`, id })),
            repositories: [{ name: "checkout", id: 101 }],
            identityCenter: {
                instanceArn: "arn:aws:sso:::instance/ssoins-7223d1f6a1b2c3d4",
                identityStoreId: "d-9067f0a1b2",
                accountId: "999999999999",
                region: "eu-central-1",
                users: [],
            },
            awsAccounts: ["111111111111", "333333333333"],
            vault: {
                address: "https://vault.tiny.example:8200",
                mounts: ["kv-dev", "kv-prod"],
                databases: [],
                loginAccessor: "auth_oidc_1a2b3c4d",
            },
        });
    });

    it("names a repository shared by two services once", () => {
        const { repositories } = seedOf(load("roster"));
        assert.equal(repositories.filter(({ name }) => name === "catalog").length, 1);
    });

    it("has an account's OIDC provider already only if no environment creates it", () => {
        const sample = load("roster");
        const found = (...providers: readonly ("managed" | "external")[]) => {
            const [dev] = sample.environments.values();
            assert.ok(dev?.aws);
            const { aws } = dev;
            const environments = providers.map((oidcProvider, index) => {
                const key = `e${index}`;
                return [key, { ...dev, key, aws: { ...aws, oidcProvider } }] as const;
            });
            return seedOf({ ...sample, environments: new Map(environments) }).oidcProviders;
        };
        assert.deepEqual(found("external", "external"), [{ accountId: "111111111111" }]);
        assert.deepEqual(found("managed", "external"), []);
    });
});

describe("stacks", () => {
    const stacks = stacksOf(load(tiny));

    it("are org and the roster's environments", () => {
        assert.deepEqual(stacks, ["org", "dev", "prod"]);
    });

    it("can be selected by name, and keep their own order", () => {
        assert.deepEqual(selectStacks(stacks), stacks);
        assert.deepEqual(selectStacks(stacks, ["prod", "org", "prod"]), ["org", "prod"]);
        assert.throws(() => selectStacks(stacks, ["prd"]), {
            exitCode: 2,
            message: 'there is no stack "prd"',
            hint: 'did you mean "prod"?',
        });
    });

    it("may include existing stacks that the roster does not name", () => {
        assert.deepEqual(selectStacks(stacks, ["gone"], ["gone", "dev"]), []);
        assert.deepEqual(selectStacks(stacks, ["gone", "dev"], ["gone"]), ["dev"]);
        assert.throws(() => selectStacks(stacks, ["gon"], ["gone"]), {
            hint: 'did you mean "gone"?',
        });
    });

    it("are ordered like the roster, with existing stacks that it does not name last", () => {
        const found = ["dev", "gone", "org", "prod"];
        assert.deepEqual(orderStacks(found, ["org", "prod", "dev"]), [
            "org",
            "prod",
            "dev",
            "gone",
        ]);
        assert.deepEqual(orderStacks(found, []), ["org", "dev", "gone", "prod"]);
    });

    it("fail independently of each other", async () => {
        const invocation = createInvocation(fakeIo(), { roster: tiny, color: true });
        const runs = await runStacks(
            invocation,
            { workplace: nowhere, stages: [["org"], ["dev", "prod"]] },
            async ({ stack }) => {
                if (stack === "dev") throw new Error("ENOSPC: no space left on device");
                return summary(stack);
            },
        );
        assert.deepEqual(
            runs.summaries.map(({ stack, error }) => [stack, error]),
            [
                ["org", undefined],
                ["dev", "ENOSPC: no space left on device"],
                ["prod", undefined],
            ],
        );
    });

    it("are skipped silently if everything about them is already known", async () => {
        const io = fakeIo();
        const invocation = createInvocation(io, { roster: tiny, color: true });
        const known = (stack: string) =>
            stack === "org" ? summary("org", { unchanged: 7 }) : undefined;
        const runs = await runStacks(
            invocation,
            { workplace: nowhere, stages: [["org"], ["dev"]], known },
            async ({ stack }) => summary(stack),
        );
        assert.deepEqual(
            runs.summaries.map(({ stack, unchanged }) => [stack, unchanged]),
            [
                ["org", 7],
                ["dev", 0],
            ],
        );
        assert.deepEqual(runs.skipped, []);
        assert.equal(io.written[1]?.join(""), "dev: running\ndev: done in 1.5 s, 0 unchanged\n");
    });
});

describe("the report of a run", () => {
    const report = (
        summaries: readonly StackSummary[],
        more: Partial<Parameters<typeof formatReport>[0]> = {},
    ): string =>
        `${formatReport(
            { summaries, steps: [], skipped: [], tense: "done", nothing: "nothing!", ...more },
            plain,
        )}\n`;

    it("has a table, the changes, and a block per failed stack", () => {
        assert.equal(
            report(
                [
                    summary("org", { created: 1, deleted: 2, unchanged: 139 }),
                    summary("dev", { failed: 1, error: "first line\nsecond line" }),
                ],
                {
                    steps: [
                        step("org", "create", "alice/payments"),
                        step("org", "delete", "bob/payments"),
                        step("org", "read", "carol/payments"),
                    ],
                    skipped: ["prod"],
                },
            ),
            text`
                stack        created  updated  deleted  replaced  unchanged  failed  seconds
                ────────────────────────────────────────────────────────────────────────────
                org                1        0        2         0        139       0      1.5
                dev, failed        0        0        0         0          0       1      1.5

                org
                  + github:TeamMembership alice/payments
                  - github:TeamMembership bob/payments

                dev failed
                  first line
                  second line

                not begun: prod
            `,
        );
    });

    it("says that it was interrupted, whatever the engine reports", () => {
        const interrupted = report([summary("org", { reason: "interrupted" })], {
            skipped: ["dev"],
        });
        assert.match(interrupted, /\n\ninterrupted: .*\n\nnot begun: dev\n$/);
        const runs = { summaries: [summary("org", { reason: "interrupted" })], steps: [] };
        assert.equal(isComplete({ ...runs, skipped: [] }), false);
    });

    it("says if there is nothing to do", () => {
        assert.match(report([summary("org", { unchanged: 3 })]), /\n\nnothing!\n$/);
        assert.doesNotMatch(report([summary("org", { updated: 1 })]), /nothing!/);
        assert.doesNotMatch(report([summary("org", { error: "no" })]), /nothing!/);
        assert.doesNotMatch(report([summary("org")], { skipped: ["dev"] }), /nothing!/);
    });

    it("lists the first of many changes, planned or done, and counts the rest", () => {
        const steps = Array.from({ length: 23 }, (_, index) =>
            step("org", "create", `p${String(index).padStart(2, "0")}`),
        );
        const planned = report([summary("org", { created: 23 })], { steps, tense: "planned" });
        assert.match(planned, /^stack {2}to create {2}to update/);
        assert.match(planned, / p19\n {2}and 3 more\n$/);
        const done = report([summary("org", { created: 23 })], { steps });
        assert.match(done, / p19\n {2}and 3 more\n$/);
    });

    it("lists changes in the same order, whatever order they were made in", () => {
        const team = (operation: string, name: string): Step => ({
            ...step("dev", operation, name),
            type: "github:index/team:Team",
        });
        const steps = [
            step("dev", "delete", "b"),
            step("org", "update", "z"),
            step("dev", "create", "c"),
            team("create", "d"),
            step("dev", "create", "a"),
            team("create-replacement", "e"),
            step("dev", "delete", "a"),
        ];
        const told = report([summary("org"), summary("dev", { created: 3 })], { steps });
        assert.equal(
            told.slice(told.indexOf("\n\norg\n") + 2),
            text`
                org
                  ~ github:TeamMembership z

                dev
                  + github:Team d
                  + github:TeamMembership a
                  + github:TeamMembership c
                  ± github:Team e
                  - github:TeamMembership a
                  - github:TeamMembership b
            `,
        );
    });

    it("reports a shared error once, and marks stacks in which nothing else was counted", () => {
        const error = "no plugin aws\ninstall it";
        const told = report(
            [
                summary("org", { error: "no plugin github" }),
                summary("dev", { error }),
                summary("prod", { error }),
            ],
            { tense: "planned" },
        );
        assert.match(told, /\ndev, failed +0 /);
        assert.ok(
            told.endsWith(
                text`

                    org failed
                      no plugin github

                    dev and prod failed
                      no plugin aws
                      install it
                `,
            ),
            told,
        );
    });

    it("omits columns that are zero everywhere when only taking away", () => {
        const narrowed = { ...summary("dev", { updated: 1 }), revoked: 2 };
        assert.equal(
            report([{ ...summary("org"), revoked: 0 }, narrowed], { onlyTakes: true }),
            text`
                stack  revoked  updated  seconds
                ────────────────────────────────
                org          0        0      1.5
                dev          2        1      1.5
            `,
        );
    });
});

describe("progress", () => {
    it("is plain lines on standard error in a pipe", () => {
        const io = fakeIo();
        const invocation = createInvocation(io, { roster: tiny, color: true });
        const progress = createProgress(invocation, "done");
        progress.begin("org");
        progress.step(step("org", "create", "alice/payments"));
        progress.step({
            ...step("org", "create", "bob/payments"),
            failed: true,
            message: "no\nno",
        });
        progress.end(summary("org", { created: 1, failed: 1, unchanged: 4, error: "no" }));
        progress.close();
        assert.deepEqual(io.written, [
            [],
            [
                "org: running\n",
                "org: failed to create github:TeamMembership bob/payments\n",
                "org: failed in 1.5 s, 1 created, 4 unchanged, 1 failed\n",
            ],
        ]);
    });

    it("is one line per stack on a terminal, redrawn as it changes", () => {
        const io = fakeIo({ terminal: true, columns: 46, environment: { NO_COLOR: "1" } });
        const invocation = createInvocation(io, { roster: tiny, color: true });
        const progress = createProgress(invocation, "planned");
        progress.begin("org");
        progress.begin("staging");
        progress.end(summary("org", { created: 1000, unchanged: 4 }));
        progress.close();
        const last = io.written[1]?.at(-1)?.split("\n") ?? [];
        assert.deepEqual(last, [
            "\u001b[2A\r\u001b[2K  org      previewed in 1.5 s, 1000 to create",
            "\r\u001b[2K  staging  0 resources, 0 changed, 0.0 s",
            "",
        ]);
    });
});
