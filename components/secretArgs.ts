import type * as pulumi from "@pulumi/pulumi";
import type { SecretSlot } from "./choices";

export interface RotatedSecretArgs extends SecretArgs {
    /** The IAM user whose access keys the values are; absent: they are generated texts. */
    user?: SecretUserArgs;
}

/** A secret, whatever its values are. */
export interface SecretArgs {
    /** Names that this component had; its resources are kept. Absent: none. */
    previously?: string[];
    /** The value that is in use. */
    current: SecretValueArgs;
    /** The value before, as long as it works; absent: it is retired. */
    previous?: PreviousSecretValueArgs;
    /**
     * The current value as its GitHub environment alone can open it: no other is made. It goes to
     * `github` and nowhere else, and has neither `previous` nor `user`.
     */
    sealed?: SealedValueArgs;
    /** Where in GitHub it is delivered; absent: not there. One place at least is needed. */
    github?: SecretGitHubArgs;
    /** Where in Vault it is delivered; absent: not there. */
    vault?: SecretVaultArgs;
    /** Where in Secrets Manager it is delivered; absent: not there. */
    aws?: SecretAwsArgs;
}

/** Another version is another value. */
export interface SecretValueArgs {
    /** Names the value's resources: the other than that of the value before. */
    slot: SecretSlot;
    /** Counts from 1; another one is another value. */
    version: number;
    /** Letters and digits, 16 to 1024 of them; of an access key AWS decides. */
    length: number;
}

export interface PreviousSecretValueArgs extends SecretValueArgs {
    /** When consumers must have the current one, such as `2026-12-31T18:00:00Z`. They are told it. */
    notAfter: string;
    /**
     * True for an access key that no longer works, before it goes; only where there is a `user`.
     * Absent: it works.
     */
    disabled?: boolean;
}

/** An IAM user who exists for his access keys. */
export interface AccessKeyUserArgs {
    /** At most 64 characters. Another name is another user, with other keys. */
    name: string;
    /** The path in IAM, which begins and ends in a slash. */
    path: string;
    /** Everything that the user may do, as JSON: at most 2,048 characters. */
    policy: pulumi.Input<string>;
}

export interface SecretUserArgs extends AccessKeyUserArgs {
    /** The permissions boundary: what the user may not do, whatever the policy says. */
    boundaryArn: pulumi.Input<string>;
}

/** Sealed by libsodium's `crypto_box_seal` with the public key of the GitHub environment. */
export interface SealedValueArgs {
    /** The public key's id, as GitHub has it. */
    keyId: pulumi.Input<string>;
    /** The box, in Base64. */
    text: pulumi.Input<string>;
}

/** A secret of a GitHub environment, which holds the current value alone. */
export interface SecretGitHubArgs {
    /** The repository's name, without its owner. */
    repository: pulumi.Input<string>;
    /** The environment's name, which is there already. */
    environment: pulumi.Input<string>;
    /** What workflows call it: letters, digits and underscores. */
    secretName: string;
}

/** A secret of a KV v2 mount, with `current`, `previous`, `version` and `notAfter`. */
export interface SecretVaultArgs {
    /** The path of the mount, which is there already. */
    mount: pulumi.Input<string>;
    /** The secret's path below the mount. */
    name: string;
}

/** A secret of Secrets Manager, with the stages AWSCURRENT and AWSPREVIOUS. */
export interface SecretAwsArgs {
    /** The secret's name; another one is another secret. */
    name: string;
}
