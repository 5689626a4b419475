import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SecretScan } from "./secretScan";

describe("the scan for secrets after every end-to-end test", () => {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-scan-"));
    after(() => rmSync(folder, { recursive: true, force: true }));
    const write = (file: string, content: object) => {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), JSON.stringify(content));
    };
    const text = "canary-0123456789abcdef";
    const secretAccessKey = "canary/key/0123456789abcdef";
    const key = JSON.stringify({ accessKeyId: "AKIA", secretAccessKey });

    it("knows what the world holds, and finds it nowhere else", () => {
        const scan = new SecretScan(folder);
        write("home/world/vault/kvSecrets/a.json", { versions: [{ data: { current: text } }] });
        write("home/world/aws/secretVersions/b.json", { value: { text: key } });
        write("home/state/dev.json", { ciphertext: "v1:abc", id: "AKIA" });
        scan.note("two secrets", "AKIA");
        assert.deepEqual(scan.finish(), { values: 2, leaks: [] });
    });

    it("finds it in a state, in another part of the world, and in what was printed", () => {
        const scan = new SecretScan(folder);
        write("home/state/dev.json", { plaintext: secretAccessKey });
        write("home/world/github/environments/c.json", { note: text });
        scan.note(`error: ${text}`);
        assert.deepEqual(scan.finish().leaks, [
            "home/state/dev.json",
            "home/world/github/environments/c.json",
            "what was printed",
        ]);
    });

    it("finds a value that is gone from the world by then", () => {
        const scan = new SecretScan(folder);
        scan.note();
        rmSync(join(folder, "home/world"), { recursive: true });
        assert.deepEqual(scan.finish().leaks, ["home/state/dev.json"]);
    });
});
