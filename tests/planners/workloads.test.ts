import assert from "node:assert/strict";
import fc from "fast-check";
import { createGraph } from "../../model/graph";
import { evaluate, parsePolicy } from "../../model/iam";
import { boundaryPolicy } from "../../planners/boundary";
import { findHoldings } from "../../planners/holdings";
import { jwtBinding } from "../../planners/jwtRole";
import { checkLimits } from "../../planners/limits";
import { planEnvironment } from "../../planners/planEnvironment";
import { planOrganization } from "../../planners/planOrganization";
import { oidcProviderArn, trustPolicy } from "../../planners/trustPolicy";
import type { WorkflowRuns } from "../../planners/workflowRun";
import { issuer } from "../../planners/workflowRun";
import type { Draft } from "./organization";
import { now, organization, readable } from "./organization";

const account = "333333333333";
const runs: WorkflowRuns = {
    repository: { owner: "acme", ownerId: 100200, name: "checkout", id: 789012 },
    environment: "prod",
    subject: "immutable",
    branches: ["main", "release/*"],
    tags: ["v*"],
    workflow: "acme/ci/.github/workflows/deploy.yml@refs/heads/main",
};

type Claims = Readonly<Record<string, string>>;

const claims: Claims = {
    aud: "sts.amazonaws.com",
    sub: "repo:acme@100200/checkout@789012:environment:prod",
    repository_id: "789012",
    environment: "prod",
    ref: "refs/heads/main",
    job_workflow_ref: "acme/ci/.github/workflows/deploy.yml@refs/heads/main",
};

/** Whether STS would take a token with these claims for the role. */
function trusts(policy: string, token: Claims): boolean {
    const parsed = parsePolicy(policy, "trust");
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const context = Object.entries(token).map(([name, value]) => [`${issuer}:${name}`, value]);
    return evaluate(
        {
            action: "sts:AssumeRoleWithWebIdentity",
            resource: `arn:aws:iam::${account}:role/rollcall/prod.checkout`,
            principal: { type: "Federated", id: oidcProviderArn(account) },
            context: Object.fromEntries(context),
        },
        { trust: parsed.policy },
    ).allowed;
}

describe("trustPolicy", () => {
    const policy = trustPolicy(account, runs);

    it("accepts the runs that it is for, on each branch and tag", () => {
        for (const ref of ["refs/heads/main", "refs/heads/release/1.2", "refs/tags/v1"]) {
            assert.ok(trusts(policy, { ...claims, ref }), ref);
        }
    });

    const strangers: Record<string, Claims> = {
        "another branch": { ref: "refs/heads/main2" },
        "a pull request": { ref: "refs/pull/7/merge" },
        "a branch named like a tag": { ref: "refs/heads/v1" },
        "another environment": {
            environment: "dev",
            sub: "repo:acme@100200/checkout@789012:environment:dev",
        },
        "a namesake with another id": {
            repository_id: "999",
            sub: "repo:acme@100200/checkout@999:environment:prod",
        },
        "a renamed owner": { sub: "repo:evil@100200/checkout@789012:environment:prod" },
        "the legacy form": { sub: "repo:acme/checkout:environment:prod" },
        "another audience": { aud: "https://github.com/acme" },
        "another workflow": {
            job_workflow_ref: "acme/ci/.github/workflows/deploy.yml@refs/heads/evil",
        },
        "a longer subject": { sub: `${claims.sub}:job_workflow_ref:x` },
    };
    for (const [name, change] of Object.entries(strangers)) {
        it(`refuses ${name}`, () => assert.ok(!trusts(policy, { ...claims, ...change })));
    }
    for (const name of Object.keys(claims)) {
        it(`refuses a token without ${name}`, () => {
            const { [name]: _, ...rest } = claims;
            assert.ok(!trusts(policy, rest));
        });
    }

    it("accepts both subjects while a repository moves to the form with ids, and no third", () => {
        const both = trustPolicy(account, { ...runs, subject: "both" });
        assert.ok(trusts(both, claims));
        assert.ok(trusts(both, { ...claims, sub: "repo:acme/checkout:environment:prod" }));
        assert.ok(!trusts(both, { ...claims, sub: "repo:acme/other:environment:prod" }));
    });

    const loose: Record<string, Partial<WorkflowRuns>> = {
        "a wildcard in the environment": { environment: "prod*" },
        "a separator in the environment": { environment: "prod:job_workflow_ref" },
        "no environment": { environment: "" },
        "no ref": { branches: [], tags: [] },
        "a ref with a comma": { branches: ["main,dev"] },
        "a wildcard for the repository": { repository: { ...runs.repository, name: "*" } },
        "an owner with a slash": { repository: { ...runs.repository, owner: "acme/x" } },
        "no repository id": { repository: { ...runs.repository, id: Number.NaN } },
        "a workflow at any ref": { workflow: "acme/ci/.github/workflows/deploy.yml@*" },
    };
    for (const [name, change] of Object.entries(loose)) {
        it(`is not built for ${name}`, () => {
            assert.throws(() => trustPolicy(account, { ...runs, ...change }));
            assert.throws(() => jwtBinding("https://vault.acme.example", { ...runs, ...change }));
        });
    }

    it("never contains a wildcard that would open it, whatever it is built from", () => {
        const text = fc.string({ maxLength: 12 });
        fc.assert(
            fc.property(text, text, fc.array(text, { maxLength: 3 }), (name, environment, refs) => {
                let made: string;
                try {
                    made = trustPolicy(account, {
                        ...runs,
                        repository: { ...runs.repository, name },
                        environment,
                        branches: refs,
                    });
                } catch {
                    return;
                }
                for (const { Condition } of JSON.parse(made).Statement) {
                    const { StringEquals, StringLike = {} } = Condition;
                    assert.doesNotMatch(JSON.stringify(StringEquals), /[*?]/);
                    assert.deepEqual(
                        Object.keys(StringLike).filter((key) => key !== `${issuer}:ref`),
                        [],
                    );
                    const found = StringEquals[`${issuer}:ref`] ?? StringLike[`${issuer}:ref`];
                    assert.ok([found].flat().length > 0);
                    for (const ref of [found].flat()) assert.match(ref, /^refs\/(heads|tags)\/./);
                    assert.equal(StringEquals[`${issuer}:aud`], "sts.amazonaws.com");
                }
            }),
        );
    });
});

