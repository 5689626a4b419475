import assert from "node:assert/strict";
import type { AccessPlan } from "../../planners/planAccess";
import type { Edits } from "./sample";

/** The guards and coordinates in which two plans differ: by kind and what they are on. */
export function differences(before: AccessPlan, after: AccessPlan): string[] {
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

/** Changes of the sample that widen a guard and give nobody a role, and where each must show. */
export const widened: Readonly<Record<string, { edits: Edits; shows: readonly string[] }>> = {
    "a removed reviewer": {
        edits: { "services/ledger.yaml": [["[payments, platform]", "[payments]"]] },
        shows: ["deployment dev/ledger", "deployment staging/ledger"],
    },
    "the last reviewer removed": {
        edits: { "environments.yaml": [['reviewers: ["${owner}"]', "reviewers: []"]] },
        shows: ["catalog-api", "catalog-worker", "checkout", "gateway"]
            .map((service) => `deployment prod/${service}`)
            .concat("residual machine release-bot prod/gateway"),
    },
    "an added branch": {
        edits: { "environments.yaml": [["branches: [main]\n", "branches: [main, hotfix]\n"]] },
        shows: ["catalog-api", "catalog-worker", "checkout", "gateway"].map(
            (service) => `deployment prod/${service}`,
        ),
    },
    "an unpinned workflow": {
        edits: { "services/checkout.yaml": [[pin, ""]] },
        shows: ["dev", "prod", "staging"].map(
            (environment) => `deployment ${environment}/checkout`,
        ),
    },
    "a workflow pinned to a different branch": {
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
    "a redirected variable": {
        edits: {
            "services/checkout.yaml": [["LOG_LEVEL: info", 'API: "https://elsewhere.example"']],
        },
        shows: ["dev", "prod", "staging"].map(
            (environment) => `deployment ${environment}/checkout`,
        ),
    },
    "two swapped accounts": {
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
