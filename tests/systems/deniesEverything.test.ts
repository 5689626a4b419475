import assert from "node:assert/strict";
import { permissionSetPolicy } from "../../planners/documents";
import { deniesEverything } from "../../systems/deniesEverything";

const instant = Date.parse("2026-12-01T12:00:00Z");
const past = "2026-12-01T11:59:59Z";
const future = "2026-12-01T12:00:01Z";

const whole = { Effect: "Deny", Action: "*", Resource: "*" };
const toAlice = { StringEquals: { "identitystore:UserId": ["u-x", "u-alice"] } };

const table: readonly (readonly [what: string, statement: object, denied: boolean])[] = [
    ["everybody", whole, true],
    ["her", { ...whole, Condition: toAlice }, true],
    ["lists", { Effect: "Deny", Action: ["*"], Resource: ["*"], Condition: toAlice }, true],
    [
        "names in another case",
        { ...whole, Condition: { stringequals: { "IdentityStore:UserID": "u-alice" } } },
        true,
    ],
    [
        "since a time in the past",
        { ...whole, Condition: { ...toAlice, DateGreaterThan: { "aws:CurrentTime": past } } },
        true,
    ],
    [
        "from a time in the future",
        { ...whole, Condition: { ...toAlice, DateGreaterThan: { "aws:CurrentTime": future } } },
        false,
    ],
    [
        "somebody else",
        { ...whole, Condition: { StringEquals: { "identitystore:UserId": "u-x" } } },
        false,
    ],
    [
        "another condition as well",
        { ...whole, Condition: { ...toAlice, Bool: { "aws:MultiFactorAuthPresent": "false" } } },
        false,
    ],
    ["some actions", { ...whole, Action: "s3:*", Condition: toAlice }, false],
    ["some resources", { ...whole, Resource: "arn:aws:s3:::x", Condition: toAlice }, false],
    ["all but some actions", { Effect: "Deny", NotAction: "iam:*", Resource: "*" }, false],
    ["an allow", { Effect: "Allow", Action: "*", Resource: "*", Condition: toAlice }, false],
    [
        "ids with this prefix",
        { ...whole, Condition: { StringLike: { "identitystore:UserId": "u-alice" } } },
        false,
    ],
];

describe("deniesEverything", () => {
    for (const [what, statement, denied] of table) {
        it(`${denied ? "counts" : "does not count"} a statement about ${what}`, () => {
            for (const Statement of [statement, [statement]]) {
                const policy = JSON.stringify({ Version: "2012-10-17", Statement });
                assert.equal(deniesEverything(policy, ["u-alice"], instant), denied);
            }
        });
    }

    it("requires every id, in one statement or in several", () => {
        const also = { StringEquals: { "identitystore:UserId": "u-2" } };
        const Statement = [
            { ...whole, Condition: toAlice },
            { ...whole, Condition: also },
        ];
        const policy = JSON.stringify({ Statement });
        assert.equal(deniesEverything(policy, ["u-alice", "u-2"], instant), true);
        assert.equal(deniesEverything(policy, ["u-alice", "u-3"], instant), false);
        assert.equal(deniesEverything(policy, [], instant), false);
    });

    it("understands what the planners write", () => {
        const ending = { until: past, userIds: ["u-alice"] };
        const policy = permissionSetPolicy([], [ending]);
        assert.equal(deniesEverything(policy, ["u-alice"], instant), true);
        assert.equal(deniesEverything(policy, ["u-erin"], instant), false);
    });

    it("does not accept text that is not a policy", () => {
        for (const text of ["", "{", "null", "[]", '{"Statement":null}', '{"Statement":"*"}']) {
            assert.equal(deniesEverything(text, ["u-alice"], instant), false);
        }
    });
});
