import { randomUUID } from "node:crypto";
import type { AwsSecretVersion } from "../collections";
import type { ResourceType } from "../resourceType";
import { text, texts, type Values } from "../values";
import type { WorldReader, WorldTransaction } from "../world";
import { type AwsPlace, during, now, partsOf, region } from "./awsApi";
import { missing, secretAt } from "./secretsManager";

const [current, previous] = ["AWSCURRENT", "AWSPREVIOUS"];
const values = ["secretString", "secretBinary", "secretStringWo"] as const;

export const secretVersion: ResourceType<AwsPlace> = {
    source: "terraform-provider-aws service/secretsmanager/secret_version.go",
    inputs: {
        region,
        secretId: { type: "string", required: true, replaces: true },
        secretString: { type: "string", replaces: true },
        secretBinary: { type: "string", replaces: true },
        secretStringWo: { type: "string" },
        secretStringWoVersion: { type: "number", replaces: true },
        versionStages: { type: "set", computed: true },
    },
    outputs: { arn: [], versionId: [], hasSecretStringWo: [], region: [] },
    secretOutputs: [...values],
    check: (inputs) =>
        values.filter((name) => inputs[name] !== undefined).length > 1
            ? `Conflicting configuration arguments: at most one of ${values.join(", ")}`
            : undefined,
    // A new version becomes current, and the current one becomes the previous one.
    create({ world, inputs }) {
        const secretArn = text(inputs, "secretId");
        return during(`putting Secrets Manager Secret (${secretArn}) value`, () => {
            if (secretAt(world, secretArn) === undefined) throw missing("PutSecretValue");
            const versionId = `terraform-${randomUUID().replaceAll("-", "").slice(0, 26)}`;
            const made: AwsSecretVersion = {
                secretArn,
                versionId,
                stages: [],
                value: valueFrom(inputs),
                createDate: now(),
            };
            world.put("aws/secretVersions", keyOf(made), made);
            const given = texts(inputs, "versionStages");
            for (const stage of given.length > 0 ? given : [current]) move(world, made, stage);
            return keyOf(made);
        });
    },
    read({ world, place, id, state }) {
        const [secretArn = ""] = partsOf(id, "|", 2);
        const found = world.read("aws/secretVersions", id);
        if (found === undefined || secretAt(world, secretArn) === undefined) return undefined;
        const hidden = text(state, "secretStringWo") !== "";
        return {
            arn: secretArn,
            secretId: secretArn,
            region: text(state, "region") || place.region,
            versionId: found.versionId,
            versionStages: found.stages,
            hasSecretStringWo: hidden,
            ...("binary" in found.value ? { secretBinary: found.value.binary } : {}),
            ...("text" in found.value && !hidden ? { secretString: found.value.text } : {}),
        };
    },
    // AWSCURRENT can be moved to another version but not removed.
    update({ world, id, inputs }) {
        const found = world.read("aws/secretVersions", id);
        if (found === undefined) throw missing("UpdateSecretVersionStage");
        const wanted = texts(inputs, "versionStages");
        for (const stage of wanted) move(world, found, stage);
        if (inputs.versionStages === undefined) return;
        const stages = stagesOf(world, id).filter(
            (stage) => wanted.includes(stage) || stage === current,
        );
        world.put("aws/secretVersions", id, { ...found, stages });
    },
    // Removes the version's own stages, but neither AWSCURRENT nor AWSPREVIOUS: the value of the only
    // version stays readable.
    delete({ world, id }) {
        const found = world.read("aws/secretVersions", id);
        if (found === undefined) return;
        const stages = found.stages.filter((stage) => stage === current || stage === previous);
        keep(world, { ...found, stages });
    },
};

function valueFrom(inputs: Values): AwsSecretVersion["value"] {
    const binary = text(inputs, "secretBinary");
    if (binary !== "") return { binary };
    return { text: text(inputs, "secretString") || text(inputs, "secretStringWo") };
}

function keyOf({ secretArn, versionId }: AwsSecretVersion): string {
    return `${secretArn}|${versionId}`;
}

function stagesOf(world: WorldReader, key: string): readonly string[] {
    return world.read("aws/secretVersions", key)?.stages ?? [];
}

/** A stage is on one version of a secret at a time; the version that loses AWSCURRENT gets AWSPREVIOUS. */
function move(world: WorldTransaction, to: AwsSecretVersion, stage: string): void {
    const others = world
        .list("aws/secretVersions")
        .filter((each) => each.secretArn === to.secretArn && each.versionId !== to.versionId);
    const holder = others.find(({ stages }) => stages.includes(stage));
    const target = { ...to, stages: [...new Set([...stagesOf(world, keyOf(to)), stage])].sort() };
    world.put("aws/secretVersions", keyOf(to), target);
    if (holder === undefined) return;
    const stages = holder.stages.filter((each) => each !== stage);
    keep(world, { ...holder, stages });
    if (stage === current) move(world, { ...holder, stages }, previous);
}

/** A version without a stage is deprecated: AWS deletes it at some later time, the sandbox at once. */
function keep(world: WorldTransaction, version: AwsSecretVersion): void {
    if (version.stages.length === 0) world.remove("aws/secretVersions", keyOf(version));
    else world.put("aws/secretVersions", keyOf(version), version);
}
