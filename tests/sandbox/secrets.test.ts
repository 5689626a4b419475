import assert from "node:assert/strict";
import { aws } from "../../sandbox/providers/aws";
import { vault } from "../../sandbox/providers/vault";
import { holdsValue } from "../../sandbox/seal";
import type { Values } from "../../sandbox/values";
import { EngineClient } from "./engineClient";

const account = "111111111111";

describe("sandbox Vault KV", () => {
    const secretV2 = "vault:kv/secretV2:SecretV2";
    let engine: EngineClient;

    beforeEach(async () => {
        engine = await EngineClient.start(vault);
    });
    afterEach(() => engine.stop());

    const write = (value: string, inputs: Values = {}) =>
        engine.create(secretV2, "key", {
            mount: "kv-dev",
            name: "checkout/key",
            dataJson: JSON.stringify({ value }),
            ...inputs,
        });
    const versions = () => engine.world.read("vault/kvSecrets", "kv-dev/checkout/key")?.versions;

    it("adds a version with every write, and keeps ten or as many as it is told", async () => {
        const first = await write("v1", { customMetadata: { maxVersions: 2 } });
        for (const value of ["v2", "v3"]) {
            const dataJson = JSON.stringify({ value });
            await engine.update(first, { ...first.inputs, dataJson });
        }
        assert.deepEqual(
            versions()?.map(({ version, data }) => [version, data.value]),
            [
                [2, "v2"],
                [3, "v3"],
            ],
        );
    });

    it("soft-deletes the newest version, and keeps the others", async () => {
        const made = await write("v1");
        await engine.delete(made);
        assert.equal(await engine.refresh(made), undefined);
        assert.equal(versions()?.length, 1);
        await write("v2");
        assert.deepEqual(
            versions()?.map(({ deletionTime }) => deletionTime === undefined),
            [false, true],
        );
    });

    it("leaves nothing if it is told to delete all versions", async () => {
        await write("v1");
        await engine.delete(await write("v2", { deleteAllVersions: true }));
        assert.equal(versions(), undefined);
    });

    it("does not see that the value was changed elsewhere, like the real provider", async () => {
        const made = await write("v1");
        await write("by hand");
        const found = await engine.refresh(made);
        assert.equal(found?.state.dataJson, made.inputs.dataJson);
        assert.ok(found?.secrets.includes("dataJson"));
    });

    it("is refused without a mount, without data, and if somebody else was faster", async () => {
        await assert.rejects(write("v", { mount: "kv-ghost" }), /Code: 404[\s\S]*no handler/);
        await assert.rejects(write("v", { dataJson: null }), /exactly one of dataJson, dataJsonWo/);
        await assert.rejects(write("v", { dataJson: "[]" }), /invalid JSON object/);
        await write("v1");
        await assert.rejects(write("v2", { options: { cas: "0" } }), /check-and-set parameter/);
        await write("v2", { options: { cas: "1" } });
    });
});

describe("sandbox Secrets Manager", () => {
    const secret = "aws:secretsmanager/secret:Secret";
    const secretVersion = "aws:secretsmanager/secretVersion:SecretVersion";
    let engine: EngineClient;

    beforeEach(async () => {
        const configuration = { region: "eu-west-1", profile: account };
        engine = await EngineClient.start(aws, { configuration });
    });
    afterEach(() => engine.stop());

    const make = (inputs: Values = {}) => engine.create(secret, "s", { name: "key", ...inputs });
    const put = (secretId: string, secretString: string) =>
        engine.create(secretVersion, "v", { secretId, secretString });
    const stages = () =>
        Object.fromEntries(
            engine.world
                .list("aws/secretVersions")
                .map(({ stages, value }) => ["text" in value ? value.text : "", stages]),
        );

    it("has one secret per name in an account and a region", async () => {
        await make();
        await assert.rejects(
            make(),
            /creating Secrets Manager Secret \(key\): .*ResourceExistsException: .*already exists/,
        );
        const configuration = { region: "eu-north-1", profile: account };
        const elsewhere = await EngineClient.start(aws, { world: engine.world, configuration });
        await elsewhere.create(secret, "s", { name: "key" });
        elsewhere.stop();
    });

    it("keeps a name taken for the recovery period", async () => {
        const made = await make();
        await engine.delete(made);
        assert.equal(await engine.refresh(made), undefined);
        await assert.rejects(make(), /InvalidRequestException: .*already scheduled for deletion/);
        await assert.rejects(put(made.id, "x"), /ResourceNotFoundException/);
        const { failures } = await engine.check(secret, "s", { recoveryWindowInDays: 3 });
        assert.match(failures[0] ?? "", /to be 0 or in the range \(7 - 30\)/);
    });

    it("frees the name at once without a recovery period, and forgets the values", async () => {
        const made = await make({ recoveryWindowInDays: 0 });
        await put(made.id, "x");
        await engine.delete(made);
        assert.deepEqual(engine.world.list("aws/secretVersions"), []);
        await make();
    });

    it("moves the stages: the newest is current, the one before it previous, older ones go", async () => {
        const { id } = await make();
        const first = await put(id, "v1");
        await put(id, "v2");
        assert.deepEqual(stages(), { v1: ["AWSPREVIOUS"], v2: ["AWSCURRENT"] });
        await put(id, "v3");
        assert.deepEqual(stages(), { v2: ["AWSPREVIOUS"], v3: ["AWSCURRENT"] });
        assert.equal(await engine.refresh(first), undefined);
    });

    it("keeps the old value readable as the previous version after a replacement", async () => {
        const { id } = await make();
        const first = await put(id, "v1");
        await put(id, "v2");
        await engine.delete(first);
        assert.deepEqual(stages(), { v1: ["AWSPREVIOUS"], v2: ["AWSCURRENT"] });
    });

    it("marks values as secret, reads them back, and hides write-only ones", async () => {
        const { id } = await make();
        const made = await put(id, "v1");
        assert.deepEqual(made.secrets, ["secretString"]);
        assert.equal((await engine.refresh(made))?.state.secretString, "v1");
        const hidden = await engine.create(secretVersion, "w", {
            secretId: id,
            secretStringWo: "v2",
            secretStringWoVersion: 1,
        });
        assert.equal(hidden.state.secretString, undefined);
        assert.equal(hidden.state.hasSecretStringWo, true);
        const both = { secretId: id, secretString: "a", secretBinary: "Yg==" };
        await assert.rejects(engine.create(secretVersion, "b", both), /at most one of/);
    });
});

