import * as pulumi from "@pulumi/pulumi";
import { DatabaseLogin } from "./databaseLogin";
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
    databases?: EnvironmentDatabaseArgs[];
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

/** See {@link DatabaseLogin}. */
export interface EnvironmentDatabaseArgs {
    /** The secret's key. */
    key: string;
    /** Keys that the secret had. */
    previously: string[];
    mount: string;
    connection: string;
    roleName: string;
    creationStatements: string[];
    revocationStatements: string[];
    ttl: number;
    maxTtl: number;
    policyName: string;
    policy: string;
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
        for (const { key, ...login } of args.databases ?? []) {
            new DatabaseLogin(key, login, { parent: this });
        }
        this.registerOutputs({ delivered: this.delivered });
    }
}
