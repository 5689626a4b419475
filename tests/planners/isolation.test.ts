import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { evaluate, parsePolicy } from "../../model/iam";
import type { Roster } from "../../model/roster";
import { checkIsolation, findViolations } from "../../planners/isolation/checkIsolation";
import { describePath } from "../../planners/isolation/findings";
import { judge } from "../../planners/judge";
import { oidcProviderArn, trustPolicy } from "../../planners/trustPolicy";
import { issuer, refsOf, subjectsOf } from "../../planners/workflowRun";
import type { Workload } from "../../planners/workloads";
import { workflowRunsOf, workloadRoleArn, workloadsOf } from "../../planners/workloads";
import { catalog, developerPath, violationsOf } from "./isolationSeeds";
import { organization, readable } from "./organization";
import { holdingsOf, readSample, sample, sampleInstant } from "./sample";

const foreignRole = catalog("sts:AssumeRole", "arn:aws:iam::333333333333:role/deploy");

describe("checkIsolation", () => {
    it("finds no violation in the sample", () => {
        const found = checkIsolation(holdingsOf(sample()));
        assert.deepEqual(new Set(found.map(({ kind }) => kind)), new Set(["residual"]));
        const problems = judge(sample(), { instant: sampleInstant, lapsed: "error" });
        assert.deepEqual(
            problems.filter(({ severity }) => severity === "error"),
            [],
        );
    });

    it("gives the line of each step", () => {
        const [found] = violationsOf(foreignRole);
        const lines = readFileSync("roster/grants.yaml", "utf8").split("\n");
        const [push, review, statement, arrival] = found?.path ?? [];
        assert.ok(push && review && statement && arrival);
        assert.match(lines[push.line - 1] ?? "", /team: storefront/);
        const environments = readFileSync("roster/environments.yaml", "utf8").split("\n");
        assert.match(environments[review.line - 1] ?? "", /deploy: \{ branches: all \}/);
        assert.match(environments[arrival.line - 1] ?? "", /prod:/);
        const catalogue = readFileSync("roster/services/catalog.yaml", "utf8").split("\n");
        // The statement is put before the one that stood there.
        assert.match(catalogue[statement.line - 1] ?? "", /ecr:GetAuthorizationToken/);
    });

    it("counts the ways that one line opens, and shows the one to the most protected environment", () => {
        const found = violationsOf(developerPath("/+/data/x", "read"));
        const [{ to, more } = { to: "", more: 0 }, ...others] = found;
        assert.deepEqual(others, []);
        assert.equal(to, "prod");
        assert.ok(more > 1, `${more}`);
        const problems = judge(sample(developerPath("/+/data/x", "read")), {
            instant: sampleInstant,
            lapsed: "error",
        });
        const messages = problems.filter(({ rule }) => rule === "isolation");
        assert.equal(messages.length, 1);
        assert.match(messages[0]?.message ?? "", new RegExp(`, and ${more} more ways; write the`));
    });

    it("cannot be waived, because it is not a judgement", () => {
        const { problems } = readWaiver("isolation", "services.catalog-api");
        assert.deepEqual(
            problems.map(({ rule }) => rule),
            ["invalid-value"],
        );
    });

    it("adds the way to a rule that is waived", () => {
        const roster = sample({
            "environments.yaml": [
                [
                    '"222222222222", region: eu-west-1, oidcProvider: managed',
                    '"333333333333", region: eu-west-1, oidcProvider: external',
                ],
            ],
            "services/checkout.yaml": [
                ["aws: checkout/signing-key", 'aws: "${environment}/signing-key"'],
            ],
            "rules.yaml": [
                [
                    "waivers: []",
                    "waivers: [{ rule: shared-account, at: environments.prod, until: 2091-01-31, reason: moving }]",
                ],
            ],
        });
        const problems = judge(roster, { instant: sampleInstant, lapsed: "error" });
        const waived = problems.filter(({ rule }) => rule === "waived");
        assert.equal(waived.length, 1);
        assert.match(waived[0]?.message ?? "", /^shared-account: .*; staging reaches prod: /);
        assert.ok(!problems.some(({ severity }) => severity === "error"));
    });

    it("tells ways apart in a roster defined by a program, where all have the same place", () => {
        const input = organization();
        const { checkout } = input.services;
        const statements = checkout?.aws?.statements;
        assert.ok(checkout && statements);
        statements.push({
            actions: ["sts:AssumeRole"],
            resources: ["arn:aws:iam::333333333333:role/a", "arn:aws:iam::111111111111:role/b"],
        });
        const found = findViolations(holdingsOf(readable(input)));
        assert.deepEqual(
            found.map(({ from, to }) => `${from} ${to}`),
            ["dev/checkout prod", "prod/checkout dev"],
        );
        assert.match(describePath(found[1]?.path ?? assert.fail()), /that platform approves/);
    });

    it("lets no run of one service and environment get another's role, as AWS evaluates it", () => {
        const roster = sample();
        const workloads = workloadsOf(roster);
        const tried = workloads.flatMap((run) =>
            workloads.flatMap((role) =>
                attempts(roster, role, run).map((allowed) => ({ run, role, allowed })),
            ),
        );
        assert.ok(tried.length > 100, `${tried.length}`);
        for (const { run, role, allowed } of tried) {
            assert.equal(allowed, run === role, `${run.target} takes the role of ${role.target}`);
        }
    });
});

function readWaiver(rule: string, at: string) {
    const waiver = `waivers: [{ rule: ${rule}, at: ${at}, until: 2091-01-31, reason: x }]`;
    return readSample({ "rules.yaml": [["waivers: []", waiver]] });
}

/** What a run gets who names the ref and the workflow that the role wants. */
function attempts(roster: Roster, role: Workload, run: Workload): boolean[] {
    const wanted = workflowRunsOf(roster, role);
    const token = workflowRunsOf(roster, run);
    const account = role.environment.aws?.accountId ?? "";
    const trust = parsePolicy(trustPolicy(account, wanted), "trust");
    assert.ok(trust.ok);
    return subjectsOf(token).flatMap((sub) =>
        refsOf(wanted).map(({ ref }) => {
            const claims = {
                aud: "sts.amazonaws.com",
                sub,
                repository_id: String(token.repository.id),
                environment: token.environment,
                ref: ref.replaceAll("*", "x"),
                ...(wanted.workflow === undefined ? {} : { job_workflow_ref: wanted.workflow }),
            };
            return evaluate(
                {
                    action: "sts:AssumeRoleWithWebIdentity",
                    resource: workloadRoleArn(role),
                    principal: { type: "Federated", id: oidcProviderArn(account) },
                    context: Object.fromEntries(
                        Object.entries(claims).map(([name, value]) => [`${issuer}:${name}`, value]),
                    ),
                },
                { trust: trust.policy },
            ).allowed;
        }),
    );
}
