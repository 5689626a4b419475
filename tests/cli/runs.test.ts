import assert from "node:assert/strict";
import { createInvocation } from "../../cli/invocation";
import { createProgress } from "../../cli/runs/progress";
import { findRenamedAccounts } from "../../cli/runs/renamedAccounts";
import { formatReport } from "../../cli/runs/report";
import { runLimited } from "../../cli/runs/runLimited";
import { seedOf } from "../../cli/runs/seedOf";
import { selectStacks, stacksOf } from "../../cli/runs/selectStacks";
import { plain } from "../../cli/text/style";
import type { Step, Summary } from "../../engine/events";
import type { ExportedResource } from "../../engine/run";
import { loadRoster } from "../../model/load";
import type { Roster } from "../../model/roster";
import { fakeIo, rollcall, text, tiny } from "./support";

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

describe("renamed accounts", () => {
    const roster = load(tiny);
    const urn = (type: string, name: string) => `urn:pulumi:org::rollcall::${type}::${name}`;
    const component = (name: string, github: object | undefined): ExportedResource => ({
        urn: urn("rollcall:index:PersonAccess", name),
        type: "rollcall:index:PersonAccess",
        custom: false,
        inputs: { ...(github ? { github } : {}) },
    });
    const leaf = (type: string, name: string, person: string): ExportedResource => ({
        urn: urn(type, name),
        type,
        custom: true,
        parent: urn("rollcall:index:PersonAccess", person),
    });
    const membership = "github:index/membership:Membership";
    const teamMembership = "github:index/teamMembership:TeamMembership";
    const find = (...resources: ExportedResource[]) =>
        findRenamedAccounts({ version: 3, deployment: { resources } }, roster);

    it("are those whose id stayed while the login changed, with exactly their leaves", () => {
        assert.deepEqual(
            find(
                component("alice", { id: 11, login: "alice-old" }),
                leaf(membership, "alice", "alice"),
                leaf(teamMembership, "alice/payments", "alice"),
                leaf("aws:identitystore/groupMembership:GroupMembership", "alice/x", "alice"),
                component("bob", { id: 12, login: "bob-tiny" }),
                leaf(membership, "bob", "bob"),
            ),
            [
                {
                    person: "alice",
                    from: "alice-old",
                    to: "alice-tiny",
                    urns: [urn(membership, "alice"), urn(teamMembership, "alice/payments")],
                },
            ],
        );
    });

    it("are found under an earlier key too", () => {
        const [found] = find(
            component("pay", { id: 17, login: "pay-old" }),
            leaf(membership, "pay", "pay"),
        );
        assert.equal(found?.person, "payments");
        assert.deepEqual(found?.urns, [urn(membership, "pay")]);
    });

    it("are not those that differ in case alone, have nothing, left, or are others now", () => {
        assert.deepEqual(
            find(
                component("alice", { id: 11, login: "Alice-Tiny" }),
                leaf(membership, "alice", "alice"),
                component("bob", { id: 12, login: "bob-old" }),
                component("erin", undefined),
                component("victor", { id: 18, login: "vic-old" }),
                leaf(membership, "victor", "victor"),
                component("frank", { id: 99, login: "frank-tiny" }),
                leaf(membership, "frank", "frank"),
            ),
            [],
        );
        assert.deepEqual(findRenamedAccounts({ version: 3, deployment: {} }, roster), []);
    });
});

describe("the world's seed", () => {
    it("holds what is there before the roster is provisioned", () => {
        assert.deepEqual(seedOf(load(tiny)), {
            organization: { login: "tiny", id: 1, basePermission: "none" },
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
                loginAccessor: "auth_oidc_1a2b3c4d",
            },
        });
    });

    it("names a repository once that two services share", () => {
        const { repositories } = seedOf(load("roster"));
        assert.equal(repositories.filter(({ name }) => name === "catalog").length, 1);
    });
});

describe("stacks", () => {
    const stacks = stacksOf(load(tiny));

    it("are org and the roster's environments", () => {
        assert.deepEqual(stacks, ["org", "dev", "prod"]);
    });

    it("are selected by name, in their own order", () => {
        assert.deepEqual(selectStacks(stacks), stacks);
        assert.deepEqual(selectStacks(stacks, ["prod", "org", "prod"]), ["org", "prod"]);
        assert.throws(() => selectStacks(stacks, ["prd"]), {
            exitCode: 2,
            message: 'there is no stack "prd"',
            hint: 'did you mean "prod"?',
        });
    });

    it("run side by side up to a limit, and answer in their order", async () => {
        let running = 0;
        let most = 0;
        const task = (result: number) => async () => {
            running += 1;
            most = Math.max(most, running);
            await new Promise((done) => setTimeout(done, 5 * (4 - result)));
            running -= 1;
            return result;
        };
        assert.deepEqual(await runLimited([1, 2, 3, 4].map(task), 2), [1, 2, 3, 4]);
        assert.equal(most, 2);
        assert.deepEqual(await runLimited([], 2), []);
    });
});

