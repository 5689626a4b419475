import * as pulumi from "@pulumi/pulumi";
import type {
    PreviousSecretValueArgs,
    SecretAwsArgs,
    SecretGitHubArgs,
    SecretUserArgs,
    SecretValueArgs,
    SecretVaultArgs,
} from "./rotatedSecret";
import { RotatedSecret } from "./rotatedSecret";

export interface EnvironmentSecretsArgs {
    secrets: EnvironmentSecretArgs[];
}

/** See {@link RotatedSecret}. */
export interface EnvironmentSecretArgs {
    /** The secret's key. */
    key: string;
    /** Keys that the secret had. */
    previously: string[];
    current: SecretValueArgs;
    previous?: PreviousSecretValueArgs;
    user?: SecretUserArgs;
    github?: SecretGitHubArgs;
    vault?: SecretVaultArgs;
    aws?: SecretAwsArgs;
}

/** An environment's secrets, in its own account, its Vault mount and its GitHub environments. */
export class EnvironmentSecrets extends pulumi.ComponentResource {
    static readonly __pulumiType = "rollcall:index:EnvironmentSecrets";

    /** The version of each secret's current value, once it is in every place; by the secret's key. */
    readonly delivered: Record<string, pulumi.Output<number>>;

    constructor(
        name: string,
        args: EnvironmentSecretsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(EnvironmentSecrets.__pulumiType, name, {}, opts);
        this.delivered = Object.fromEntries(
            args.secrets.map(({ key, ...secret }) => [
                key,
                new RotatedSecret(key, secret, { parent: this }).delivered,
            ]),
        );
        this.registerOutputs({ delivered: this.delivered });
    }
}
