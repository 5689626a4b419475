import * as pulumi from "@pulumi/pulumi";
import { checkSecret } from "./checks";
import { DatabaseLogin } from "./databaseLogin";
import type {
    PreviousSecretValueArgs,
    RotatedSecretArgs,
    SealedValueArgs,
    SecretAwsArgs,
    SecretGitHubArgs,
    SecretValueArgs,
    SecretVaultArgs,
} from "./rotatedSecret";
import { RotatedSecret } from "./rotatedSecret";

export interface EnvironmentSecretsArgs {
    secrets: EnvironmentSecretArgs[];
    databases?: EnvironmentDatabaseArgs[];
    /** The permissions boundary of the users whose access keys are among the secrets. */
    boundaryArn?: pulumi.Input<string>;
}

/** See {@link RotatedSecret}. */
export interface EnvironmentSecretArgs {
    /** The secret's key. */
    key: string;
    /** Keys that the secret had. */
    previously: string[];
    current: SecretValueArgs;
    previous?: PreviousSecretValueArgs;
    user?: EnvironmentSecretUserArgs;
    sealed?: SealedValueArgs;
    github?: SecretGitHubArgs;
    vault?: SecretVaultArgs;
    aws?: SecretAwsArgs;
}

export interface EnvironmentSecretUserArgs {
    name: string;
    path: string;
    policy: pulumi.Input<string>;
}

/** See {@link DatabaseLogin}. */
export interface EnvironmentDatabaseArgs {
    /** The secret's key. */
    key: string;
    /** Keys that the secret had. */
    previously: string[];
    mount: pulumi.Input<string>;
    connection: pulumi.Input<string>;
    roleName: string;
    creationStatements: string[];
    revocationStatements: string[];
    ttl: number;
    maxTtl: number;
    policyName: string;
    policy: pulumi.Input<string>;
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
        for (const { key, ...secret } of args.secrets) {
            checkSecret(key, bounded(key, secret, args.boundaryArn));
        }
        super(EnvironmentSecrets.__pulumiType, name, {}, opts);
        this.delivered = Object.fromEntries(
            args.secrets.map(({ key, ...secret }) => [
                key,
                new RotatedSecret(key, bounded(key, secret, args.boundaryArn), { parent: this })
                    .delivered,
            ]),
        );
        for (const { key, ...login } of args.databases ?? []) {
            new DatabaseLogin(key, login, { parent: this });
        }
        this.registerOutputs({ delivered: this.delivered });
    }
}

function bounded(
    key: string,
    { user, ...secret }: Omit<EnvironmentSecretArgs, "key">,
    boundaryArn: pulumi.Input<string> | undefined,
): RotatedSecretArgs {
    if (!user) return secret;
    if (!boundaryArn) throw new Error(`${key} has a user in AWS without a boundary`);
    return { ...secret, user: { ...user, boundaryArn } };
}
