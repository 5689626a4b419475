import { STS } from "@aws-sdk/client-sts";
import { anyCredentials } from "./awsBucket";
import type { AwsServer } from "./awsServer";

/** How a client of the SDK reaches an account of the server. */
export type AccountSettings = Awaited<ReturnType<typeof accountSettings>>;

/** A role that whoever runs Rollcall may take on in an account; moto has it without making it. */
export function roleIn(accountId: string): string {
    return `arn:aws:iam::${accountId}:role/rollcall`;
}

export async function accountSettings(
    { endpoint }: AwsServer,
    { accountId, region }: { readonly accountId: string; readonly region: string },
) {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } =
        anyCredentials;
    const sts = new STS({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    const asked = { RoleArn: roleIn(accountId), RoleSessionName: "lab" };
    const { Credentials: given } = await sts.assumeRole(asked);
    const credentials = {
        accessKeyId: given?.AccessKeyId ?? "",
        secretAccessKey: given?.SecretAccessKey ?? "",
        sessionToken: given?.SessionToken ?? "",
    };
    return { endpoint, region, credentials };
}
