import * as aws from "@pulumi/aws";
import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as vault from "@pulumi/vault";
import { namePairs } from "../planners/names";
import { formerly, withNames } from "./options";

export interface RotatedSecretArgs {
    /** Names that this component had; its resources are kept. */
    previously?: string[];
    /** The value that is in use. */
    current: SecretValueArgs;
    /** The value before, as long as it works; absent: it is retired. */
    previous?: PreviousSecretValueArgs;
    /** Where it is delivered; absent: not there. */
    github?: SecretGitHubArgs;
    vault?: SecretVaultArgs;
    aws?: SecretAwsArgs;
}

/** Another version or instant is another value. */
export interface SecretValueArgs {
    /** `a` or `b`: the other than that of the value before. */
    slot: string;
    version: number;
    /** `2026-12-01T08:00:00Z` */
    rotatedAt: string;
    /** 16 to 1024 letters and digits. */
    length: number;
}

export interface PreviousSecretValueArgs {
    slot: string;
    version: number;
    rotatedAt: string;
    length: number;
    /** When consumers must have the current one. */
    notAfter: string;
}

/** A secret of a GitHub environment, which holds the current value alone. */
export interface SecretGitHubArgs {
    repository: string;
    environment: string;
    secretName: string;
}

/** A secret of a KV v2 mount, with `current`, `previous`, `version` and `notAfter`. */
export interface SecretVaultArgs {
    mount: string;
    name: string;
}

/** A secret of Secrets Manager, with the stages AWSCURRENT and AWSPREVIOUS. */
export interface SecretAwsArgs {
    name: string;
}

/**
 * A generated value in two slots: the one that is in use, and the one before for as long as it
 * works. What decides when one takes the other's place is not decided here.
 *
 * Every delivery waits for the value it brings; what is no longer named goes last, as with
 * everything that the engine deletes, and only once all deliveries worked.
 */
export class RotatedSecret extends pulumi.ComponentResource {
    static readonly __pulumiType = "rollcall:index:RotatedSecret";

    /** The version of the current value, once it is in every place. */
    readonly delivered: pulumi.Output<number>;

    constructor(name: string, args: RotatedSecretArgs, opts?: pulumi.ComponentResourceOptions) {
        const { previously, current, previous } = args;
        super(RotatedSecret.__pulumiType, name, {}, withNames(opts, previously));
        const values = {
            current: createValue(this, name, previously, current),
            ...(previous ? { previous: createValue(this, name, previously, previous) } : {}),
        };
        const resources = [
            ...Object.values(values),
            ...(args.vault ? [createVaultSecret(this, name, args, args.vault, values)] : []),
            ...(args.aws ? createAwsSecret(this, name, args, args.aws, values) : []),
            ...(args.github ? [createGitHubSecret(this, name, args, args.github, values)] : []),
        ];
        this.delivered = pulumi.all(resources.map(({ id }) => id)).apply(() => current.version);
        this.registerOutputs({ delivered: this.delivered });
    }
}

interface Values {
    readonly current: random.RandomPassword;
    readonly previous?: random.RandomPassword;
}

function createValue(
    parent: RotatedSecret,
    name: string,
    previously: string[] | undefined,
    { slot, version, rotatedAt, length }: SecretValueArgs,
): random.RandomPassword {
    return new random.RandomPassword(
        `${name}/${slot}`,
        {
            length,
            // Letters and digits pass unharmed through shells, URLs and YAML.
            special: false,
            keepers: { version: String(version), rotatedAt },
        },
        formerly(parent, namePairs({ name, previously }, { name: slot })),
    );
}

/** Both values in one document, so that whoever reads it knows both or neither. */
function createVaultSecret(
    parent: RotatedSecret,
    name: string,
    { previously, current, previous }: RotatedSecretArgs,
    { mount, name: path }: SecretVaultArgs,
    values: Values,
): pulumi.CustomResource {
    const document = pulumi.jsonStringify({
        current: values.current.result,
        version: current.version,
        ...(previous && values.previous
            ? { previous: values.previous.result, notAfter: previous.notAfter }
            : {}),
    });
    return new vault.kv.SecretV2(
        name,
        {
            mount,
            name: path,
            dataJson: pulumi.secret(document),
            // Retired values would live on in older versions of the document.
            customMetadata: { maxVersions: 1 },
            deleteAllVersions: true,
        },
        formerly(parent, previously),
    );
}

/**
 * Secrets Manager makes what was current the previous one by itself. A previous one can only be
 * retired by giving its stage to another version, and the current one takes it.
 */
function createAwsSecret(
    parent: RotatedSecret,
    name: string,
    { previously, current, previous }: RotatedSecretArgs,
    args: SecretAwsArgs,
    values: Values,
): pulumi.CustomResource[] {
    const secret = new aws.secretsmanager.Secret(
        name,
        // Nobody needs a generated value back; until it is gone its name would be taken.
        { name: args.name, recoveryWindowInDays: 0 },
        formerly(parent, previously),
    );
    const createVersion = (
        slot: string,
        value: random.RandomPassword,
        versionStages: string[],
        dependsOn: pulumi.Resource[],
    ) =>
        new aws.secretsmanager.SecretVersion(
            `${name}/${slot}`,
            { secretId: secret.id, secretString: pulumi.secret(value.result), versionStages },
            { ...formerly(parent, namePairs({ name, previously }, { name: slot })), dependsOn },
        );
    const alone = current.version > 1 && !previous;
    const stages = alone ? ["AWSCURRENT", "AWSPREVIOUS"] : ["AWSCURRENT"];
    const version = createVersion(current.slot, values.current, stages, []);
    return [
        secret,
        version,
        ...(previous && values.previous
            ? [createVersion(previous.slot, values.previous, ["AWSPREVIOUS"], [version])]
            : []),
    ];
}

function createGitHubSecret(
    parent: RotatedSecret,
    name: string,
    { previously }: RotatedSecretArgs,
    { repository, environment, secretName }: SecretGitHubArgs,
    { current }: Values,
): pulumi.CustomResource {
    return new github.ActionsEnvironmentSecret(
        name,
        { repository, environment, secretName, value: pulumi.secret(current.result) },
        // Where the provider replaces it for a new value, the delete after it would take that away.
        { ...formerly(parent, previously), deleteBeforeReplace: true },
    );
}
