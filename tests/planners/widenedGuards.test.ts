import assert from "node:assert/strict";
import type { AccessPlan } from "../../planners/planAccess";
import { planAccess } from "../../planners/planAccess";
import type { Edits } from "./sample";
import { sample, sampleInstant } from "./sample";

const plan = (edits: Edits = {}) => planAccess(sample(edits), sampleInstant);
const before = plan();

/** The guards and coordinates in which two plans differ: by kind and what they are on. */
function differences(after: AccessPlan): string[] {
    const guardsOf = ({ guards }: AccessPlan) =>
        new Map(guards.map(({ kind, on, value }) => [`${kind} ${on}`, JSON.stringify(value)]));
    const coordinatesOf = ({ coordinates }: AccessPlan) =>
        new Map(
            Object.entries(coordinates.environments).map(([key, place]) => [
                `coordinates ${key}`,
                JSON.stringify(place),
            ]),
        );
    const [was, is] = [before, after].map(
        (one) => new Map([...guardsOf(one), ...coordinatesOf(one)]),
    );
    assert.ok(was && is);
    const names = new Set([...was.keys(), ...is.keys()]);
    return [...names].filter((name) => was.get(name) !== is.get(name)).sort();
}

const prodAccount = 'aws: { accountId: "333333333333"';
const devAccount = 'aws: { accountId: "111111111111"';
const pin =
    "    workflow: acme/ci/.github/workflows/deploy.yml@refs/heads/main # no other gets credentials\n";

const widened: Record<string, { edits: Edits; shows: string[] }> = {
    "a reviewer dropped": {
        edits: { "services/ledger.yaml": [["[payments, platform]", "[payments]"]] },
        shows: ["deployment dev/ledger", "deployment staging/ledger"],
    },
    "the last reviewer dropped": {
        edits: { "environments.yaml": [['reviewers: ["${owner}"]', "reviewers: []"]] },
        shows: ["catalog-api", "catalog-worker", "checkout", "gateway"]
            .map((service) => `deployment prod/${service}`)
            .concat("residual machine release-bot prod/gateway"),
    },
    "a branch opened": {
        edits: { "environments.yaml": [["branches: [main]\n", "branches: [main, hotfix]\n"]] },
        shows: ["catalog-api", "catalog-worker", "checkout", "gateway"].map(
            (service) => `deployment prod/${service}`,
        ),
    },
    "a workflow unpinned": {
        edits: { "services/checkout.yaml": [[pin, ""]] },
        shows: ["dev", "prod", "staging"].map(
            (environment) => `deployment ${environment}/checkout`,
        ),
    },
    "a workflow pinned to a branch of its own": {
        edits: {
            "services/checkout.yaml": [["deploy.yml@refs/heads/main", "deploy.yml@refs/heads/x"]],
        },
        shows: [
            ...["dev", "prod", "staging"].map(
                (environment) => `deployment ${environment}/checkout`,
            ),
            "residual workflow acme/ci/.github/workflows/deploy.yml@refs/heads/x",
        ],
    },
    "a variable redirected": {
        edits: {
            "services/checkout.yaml": [["LOG_LEVEL: info", 'API: "https://elsewhere.example"']],
        },
        shows: ["dev", "prod", "staging"].map(
            (environment) => `deployment ${environment}/checkout`,
        ),
    },
    "two accounts swapped": {
        edits: {
            "environments.yaml": [
                [prodAccount, "aws: { accountId: SWAPPED"],
                [devAccount, prodAccount],
                ["aws: { accountId: SWAPPED", devAccount],
            ],
        },
        shows: ["coordinates dev", "coordinates prod"],
    },
};

describe("a pull request that only widens a guard", () => {
    for (const [name, { edits, shows }] of Object.entries(widened)) {
        it(`changes the digest and shows in guards or coordinates: ${name}`, () => {
            const after = plan(edits);
            assert.notEqual(after.digest, before.digest);
            const found = differences(after);
            for (const expected of shows) {
                assert.ok(found.includes(expected), `${expected} not in ${found.join("; ")}`);
            }
            if (name !== "two accounts swapped") assert.deepEqual(found, [...shows].sort());
        });
    }

    it("also where not one entitlement changes", () => {
        const same = ["a branch opened", "a variable redirected", "two accounts swapped"];
        const entitlements = ({ entitlements: all }: AccessPlan) =>
            all.map(({ because, ...entitlement }) => entitlement);
        for (const name of same) {
            const after = plan(widened[name]?.edits ?? assert.fail(name));
            assert.deepEqual(entitlements(after), entitlements(before), name);
            assert.notEqual(after.digest, before.digest);
        }
    });
});
