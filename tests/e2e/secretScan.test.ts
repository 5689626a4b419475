import assert from "node:assert/strict";
import { createCipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SecretScan } from "./secretScan";

const salt = randomBytes(8);
const key = pbkdf2Sync("sandbox", salt, 1_000_000, 32, "sha256");
const password = "random:index/randomPassword:RandomPassword";
const document = "vault:kv/secretV2:SecretV2";

describe("the scan for secrets after every end-to-end test", () => {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-scan-"));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));
    const write = (file: string, content: object) => {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), JSON.stringify(content));
    };
    const text = "canary-0123456789abcdef";
    const secretAccessKey = "canary/key/0123456789abcdef";
    const bothInWorld = () => {
        const value = { text: JSON.stringify({ accessKeyId: "AKIA", secretAccessKey }) };
        write("home/world/vault/kvSecrets/a.json", { versions: [{ data: { current: text } }] });
        write("home/world/aws/secretVersions/b.json", { value });
    };

    it("knows the secrets in the world, and finds them nowhere else", async () => {
        const scan = new SecretScan(folder);
        bothInWorld();
        write("home/state/dev.json", { ciphertext: "v1:abc", id: "AKIA" });
        scan.note("two secrets", "AKIA");
        assert.deepEqual(await scan.finish(), { values: 2, leaks: [] });
    });

    it("finds one in a state, in another part of the world, and in printed output", async () => {
        const scan = new SecretScan(folder);
        bothInWorld();
        write("home/state/dev.json", { plaintext: secretAccessKey });
        write("home/world/github/environments/c.json", { note: text });
        scan.note(`error: ${text}`);
        const { leaks } = await scan.finish();
        assert.deepEqual([...leaks].sort(), [
            "home/state/dev.json",
            "home/world/github/environments/c.json",
            "what was printed",
        ]);
    });

    it("finds a value that has meanwhile gone from the world", async () => {
        const scan = new SecretScan(folder);
        bothInWorld();
        scan.note();
        rmSync(join(folder, "home/world"), { recursive: true });
        write("home/state/dev.json", { plaintext: secretAccessKey });
        assert.deepEqual((await scan.finish()).leaks, ["home/state/dev.json"]);
    });

    it("finds a value that was never in the world but is in a state", async () => {
        const scan = new SecretScan(folder);
        write("state.json", { checkpoint: { latest: state([made("a", text)]) } });
        scan.note(`done: ${text}`);
        assert.deepEqual(await scan.finish(), { values: 1, leaks: ["what was printed"] });
    });

    it("allows a value in state only encrypted, and only in the property that delivers it", async () => {
        const scan = new SecretScan(folder);
        const dataJson = sealed(JSON.stringify({ current: text }));
        const at = (inputs: object) => ({ urn: "urn:b", type: document, inputs, outputs: {} });
        const good = [made("a", text), at({ dataJson })];
        const name = sealed(`the key is ${text}`);
        write("good.json", { deployment: state(good) });
        write("bad.json", { deployment: state([...good, at({ tags: [{ name }] })]) });
        write("pending.json", {
            checkpoint: { latest: state(good, [{ resource: at({ name }), type: "creating" }]) },
        });
        const { values, leaks } = await scan.finish();
        assert.equal(values, 1);
        assert.deepEqual([...leaks].sort(), [
            `bad.json: ${document} inputs.tags.0.name`,
            `pending.json: ${document} inputs.name`,
        ]);
    });

    it("does not skip a state that it cannot decrypt", async () => {
        const provider = { salt: `v1:${randomBytes(8).toString("base64")}:v1:check` };
        const other = { ...state([made("a", text)]), secrets_providers: { state: provider } };
        write("home/state/dev.json", { checkpoint: { latest: other } });
        await assert.rejects(new SecretScan(folder).finish(), /unable to authenticate/);
    });
});

function made(name: string, value: string): object {
    return { urn: `urn:${name}`, type: password, inputs: {}, outputs: { result: sealed(value) } };
}

/** As the engine writes it. */
function state(resources: readonly object[], pendingOperations: readonly object[] = []): object {
    return {
        secrets_providers: { state: { salt: `v1:${salt.toString("base64")}:v1:check` } },
        resources,
        pending_operations: pendingOperations,
    };
}

/** A secret with a text for its value. */
function sealed(value: string): object {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const bytes = [cipher.update(JSON.stringify(value)), cipher.final(), cipher.getAuthTag()];
    const text = Buffer.concat(bytes).toString("base64");
    return {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        ciphertext: `v1:${nonce.toString("base64")}:${text}`,
    };
}
