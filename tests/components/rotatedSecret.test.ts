import assert from "node:assert/strict";
import { RotatedSecret } from "../../components/rotatedSecret";
import type { RotatedSecretArgs } from "../../components/secretArgs";
import type { Registration } from "./recorder";
import { record } from "./recorder";

const a = { slot: "a" as const, version: 1, length: 48 };
const b = { slot: "b" as const, version: 2, length: 48 };
const places = {
    previously: ["old-key"],
    github: { repository: "checkout", environment: "prod", secretName: "SIGNING_KEY" },
    vault: { mount: "kv-prod", name: "checkout/key" },
    aws: { name: "checkout/key" },
};

function register(args: RotatedSecretArgs): Promise<Registration[]> {
    return record("prod", () => new RotatedSecret("key", args));
}

/** `Type name` of every custom resource, with the stages where it has some. */
function summary(registered: readonly Registration[]): string[] {
    return registered
        .filter(({ custom }) => custom)
        .map(({ type, name, inputs }) =>
            [type.split(":").at(-1), name, ...((inputs.versionStages as string[]) ?? [])].join(" "),
        )
        .sort();
}

describe("a rotated secret", () => {
    it("begins with one value in one slot, in every place", async () => {
        assert.deepEqual(summary(await register({ ...places, current: a })), [
            "ActionsEnvironmentSecret key",
            "RandomPassword key/a",
            "Secret key",
            "SecretV2 key",
            "SecretVersion key/a AWSCURRENT",
        ]);
    });

    it("has two values during the overlap, and the new one is current", async () => {
        const previous = { ...a, notAfter: "2091-02-01T00:00:00Z" };
        const registered = await register({ ...places, current: b, previous });
        assert.deepEqual(summary(registered), [
            "ActionsEnvironmentSecret key",
            "RandomPassword key/a",
            "RandomPassword key/b",
            "Secret key",
            "SecretV2 key",
            "SecretVersion key/a AWSPREVIOUS",
            "SecretVersion key/b AWSCURRENT",
        ]);
        const previousVersion = registered.find(
            ({ type, name }) => type.endsWith(":SecretVersion") && name === "key/a",
        );
        assert.ok(
            previousVersion?.dependencies.some((urn) => urn.endsWith("SecretVersion::key/b")),
            "the new one is there before the old one steps back",
        );
    });

    it("takes the stage from a retired value by giving it to the current one", async () => {
        assert.deepEqual(summary(await register({ ...places, current: b })), [
            "ActionsEnvironmentSecret key",
            "RandomPassword key/b",
            "Secret key",
            "SecretV2 key",
            "SecretVersion key/b AWSCURRENT AWSPREVIOUS",
        ]);
    });

    it("marks the value as secret everywhere, and keeps one version in Vault", async () => {
        const registered = await register({ ...places, current: a });
        const inputs = Object.assign({}, ...registered.map(({ inputs }) => inputs));
        for (const name of ["value", "dataJson", "secretString"]) {
            assert.ok(isSecret(inputs[name]), name);
        }
        assert.deepEqual(inputs.customMetadata, { maxVersions: 1 });
        assert.deepEqual([inputs.deleteAllVersions, inputs.recoveryWindowInDays], [true, 0]);
        assert.deepEqual(inputs.keepers, { version: "1" });
    });

    it("nothing depends on the secret in GitHub, and every child has aliases for former names", async () => {
        const previous = { ...a, notAfter: "2091-02-01T00:00:00Z" };
        const registered = await register({ ...places, current: b, previous });
        assert.ok(registered.some(({ type }) => /ActionsEnvironmentSecret/.test(type)));
        for (const { urn, dependencies, aliases, name } of registered) {
            assert.ok(!dependencies.some((each) => /ActionsEnvironmentSecret/.test(each)), urn);
            assert.deepEqual(aliases, [name.replace("key", "old-key")], urn);
        }
    });

    it("an access key's user has only these permissions; keys are disabled, then deleted", async () => {
        const boundaryArn = "arn:aws:iam::333333333333:policy/rollcall/rollcall-workloads";
        const user = { name: "prod.secret.key", path: "/rollcall/", policy: "{}", boundaryArn };
        const previous = { ...a, notAfter: "2091-02-01T00:00:00Z" };
        const keys = async (args: Partial<RotatedSecretArgs>) =>
            (await register({ ...places, user, current: b, ...args }))
                .filter(({ type }) => /:(AccessKey|SecretVersion|User|UserPolicy)$/.test(type))
                .map(({ type, name, inputs }) =>
                    [
                        type.split(":").at(-1),
                        name,
                        inputs.status ??
                            inputs.policy ??
                            inputs.versionStages ??
                            inputs.permissionsBoundary,
                    ].join(" "),
                )
                .sort();
        const always = [`User key ${boundaryArn}`, "UserPolicy key {}"];
        assert.deepEqual(await keys({ previous }), [
            "AccessKey key/1 Active",
            "AccessKey key/2 Active",
            "SecretVersion key/a AWSPREVIOUS",
            "SecretVersion key/b AWSCURRENT",
            ...always,
        ]);
        assert.deepEqual(await keys({ previous: { ...previous, disabled: true } }), [
            "AccessKey key/1 Inactive",
            "AccessKey key/2 Active",
            "SecretVersion key/b AWSCURRENT,AWSPREVIOUS",
            ...always,
        ]);
        assert.deepEqual(await keys({}), [
            "AccessKey key/2 Active",
            "SecretVersion key/b AWSCURRENT,AWSPREVIOUS",
            ...always,
        ]);
    });

    it("a sealed value is registered as it is, under the same name, and nothing else is", async () => {
        const { previously, github } = places;
        const sealed = { keyId: "338020", text: "c2VhbGVk" };
        const registered = await register({ previously, github, current: a, sealed });
        assert.deepEqual(summary(registered), ["ActionsEnvironmentSecret key"]);
        const [found] = registered.filter(({ custom }) => custom);
        const [unsealed] = (await register({ previously, github, current: a })).filter(({ type }) =>
            type.endsWith(":ActionsEnvironmentSecret"),
        );
        assert.equal(found?.urn, unsealed?.urn);
        const { valueEncrypted, ...inputs } = found?.inputs ?? {};
        assert.deepEqual(inputs, { ...github, keyId: "338020" });
        assert.equal((valueEncrypted as { value: string }).value, "c2VhbGVk");
    });

    it("a sealed value goes only to GitHub and has no previous value", async () => {
        const sealed = { keyId: "338020", text: "c2VhbGVk" };
        const previous = { ...a, notAfter: "2091-02-01T00:00:00Z" };
        const { github, vault, aws } = places;
        for (const more of [{ github, vault }, { github, aws }, { github, previous }, {}]) {
            await assert.rejects(
                register({ current: b, sealed, ...more }),
                /key is sealed, so it goes/,
            );
        }
    });
});

function isSecret(value: unknown): boolean {
    const mark = "4dabf18193072939515e22adb298388d";
    return typeof value === "object" && value !== null && mark in value;
}
