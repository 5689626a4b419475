import assert from "node:assert/strict";
import type { Allowance } from "../../../model/rules/allowance";
import { hijackingPaths, passingPaths, singlePaths } from "../../../model/rules/escalations";
import { escalationsOf } from "../../../model/rules/iamEscalation";

function allow(
    actions: readonly string[],
    resources: readonly string[] = ["*"],
    rest: Partial<Allowance> = {},
): Allowance {
    return { actions, resources, conditions: {}, ...rest };
}

/** `iam:PassRole, hands ...`, for each escalation of one holder's statements. */
function found(...statements: Allowance[]): string[] {
    return escalationsOf(statements).map(({ action, how }) => `${action}, ${how}`);
}

const one = (resource: string) => [`arn:aws:lambda:eu-west-1:111111111111:${resource}`];
const act = "lets its holder act as the role of whatever runs there: name the resources";

describe("escalation paths", () => {
    it("are at least 60, each with a source and a unique name", () => {
        const paths = [...singlePaths, ...passingPaths, ...hijackingPaths];
        assert.ok(paths.length >= 60, `${paths.length} paths`);
        const form = /^(?:aws|(?:pathfinding|rhino|bishopfox)(?: [\w-]+)+)$/;
        for (const { source } of paths) {
            for (const part of source.split(", ")) assert.match(part, form);
        }
        const names = paths.flatMap(({ source }) => source.match(/\b[a-z0-9]+-\d{3}\b/g) ?? []);
        assert.equal(new Set(names).size, names.length);
        const keys = [singlePaths, passingPaths, hijackingPaths].map((table) =>
            table.map(({ actions }) => actions.join(" ")),
        );
        for (const key of keys) assert.equal(new Set(key).size, key.length);
    });

    for (const { actions, how } of singlePaths) {
        it(`${actions}, even on a named resource`, () => {
            assert.deepEqual(found(allow(actions, one("function:x"))), [`${actions}, ${how}`]);
        });
    }

    for (const { actions } of passingPaths) {
        it(`iam:PassRole and ${actions.join(", ")}`, () => {
            const role = ["arn:aws:iam::111111111111:role/x"];
            const loose = allow(["iam:PassRole"], role);
            const rest = actions.map((action) => allow([action], one("function:x")));
            const [said, ...more] = found(loose, ...rest);
            assert.deepEqual(more, []);
            assert.match(
                said ?? "",
                /^iam:PassRole, passes any role to .*, and with .* runs as the/,
            );
            for (const [index, action] of actions.entries()) {
                const without = rest.filter((_, at) => at !== index);
                assert.ok(
                    !found(loose, ...without)
                        .join()
                        .includes(action),
                    action,
                );
            }
            const conditions = { StringEquals: { "iam:PassedToService": ["x.amazonaws.com"] } };
            assert.deepEqual(found(allow(["iam:PassRole"], role, { conditions }), ...rest), []);
        });
    }

    for (const { actions } of hijackingPaths) {
        it(`${actions.join(", ")} on everything`, () => {
            const [first, ...others] = actions;
            const wide = actions.map((action) => allow([action]));
            assert.match(found(...wide).join(), new RegExp(`^${first}, (with .* )?${act}$`));
            for (const other of others)
                assert.ok(
                    found(...wide)
                        .join()
                        .includes(other),
                );
            for (const [index] of actions.entries()) {
                const narrow = wide.map((statement, at) =>
                    at === index ? { ...statement, resources: one("function:x") } : statement,
                );
                assert.deepEqual(found(...narrow), [], `${actions[index]} narrowed`);
            }
        });
    }

    const update = ["lambda:UpdateFunctionCode"];
    const all = "arn:aws:lambda:eu-west-1:111111111111:function:*";
    const tag = { StringEquals: { "aws:ResourceTag/team": ["payments"] } };
    const giving = "gives permissions to a principal";
    const cases: Record<string, [statements: Allowance[], expected: string[]]> = {
        "all of a kind": [[allow(update, [all])], [`${update}, ${act}`]],
        "part of a kind": [[allow(update, [all.replace("*", "checkout-*")])], []],
        "all with a tag": [[allow(update, ["*"], { conditions: tag })], []],
        "all with any tag": [
            [
                allow(update, ["*"], {
                    conditions: { StringLike: { "aws:ResourceTag/team": ["*"] } },
                }),
            ],
            [`${update}, ${act}`],
        ],
        "all without a tag": [
            [
                allow(update, ["*"], {
                    conditions: { StringNotEquals: { "aws:ResourceTag/team": ["payments"] } },
                }),
            ],
            [`${update}, ${act}`],
        ],
        "a pattern": [
            [allow(["lambda:Update*"])],
            [`lambda:Update*, includes lambda:UpdateFunctionCode, which ${act}`],
        ],
        "a document on all instances": [
            [
                allow(
                    ["ssm:SendCommand"],
                    [
                        "arn:aws:ssm:*:*:document/*",
                        "arn:aws:ec2:eu-west-1:111111111111:instance/i-1",
                    ],
                ),
            ],
            [],
        ],
        "one's own access key": [
            [allow(["iam:CreateAccessKey"], ["arn:aws:iam::*:user/${aws:username}"])],
            [],
        ],
        "one's own policy": [
            [allow(["iam:PutUserPolicy"], ["arn:aws:iam::*:user/${aws:username}"])],
            [`iam:PutUserPolicy, ${giving}`],
        ],
        "everything but what escalates by itself": [
            [allow(["*"], ["*"], { except: ["iam:*", "organizations:*", "sso*", "sts:*"] })],
            [`*, includes apprunner:UpdateService, which ${act}`],
        ],
        "everything but some of IAM": [
            [allow(["*"], ["*"], { except: ["iam:Add*", "IAM:attach*"] })],
            [`*, includes iam:PutGroupPolicy, which ${giving}`],
        ],
        "what is left out whole": [[allow(["iam:*"], ["*"], { except: ["iam:*"] })], []],
        "a letter's wildcard leaves out less than a pattern": [
            [allow(["sso:*"], ["*"], { except: ["sso:?"] })],
            ["sso:*, changes who is given which permission set"],
        ],
        "half of a path in a role without the other": [
            [allow(["ec2:ModifyInstanceAttribute"])],
            [],
        ],
    };
    for (const [name, [statements, expected]] of Object.entries(cases)) {
        it(name, () => assert.deepEqual(found(...statements), expected));
    }
});
