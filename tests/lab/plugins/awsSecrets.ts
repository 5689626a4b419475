import { randomUUID } from "node:crypto";
import { defined, number, text, texts } from "../../../sandbox/values";
import { type AwsApi, gone, ifThere } from "./awsApi";
import type { RemoteType } from "./remoteCalls";

type AwsType = RemoteType<AwsApi>;

const current = "AWSCURRENT";

interface Secret {
    readonly ARN: string;
    readonly Name: string;
    readonly Description?: string;
    readonly KmsKeyId?: string;
    readonly DeletedDate?: number;
}

interface Version {
    readonly VersionId: string;
    readonly VersionStages?: readonly string[];
    readonly SecretString?: string;
}

const secret: AwsType = {
    async create({ secretsManager }, inputs) {
        const { ARN } = await secretsManager.ask<{ ARN: string }>("CreateSecret", {
            ClientRequestToken: randomUUID(),
            Name: text(inputs, "name"),
            Description: text(inputs, "description"),
            ...(text(inputs, "kmsKeyId") ? { KmsKeyId: text(inputs, "kmsKeyId") } : {}),
        });
        return ARN;
    },
    async read({ secretsManager, region }, id) {
        const found = await ifThere(secretsManager.ask<Secret>("DescribeSecret", { SecretId: id }));
        if (found === undefined || found.DeletedDate) return undefined;
        return defined({
            ...{ arn: found.ARN, name: found.Name, region },
            ...{ description: found.Description || undefined, kmsKeyId: found.KmsKeyId },
        });
    },
    async update({ secretsManager }, id, inputs) {
        await secretsManager.ask("UpdateSecret", {
            SecretId: id,
            Description: text(inputs, "description"),
        });
    },
    delete({ secretsManager }, id, state) {
        const days = number(state, "recoveryWindowInDays");
        const window =
            days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
        return gone(secretsManager.ask("DeleteSecret", { SecretId: id, ...window }));
    },
};

/** `<the secret's ARN>|<the version's id>` */
const secretVersion: AwsType = {
    async create({ secretsManager }, inputs) {
        const SecretId = text(inputs, "secretId");
        const stages = texts(inputs, "versionStages");
        const { VersionId } = await secretsManager.ask<Version>("PutSecretValue", {
            SecretId,
            ClientRequestToken: `terraform-${randomUUID().replaceAll("-", "").slice(0, 26)}`,
            SecretString: text(inputs, "secretString") || text(inputs, "secretStringWo"),
            ...(stages.length > 0 ? { VersionStages: stages } : {}),
        });
        return `${SecretId}|${VersionId}`;
    },
    async read(api, id, state) {
        const [SecretId = "", VersionId = ""] = id.split("|");
        const found = await ifThere(
            api.secretsManager.ask<Version>("GetSecretValue", { SecretId, VersionId }),
        );
        if (found === undefined) return undefined;
        const hidden = text(state, "secretStringWo") !== "";
        return defined({
            ...{ arn: SecretId, secretId: SecretId, versionId: VersionId, region: api.region },
            ...{
                versionStages: [...(found.VersionStages ?? [])].sort(),
                hasSecretStringWo: hidden,
            },
            secretString: hidden ? undefined : found.SecretString,
        });
    },
    // AWSCURRENT can be moved to another version and not taken away.
    async update(api, id, inputs, state) {
        const [SecretId = "", VersionId = ""] = id.split("|");
        const wanted = texts(inputs, "versionStages");
        for (const VersionStage of wanted) {
            const holder = await holderOf(api, SecretId, VersionStage);
            if (holder === VersionId) continue;
            await api.secretsManager.ask("UpdateSecretVersionStage", {
                ...{ SecretId, VersionStage, MoveToVersionId: VersionId },
                ...(holder === undefined ? {} : { RemoveFromVersionId: holder }),
            });
        }
        for (const VersionStage of texts(state, "versionStages")) {
            if (wanted.includes(VersionStage) || VersionStage === current) continue;
            if ((await holderOf(api, SecretId, VersionStage)) !== VersionId) continue;
            await api.secretsManager.ask("UpdateSecretVersionStage", {
                ...{ SecretId, VersionStage, RemoveFromVersionId: VersionId },
            });
        }
    },
    // The stages of the service's own stay: the value of the only version stays readable.
    async delete(api, id, state) {
        const [SecretId = "", VersionId = ""] = id.split("|");
        const own = texts(state, "versionStages").filter((stage) => !/^AWS/.test(stage));
        for (const VersionStage of own) {
            const asked = { SecretId, VersionStage, RemoveFromVersionId: VersionId };
            await gone(api.secretsManager.ask("UpdateSecretVersionStage", asked));
        }
    },
};

async function holderOf(api: AwsApi, SecretId: string, stage: string): Promise<string | undefined> {
    const { Versions } = await api.secretsManager.ask<{ Versions: Version[] }>(
        "ListSecretVersionIds",
        { SecretId },
    );
    return Versions.find(({ VersionStages }) => VersionStages?.includes(stage))?.VersionId;
}

/** Secrets Manager's types, by Pulumi's names. */
export const secretsManagerTypes: Readonly<Record<string, AwsType>> = {
    "aws:secretsmanager/secret:Secret": secret,
    "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
};
