import assert from "node:assert/strict";
import { findExcess } from "../../planners/removals";
import { token } from "../../planners/resources";
import { findReviewers, plannedReviewers } from "../../planners/reviewers";
import { lostLeaves } from "../../planners/revocation";
import { now, organization, readable } from "./organization";

const urn = (type: string, name: string) =>
    `urn:pulumi:org::rollcall::rollcall:index:TeamAccess$${type}::${name}`;
const team = (name: string, id: string) => ({
    type: token.team,
    urn: urn(token.team, name),
    id,
});
const environment = (name: string, reviewers: unknown) => ({
    type: token.repositoryEnvironment,
    urn: urn(token.repositoryEnvironment, name),
    inputs: { reviewers },
});
const state = [
    team("platform", "7"),
    environment("checkout/prod", [{ teams: [7, 8] }]),
    environment("checkout/dev", undefined),
    environment("checkout/staging", [null, { teams: "unknown" }]),
];

describe("reviewers", () => {
    const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);

    it("are read from a state, by id if a team is not in it", () => {
        assert.deepEqual(names(findReviewers(state)), [
            "checkout/prod/platform",
            "checkout/prod/8",
        ]);
    });

    it("follow from the roster, one per service and environment", () => {
        assert.deepEqual(names(plannedReviewers(readable(organization()))), [
            "checkout/prod/platform",
        ]);
    });

    it("are the same under every name that a service or team has had", () => {
        const draft = organization();
        const { checkout, ...services } = draft.services;
        const { platform, ...teams } = draft.teams;
        const { prod, ...others } = draft.environments;
        assert.ok(checkout && platform);
        const renamed = readable({
            ...draft,
            grants: [],
            services: { ...services, till: { ...checkout, previously: ["checkout"] } },
            teams: { ...teams, ground: { ...platform, previously: ["platform"] } },
            environments: {
                ...others,
                prod: { ...prod, deploy: { branches: ["main"], reviewers: ["ground"] } },
            },
        });
        assert.deepEqual(names(lostLeaves(findReviewers(state), plannedReviewers(renamed))), [
            "checkout/prod/8",
        ]);
    });

    it("count against the budget of grants, and the message names the line that allows it", () => {
        const many = Array.from({ length: 8 }, (_, each) =>
            environment(`s${each}/prod`, [{ teams: [7] }]),
        );
        const found = findReviewers(many);
        const excess = (grants: number) =>
            findExcess(
                { stack: "org", found, lost: found.slice(2) },
                { removals: { people: 0, grants }, waived: [] },
                now,
            );
        assert.match(
            excess(0.25).join("\n"),
            /^org: 6 of 8 reviewers would be removed.*name them again.*`removals: \{ grants: 0\.75 \}`/,
        );
        assert.deepEqual(excess(0.75), []);
    });
});
