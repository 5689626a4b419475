import { IAM } from "@aws-sdk/client-iam";
import { Identitystore } from "@aws-sdk/client-identitystore";
import { SSOAdmin } from "@aws-sdk/client-sso-admin";
import { STS } from "@aws-sdk/client-sts";
import { map, text, texts, type Values } from "../../../sandbox/values";
import { SecretsManager } from "./awsSecretsApi";

/** AWS as one provider sees it; where it is comes from `AWS_ENDPOINT_URL`, as for every AWS tool. */
export interface AwsApi {
    readonly region: string;
    readonly iam: IAM;
    readonly identityStore: Identitystore;
    readonly secretsManager: SecretsManager;
    readonly ssoAdmin: SSOAdmin;
}

/** @throws where the credentials are another account's than those that are allowed. */
export async function configureAws(inputs: Values): Promise<AwsApi> {
    const region = text(inputs, "region");
    const sts = new STS({ region });
    const [role] = (Array.isArray(inputs.assumeRoles) ? inputs.assumeRoles : []) as Values[];
    const RoleArn = text(role ?? map(inputs, "assumeRole"), "roleArn");
    const assumed =
        RoleArn === ""
            ? undefined
            : (await sts.assumeRole({ RoleArn, RoleSessionName: "lab" })).Credentials;
    const settings = {
        region,
        ...(assumed
            ? {
                  credentials: {
                      accessKeyId: assumed.AccessKeyId ?? "",
                      secretAccessKey: assumed.SecretAccessKey ?? "",
                      sessionToken: assumed.SessionToken ?? "",
                  },
              }
            : {}),
    };
    const { Account = "" } = await new STS(settings).getCallerIdentity({});
    const allowed = texts(inputs, "allowedAccountIds");
    if (allowed.length > 0 && !allowed.includes(Account)) {
        throw new Error(`AWS account ID not allowed: ${Account}`);
    }
    const accessKeyId = assumed?.AccessKeyId ?? process.env.AWS_ACCESS_KEY_ID ?? "";
    return {
        region,
        iam: new IAM(settings),
        identityStore: new Identitystore(settings),
        secretsManager: new SecretsManager({ region, accessKeyId }),
        ssoAdmin: new SSOAdmin(settings),
    };
}

/** Undefined for what is not there. */
export async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
    try {
        return await work;
    } catch (error) {
        const missing = ["ResourceNotFoundException", "NoSuchEntityException", "NoSuchEntity"];
        if (missing.includes((error as Error).name)) return undefined;
        throw error;
    }
}

/** What is gone already is deleted. */
export async function gone(work: Promise<unknown>): Promise<void> {
    await ifThere(work);
}
