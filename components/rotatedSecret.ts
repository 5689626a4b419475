import * as iam from "@pulumi/aws/iam";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as vault from "@pulumi/vault";
import { namePairs } from "../planners/names";
import { componentType } from "../planners/resources";
import { checkSecret } from "./checks";
import { formerly, withNames } from "./options";
import type {
    PreviousSecretValueArgs,
    RotatedSecretArgs,
    SealedValueArgs,
    SecretAwsArgs,
    SecretGitHubArgs,
    SecretUserArgs,
    SecretValueArgs,
    SecretVaultArgs,
} from "./secretArgs";

/**
 * A value in two slots, generated or an access key: the one that is in use, and the one before for
 * as long as it works. What decides when one takes the other's place is not decided here.
 *
 * Every delivery waits for the value it brings; what is no longer named goes last, as with
 * everything that the engine deletes, and only once all deliveries worked.
 */
export class RotatedSecret extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.RotatedSecret;

    /** The version of the current value, once it is in every place. */
    readonly delivered: pulumi.Output<number>;
    /** The ARN of the secret in Secrets Manager, for who may read it; absent without `aws`. */
    readonly secretArn?: pulumi.Output<string>;

    constructor(name: string, args: RotatedSecretArgs, opts?: pulumi.ComponentResourceOptions) {
        checkSecret(name, args);
        super(RotatedSecret.__pulumiType, name, {}, withNames(opts, args.previously));
        const { proofs, secretArn } = args.sealed
            ? { proofs: createSealedSecret(this, name, args, args.sealed) }
            : createAndDeliver(this, name, args);
        this.delivered = pulumi.unsecret(pulumi.all(proofs)).apply(() => args.current.version);
        if (secretArn) this.secretArn = secretArn;
        this.registerOutputs({ delivered: this.delivered, secretArn: this.secretArn });
    }
}

/**
 * Something that only the system itself can have said. Where a step fails the engine leaves it
 * unknown, while the id and the inputs are what they were to be.
 */
type Proof = pulumi.Output<unknown>;

interface Value {
    readonly proof: Proof;
    readonly text: pulumi.Output<string>;
}

interface Values {
    readonly current: Value;
    readonly previous?: Value;
}

interface Delivered {
    readonly proofs: Proof[];
    readonly secretArn?: pulumi.Output<string> | undefined;
}

function createAndDeliver(parent: RotatedSecret, name: string, args: RotatedSecretArgs): Delivered {
    const { previously, current, previous, user } = args;
    const create = user
        ? keysOf(parent, name, previously, user)
        : (value: SecretValueArgs) => createText(parent, name, previously, value);
    const values = {
        current: create(current),
        ...(previous ? { previous: create(previous) } : {}),
    };
    const working = previous?.disabled ? { current: values.current } : values;
    const value = { value: pulumi.secret(values.current.text) };
    const inAws = args.aws && createAwsSecret(parent, name, args, args.aws, working);
    const proofs = [
        ...Object.values(values).map(({ proof }) => proof),
        ...(args.vault ? [createVaultSecret(parent, name, args, args.vault, working)] : []),
        ...(inAws?.proofs ?? []),
        ...(args.github ? [createGitHubSecret(parent, name, args, args.github, value)] : []),
    ];
    return { proofs, secretArn: inAws?.secretArn };
}

function createText(
    parent: RotatedSecret,
    name: string,
    previously: string[] | undefined,
    { slot, version, length }: SecretValueArgs,
): Value {
    const password = new random.RandomPassword(
        `${name}/${slot}`,
        {
            length,
            // Letters and digits pass unharmed through shells, URLs and YAML.
            special: false,
            // The version alone: a run that died before it was recorded is done again, and then the
            // value that it made must stay, because some consumers may have it.
            keepers: { version: String(version) },
        },
        formerly(parent, namePairs({ name, previously }, { name: slot })),
    );
    return { proof: password.result, text: password.result };
}