describe("jwtBinding", () => {
    it("binds everything that Vault can, and accepts no event of a pull request", () => {
        assert.deepEqual(jwtBinding("https://vault.acme.example:8200", runs), {
            boundAudiences: ["https://vault.acme.example:8200"],
            boundClaims: {
                sub: "repo:acme@100200/checkout@789012:environment:prod",
                repository_id: "789012",
                repository_owner_id: "100200",
                environment: "prod",
                ref: "refs/heads/main,refs/heads/release/*,refs/tags/v*",
                event_name: "push,release,repository_dispatch,schedule,workflow_dispatch",
                job_workflow_ref: "acme/ci/.github/workflows/deploy.yml@refs/heads/main",
            },
            boundClaimsType: "glob",
        });
        const exact = jwtBinding("https://v.example", { ...runs, branches: ["main"], tags: [] });
        assert.equal(exact.boundClaimsType, "string");
    });
});

describe("boundaryPolicy", () => {
    const boundary = parsePolicy(boundaryPolicy(account), "boundary");
    const everything = parsePolicy(
        { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
        "identity",
    );
    const may = (action: string, resource: string) => {
        assert.ok(boundary.ok && everything.ok);
        const role = `arn:aws:sts::${account}:assumed-role/prod.checkout/run`;
        return evaluate(
            { action, resource, principal: { type: "AWS", id: role }, context: {} },
            { identity: [everything.policy], boundary: boundary.policy },
        ).allowed;
    };

    it("stops a role from extending its permissions, dropping the boundary and leaving its account", () => {
        const self = `arn:aws:iam::${account}:role/rollcall/prod.checkout`;
        for (const action of [
            "iam:PutRolePolicy",
            "iam:AttachRolePolicy",
            "iam:DeleteRolePermissionsBoundary",
            "iam:PutRolePermissionsBoundary",
            "iam:UpdateAssumeRolePolicy",
            "iam:CreateAccessKey",
            "iam:CreatePolicyVersion",
        ]) {
            assert.ok(!may(action, self), action);
        }
        assert.ok(!may("sts:AssumeRole", "arn:aws:iam::111111111111:role/any"));
        assert.ok(!may("organizations:LeaveOrganization", "*"));
    });

    it("leaves a role what its own policy allows", () => {
        assert.ok(may("ecs:UpdateService", "arn:aws:ecs:eu-west-1:1:service/checkout/web"));
        assert.ok(may("iam:PassRole", `arn:aws:iam::${account}:role/checkout-task`));
        assert.ok(may("sts:AssumeRole", `arn:aws:iam::${account}:role/checkout-migrations`));
    });
});

describe("planning services", () => {
    const holdings = (change: (input: Draft) => unknown = () => {}) => {
        const input = organization();
        change(input);
        return findHoldings(createGraph(readable(input)), now);
    };

    it("gives a service a role in each of its environments, and tells GitHub how to get it", () => {
        const [workload] = planEnvironment(holdings(), "prod").workloads;
        assert.equal(workload?.aws?.roleName, "prod.checkout");
        assert.ok(trusts(workload?.aws?.trustPolicy ?? "", claims));
        const environments = planOrganization(holdings(), new Set()).deployEnvironments;
        assert.deepEqual(environments[1], {
            name: "checkout/prod",
            previously: [],
            repository: { name: "checkout", id: 789012 },
            environment: "prod",
            branchPatterns: ["main"],
            tagPatterns: [],
            reviewers: ["platform"],
            waitMinutes: 0,
            variables: {
                AWS_REGION: "eu-west-1",
                AWS_ROLE_ARN: "arn:aws:iam::333333333333:role/rollcall/prod.checkout",
            },
        });
        assert.deepEqual(environments[0]?.branchPatterns, ["*", "**/*"]);
    });

    it("tells GitHub of no role that a service does not have", () => {
        const without = holdings((input) => {
            delete input.services.checkout?.aws;
        });
        const environments = planOrganization(without, new Set()).deployEnvironments;
        assert.deepEqual(environments[1]?.variables, {});
        assert.equal(planEnvironment(without, "prod").workloads[0]?.aws, undefined);
    });

    it("lets no variable of the service replace one of its identity, whatever its case", () => {
        const own = holdings((input) => {
            const { checkout } = input.services;
            if (checkout)
                checkout.variables = { aws_region: "x", Aws_Role_Arn: "x", COLOUR: "red" };
        });
        const environments = planOrganization(own, new Set()).deployEnvironments;
        assert.deepEqual(Object.keys(environments[1]?.variables ?? {}).sort(), [
            "AWS_REGION",
            "AWS_ROLE_ARN",
            "COLOUR",
        ]);
    });

    it("environments in one account have a boundary each, and one of them makes the provider", () => {
        const shared = (oidcProvider: "managed" | "external") =>
            holdings(({ environments }) => {
                const { prod } = environments;
                if (prod) prod.aws = { ...environments.dev?.aws, oidcProvider } as typeof prod.aws;
            });
        const names = (found: ReturnType<typeof holdings>) =>
            ["dev", "prod"].map((key) => planEnvironment(found, key).anchor.aws?.boundaryName);
        assert.deepEqual(names(holdings()), ["rollcall-workloads", "rollcall-workloads"]);
        assert.deepEqual(names(shared("external")), [
            "rollcall-workloads.dev",
            "rollcall-workloads.prod",
        ]);
        assert.deepEqual(checkLimits(shared("external")), []);
        assert.deepEqual(
            checkLimits(shared("managed")).map(({ rule, message }) => `${rule} ${message}`),
            [
                "duplicate-identity prod is to make the OIDC provider of account 111111111111, as " +
                    "is dev; an account has one: set `aws.oidcProvider: external` in one of them",
            ],
        );
    });

    it("gives no identity to a service that deploys nowhere or has no repository", () => {
        const none = (change: (checkout: Draft["services"][string]) => unknown) =>
            planEnvironment(
                holdings((input) => input.services.checkout && change(input.services.checkout)),
                "prod",
            );
        const nowhere = none((checkout) => {
            checkout.in = ["dev"];
        });
        assert.deepEqual(nowhere.workloads, []);
        assert.deepEqual(nowhere.anchor, {});
        const fromNothing = none((checkout) => {
            checkout.deploy = { branches: [], tags: [] };
        });
        assert.deepEqual(fromNothing.workloads, [], "no ref may deploy it");
    });
});
