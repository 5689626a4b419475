import { IAM } from "@aws-sdk/client-iam";
import type { AwsIamRole, AwsOidcProvider } from "../../../sandbox/collections";
import { iamKey } from "../../../sandbox/providers/iamApi";
import type { WorldReader } from "../../../sandbox/world";
import { type AccountSettings, accountSettings } from "../servers/awsAccount";
import type { AwsServer } from "../servers/awsServer";

/**
 * What the sandbox's STS looks at, read back from a server's IAM: moto's own STS checks nothing, so
 * the trust policies that stand there are judged by ours.
 */
export async function trustOnServer(
    aws: AwsServer,
    accountIds: readonly string[],
): Promise<WorldReader> {
    const objects = new Map<string, object>();
    for (const accountId of accountIds) {
        const settings = await accountSettings(aws, { accountId, region: "eu-west-1" });
        for (const role of await rolesOf(accountId, settings)) {
            objects.set(`aws/iamRoles/${iamKey(accountId, role.name)}`, role);
        }
        for (const provider of await providersOf(accountId, settings)) {
            objects.set(`aws/oidcProviders/${provider.arn}`, provider);
        }
    }
    return {
        list: () => [],
        read: (collection, key) => objects.get(`${collection}/${key}`) as never,
    };
}

async function rolesOf(accountId: string, settings: AccountSettings): Promise<AwsIamRole[]> {
    const iam = new IAM(settings);
    const { Roles = [] } = await iam.listRoles({ MaxItems: 1_000 });
    return Roles.map((role) => ({
        accountId,
        ...{ arn: role.Arn ?? "", name: role.RoleName ?? "", path: role.Path ?? "" },
        ...{ uniqueId: role.RoleId ?? "", createDate: "", tags: {}, description: "" },
        maxSessionDuration: role.MaxSessionDuration ?? 0,
        assumeRolePolicy: JSON.parse(decodeURIComponent(role.AssumeRolePolicyDocument ?? "null")),
        ...{ inlinePolicies: {}, managedPolicies: [] },
    }));
}

async function providersOf(
    accountId: string,
    settings: AccountSettings,
): Promise<AwsOidcProvider[]> {
    const iam = new IAM(settings);
    const { OpenIDConnectProviderList = [] } = await iam.listOpenIDConnectProviders({});
    return Promise.all(
        OpenIDConnectProviderList.map(async ({ Arn = "" }) => {
            const found = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: Arn });
            return {
                ...{ accountId, arn: Arn, url: found.Url?.replace(/^https:\/\//, "") ?? "" },
                clientIds: found.ClientIDList ?? [],
                ...{ thumbprints: [], tags: {} },
            };
        }),
    );
}