/** A user has two keys at most, so the one before must be gone before there is another. */
function keysOf(
    parent: RotatedSecret,
    name: string,
    previously: string[] | undefined,
    { name: userName, path, policy, boundaryArn }: SecretUserArgs,
): (value: KeyArgs) => Value {
    const options = formerly(parent, previously);
    const user = new iam.User(
        name,
        { name: userName, path, permissionsBoundary: boundaryArn, forceDestroy: true },
        options,
    );
    const rights = new iam.UserPolicy(name, { name: "rollcall", user: user.name, policy }, options);
    return ({ version, disabled }) => {
        const number = String(version);
        const key = new iam.AccessKey(
            `${name}/${number}`,
            { user: user.name, status: disabled ? "Inactive" : "Active" },
            {
                ...formerly(parent, namePairs({ name, previously }, { name: number })),
                dependsOn: rights,
            },
        );
        const text = pulumi.jsonStringify({ accessKeyId: key.id, secretAccessKey: key.secret });
        return { proof: key.createDate, text: pulumi.secret(text) };
    };
}

/** Of {@link SecretValueArgs} and {@link PreviousSecretValueArgs}, what makes a key. */
interface KeyArgs {
    readonly version: number;
    readonly disabled?: boolean;
}

/** Both values in one document, so that whoever reads it knows both or neither. */
function createVaultSecret(
    parent: RotatedSecret,
    name: string,
    { previously, current, previous }: RotatedSecretArgs,
    { mount, name: path }: SecretVaultArgs,
    values: Values,
): Proof {
    const document = pulumi.jsonStringify({
        current: values.current.text,
        version: current.version,
        ...(previous && values.previous
            ? { previous: values.previous.text, notAfter: previous.notAfter }
            : {}),
    });
    const secret = new vault.kv.SecretV2(
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
    return secret.metadata;
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
): Delivered {
    const secret = new secretsmanager.Secret(
        name,
        // Nobody needs a generated value back; until it is gone its name would be taken.
        { name: args.name, recoveryWindowInDays: 0 },
        formerly(parent, previously),
    );
    const createVersion = (
        slot: string,
        { text }: Value,
        versionStages: string[],
        dependsOn: pulumi.Resource[],
    ) =>
        new secretsmanager.SecretVersion(
            `${name}/${slot}`,
            { secretId: secret.id, secretString: pulumi.secret(text), versionStages },
            { ...formerly(parent, namePairs({ name, previously }, { name: slot })), dependsOn },
        );
    const alone = current.version > 1 && !values.previous;
    const stages = alone ? ["AWSCURRENT", "AWSPREVIOUS"] : ["AWSCURRENT"];
    const version = createVersion(current.slot, values.current, stages, []);
    const versions = [
        version,
        ...(previous && values.previous
            ? [createVersion(previous.slot, values.previous, ["AWSPREVIOUS"], [version])]
            : []),
    ];
    const proofs = [secret.arn, ...versions.map(({ versionId }) => versionId)];
    return { proofs, secretArn: secret.arn };
}

function createGitHubSecret(
    parent: RotatedSecret,
    name: string,
    { previously }: RotatedSecretArgs,
    { repository, environment, secretName }: SecretGitHubArgs,
    value: Pick<github.ActionsEnvironmentSecretArgs, "value" | "valueEncrypted" | "keyId">,
): Proof {
    const secret = new github.ActionsEnvironmentSecret(
        name,
        { repository, environment, secretName, ...value },
        // Where the provider replaces it for a new value, the delete after it would take that away.
        { ...formerly(parent, previously), deleteBeforeReplace: true },
    );
    return secret.updatedAt;
}

/** Under the same name as one that the provider seals: either takes the other's place. */
function createSealedSecret(
    parent: RotatedSecret,
    name: string,
    args: RotatedSecretArgs,
    { keyId, text }: SealedValueArgs,
): Proof[] {
    const value = { keyId, valueEncrypted: text };
    return args.github ? [createGitHubSecret(parent, name, args, args.github, value)] : [];
}