describe("the report of a run", () => {
    const report = (
        summaries: Summary[],
        more: Partial<Parameters<typeof formatReport>[0]> = {},
    ): string =>
        `${formatReport(
            { summaries, steps: [], skipped: [], tense: "done", nothing: "nothing!", ...more },
            plain,
        )}\n`;

    it("is a table, the changes, and a block for each stack that failed", () => {
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
                stack  created  updated  deleted  replaced  unchanged  failed  seconds
                ──────────────────────────────────────────────────────────────────────
                org          1        0        2         0        139       0      1.5
                dev          0        0        0         0          0       1      1.5

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

    it("says where nothing is to do", () => {
        assert.match(report([summary("org", { unchanged: 3 })]), /\n\nnothing!\n$/);
        assert.doesNotMatch(report([summary("org", { updated: 1 })]), /nothing!/);
        assert.doesNotMatch(report([summary("org", { error: "no" })]), /nothing!/);
        assert.doesNotMatch(report([summary("org")], { skipped: ["dev"] }), /nothing!/);
    });

    it("lists the first changes of many that are planned, and none of many that are done", () => {
        const steps = Array.from({ length: 30 }, (_, index) => step("org", "create", `p${index}`));
        const planned = report([summary("org", { created: 30 })], { steps, tense: "planned" });
        assert.match(planned, /^stack {2}to create {2}to update/);
        assert.match(planned, / p19\n {2}and 10 more\n$/);
        assert.doesNotMatch(report([summary("org", { created: 30 })], { steps }), / p0/);
    });
});

describe("progress", () => {
    it("is plain lines in a pipe, on standard error", () => {
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
                "org: failed to create github:TeamMembership bob/payments: no\n",
                "org: failed in 1.5 s, 1 created, 4 unchanged, 1 failed\n",
            ],
        ]);
    });

    it("is a line a stack on a terminal, drawn again and again", () => {
        const io = fakeIo({ terminal: true, columns: 41, environment: { NO_COLOR: "1" } });
        const invocation = createInvocation(io, { roster: tiny, color: true });
        const progress = createProgress(invocation, "planned");
        progress.begin("org");
        progress.begin("staging");
        progress.end(summary("org", { created: 1000, unchanged: 4 }));
        progress.close();
        const last = io.written[1]?.at(-1)?.split("\n") ?? [];
        assert.deepEqual(last, [
            "\u001b[2A\r\u001b[2K  org      done in 1.5 s, 1000 to create",
            "\r\u001b[2K  staging  0 resources, 0 changed, 0.0 s",
            "",
        ]);
    });
});

describe("where a command acts", () => {
    it("must be said in CI", async () => {
        for (const command of ["preview", "up", "down"]) {
            const { code, stderr } = await rollcall(command, { environment: { CI: "true" } });
            assert.equal(code, 2, command);
            assert.match(stderr, /--sandbox .* or --live /);
        }
    });

    it("is one place", async () => {
        assert.equal((await rollcall("up --live --sandbox")).code, 2);
    });

    it("is not yet live, and the answer says why", async () => {
        for (const [command, reason] of [
            ["up", /taking access away is to come first/],
            ["preview", /a run that is refused itself/],
            ["down", /sandbox only/],
        ] as const) {
            const { code, stderr } = await rollcall(`${command} --live`);
            assert.equal(code, 1, command);
            assert.match(stderr, reason);
        }
        const { stdout } = await rollcall("up --live --json", { environment: { CI: "1" } });
        const { ok, mode } = JSON.parse(stdout);
        assert.deepEqual({ ok, mode }, { ok: false, mode: "live" });
    });

    it("is said first, and a roster with errors is refused before anything is touched", async () => {
        const environment = { ROLLCALL_HOME: "/nowhere/that/could/be/written" };
        const people = await rollcall("up --roster nowhere", { environment });
        assert.equal(people.code, 1);
        assert.match(
            people.stdout,
            /^sandbox: everything below happens in \/nowhere\/that\/could\/be\/written\/world, nothing real is touched\nnowhere:1:1 syntax /,
        );
        assert.equal(people.stderr, "nothing was touched\n");
        const data = await rollcall("preview --roster nowhere --json", { environment });
        assert.equal(data.code, 1);
        const { ok, mode, problems } = JSON.parse(data.stdout);
        assert.deepEqual({ ok, mode }, { ok: false, mode: "sandbox" });
        assert.equal(problems.length, 1);
    });

    it("has the stacks of the roster, and no others", async () => {
        const { code, stdout } = await rollcall(`up --roster ${tiny} --stack prd --json`);
        assert.equal(code, 2);
        assert.deepEqual(JSON.parse(stdout), {
            ok: false,
            mode: "sandbox",
            error: { message: 'there is no stack "prd"', hint: 'did you mean "prod"?' },
        });
    });

    it("is named by the lines that preview's help gives for a run by hand", async () => {
        const { stdout } = await rollcall("preview --help", {
            environment: { ROLLCALL_HOME: "/some/ho me", GITHUB_BASE_URL: "https://ghe" },
        });
        for (const line of [
            "export PULUMI_HOME='/some/ho me/pulumi'",
            "export PULUMI_BACKEND_URL='file:///some/ho me/state'",
            "export PULUMI_CONFIG_PASSPHRASE=sandbox",
            "export PULUMI_OPTION_CONFIG_FILE='/some/ho me/project/sandbox/Pulumi.all.yaml'",
            "unset GITHUB_BASE_URL",
            "pulumi preview -s dev",
        ]) {
            assert.ok(stdout.includes(`\n  ${line}\n`) || stdout.endsWith(`\n  ${line}\n`), line);
        }
    });
});