describe("sandbox IAM users", () => {
    const user = "aws:iam/user:User";
    const userPolicy = "aws:iam/userPolicy:UserPolicy";
    const accessKey = "aws:iam/accessKey:AccessKey";
    const statement = { Effect: "Allow", Action: "s3:Get*", Resource: "*" };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    let engine: EngineClient;

    beforeEach(async () => {
        const configuration = { region: "eu-west-1", profile: account };
        engine = await EngineClient.start(aws, { configuration });
    });
    afterEach(() => engine.stop());

    const make = (inputs: Values = {}) => engine.create(user, "u", { name: "checkout", ...inputs });
    const makeKey = (inputs: Values = {}) =>
        engine.create(accessKey, "k", { user: "checkout", ...inputs });

    it("have at most two keys, and may get another once one is gone", async () => {
        await make();
        const first = await makeKey();
        await makeKey({ status: "Inactive" });
        await assert.rejects(
            makeKey(),
            /creating IAM Access Key \(checkout\): .*StatusCode: 409.*LimitExceeded: .*AccessKeysPerUser: 2/,
        );
        await engine.delete(first);
        await makeKey();
        await assert.rejects(makeKey({ user: "ghost" }), /NoSuchEntity: The user with name ghost/);
    });

    it("receive a key's secret once: it stays in the state, and nowhere in the world", async () => {
        await make();
        const made = await makeKey();
        assert.deepEqual([...made.secrets].sort(), ["secret", "sesSmtpPasswordV4"]);
        const value = String(made.state.secret);
        assert.match(value, /^[A-Za-z0-9+/]{40}$/);
        const stored = engine.world.read("aws/accessKeys", made.id);
        assert.ok(stored && holdsValue(stored.sealed, value));
        assert.equal((await engine.refresh(made))?.state.secret, value);
        const off = await engine.update(made, { user: "checkout", status: "Inactive" });
        assert.equal(off.state.secret, value);
        assert.equal(engine.world.read("aws/accessKeys", made.id)?.status, "Inactive");
    });

    it("cannot be deleted while they have keys or policies, but forcing deletes the keys", async () => {
        const made = await make();
        const key = await makeKey();
        const inline = await engine.create(userPolicy, "p", {
            user: "checkout",
            name: "p",
            policy,
        });
        await assert.rejects(engine.delete(made), /DeleteConflict: .*delete access keys/);
        await engine.delete(key);
        await assert.rejects(engine.delete(made), /DeleteConflict: .*delete policies/);
        await engine.delete(inline);
        await makeKey();
        await engine.delete(await engine.update(made, { name: "checkout", forceDestroy: true }));
        assert.deepEqual(engine.world.list("aws/accessKeys"), []);
    });

    it("keep keys and policies when they are renamed", async () => {
        const made = await make();
        const key = await makeKey();
        await engine.create(userPolicy, "p", { user: "checkout", name: "p", policy });
        await engine.update(made, { name: "shop" });
        assert.equal(engine.world.read("aws/accessKeys", key.id)?.userName, "shop");
        const found = engine.world.read("aws/iamUsers", `${account}.shop`);
        assert.deepEqual(Object.keys(found?.inlinePolicies ?? {}), ["p"]);
    });

    it("are refused a policy that is malformed or too long", async () => {
        await make();
        const put = (document: string) =>
            engine.create(userPolicy, "p", { user: "checkout", policy: document });
        await assert.rejects(put('{"Statement":[]}'), /MalformedPolicyDocument/);
        const Resource = Array.from({ length: 90 }, (_, n) => `arn:aws:s3:::bucket-${n}/*`);
        const long = JSON.stringify({ Statement: [{ ...statement, Resource }] });
        await assert.rejects(put(long), /LimitExceeded: Maximum policy size of 2048 bytes/);
    });
});
