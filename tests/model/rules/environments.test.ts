import { set, tabulate } from "../builder";

describe("shared-account", () => {
    const account = { accountId: "111111111111", region: "eu-west-1" };
    tabulate("shared-account", "error", {
        "an account each": [() => {}, []],
        "one for two": [
            ({ environments }) => set(environments, "prod", { aws: account }),
            [
                "prod is in AWS account 111111111111, as is dev (defineRoster:1); give each " +
                    "environment an account of its own",
            ],
        ],
        "one for two, in different regions": [
            ({ environments }) =>
                set(environments, "prod", { aws: { ...account, region: "eu-north-1" } }),
            [
                "prod is in AWS account 111111111111, as is dev (defineRoster:1); give each " +
                    "environment an account of its own",
            ],
        ],
        "none for two": [
            ({ environments }) => {
                delete environments.dev?.aws;
                delete environments.prod?.aws;
            },
            [],
        ],
    });
});
