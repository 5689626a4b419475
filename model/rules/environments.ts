import { formatPlace } from "../graph";
import type { Environment } from "../roster";
import { groupBy } from "./reach";
import type { Rule } from "./rule";

/** Two environments in one AWS account cannot be kept apart. */
export const sharedAccount: Rule = {
    id: "shared-account",
    judge: ({ graph }) => {
        const withAccount = [...graph.roster.environments.values()].filter(({ aws }) => aws);
        const byAccount = groupBy(withAccount, ({ aws }) => aws?.accountId);
        return [...byAccount].flatMap(([account, [first, ...others]]) =>
            others.map(({ key, at }) => ({
                at,
                subject: key,
                message: (environment: string) =>
                    `${environment} is in AWS account ${account}, as is ${describe(first)}; ` +
                    "give each environment an account of its own",
                waivers: [`environments.${key}`, ...(first ? [`environments.${first.key}`] : [])],
            })),
        );
    },
};

function describe(environment: Environment | undefined): string {
    return environment ? `${environment.key} (${formatPlace(environment.at)})` : "another";
}
