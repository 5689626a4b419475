import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../planners/resources";
import { checkSecret } from "./checks";
import type { DatabaseLoginArgs } from "./databaseLogin";
import { DatabaseLogin } from "./databaseLogin";
import { RotatedSecret } from "./rotatedSecret";
import type { AccessKeyUserArgs, RotatedSecretArgs, SecretArgs } from "./secretArgs";

export interface EnvironmentSecretsArgs {
    /** Those whose values are made here; absent: none. */
    secrets?: EnvironmentSecretArgs[];
    /** Logins that Vault makes for whoever may ask; absent: none. */
    databases?: EnvironmentDatabaseArgs[];
    /** The permissions boundary of the users whose access keys are among the secrets. */
    boundaryArn?: pulumi.Input<string>;
}

/** See {@link RotatedSecret}. */
export interface EnvironmentSecretArgs extends SecretArgs {
    /** The secret's key, which names its component; another key goes with `previously`. */
    key: string;
    /** The IAM user whose access keys the values are, which needs `boundaryArn`; absent: texts. */
    user?: AccessKeyUserArgs;
}

/** See {@link DatabaseLogin}. */
export interface EnvironmentDatabaseArgs extends DatabaseLoginArgs {
    /** The secret's key, which names its component; another key goes with `previously`. */
    key: string;
}

/** An environment's secrets, in its own account, its Vault mount and its GitHub environments. */
export class EnvironmentSecrets extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.EnvironmentSecrets;

    /** The version of each secret's current value, once it is in every place; by the secret's key. */
    readonly delivered: Record<string, pulumi.Output<number>>;

    constructor(
        name: string,
        args: EnvironmentSecretsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { secrets = [], databases = [] } = args;
        const bound = secrets.map((secret) => bounded(secret, args.boundaryArn));
        for (const { key, secret } of bound) checkSecret(key, secret);
        super(EnvironmentSecrets.__pulumiType, name, {}, opts);
        this.delivered = Object.fromEntries(
            bound.map(({ key, secret }) => [
                key,
                new RotatedSecret(key, secret, { parent: this }).delivered,
            ]),
        );
        for (const { key, ...login } of databases) new DatabaseLogin(key, login, { parent: this });
        this.registerOutputs({ delivered: this.delivered });
    }
}

function bounded(
    { key, user, ...secret }: EnvironmentSecretArgs,
    boundaryArn: pulumi.Input<string> | undefined,
): { readonly key: string; readonly secret: RotatedSecretArgs } {
    if (!user) return { key, secret };
    if (!boundaryArn) throw new Error(`${key} has a user in AWS without a boundary`);
    return { key, secret: { ...secret, user: { ...user, boundaryArn } } };
}
