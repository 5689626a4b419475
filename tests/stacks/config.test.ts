import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "../../stacks/config";

describe("the program's configuration", () => {
    const now = process.env.ROLLCALL_NOW;
    beforeEach(async () => {
        delete process.env.ROLLCALL_NOW;
        await pulumi.runtime.setMocks(
            {
                newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
                call: () => ({}),
            },
            "rollcall",
            "dev",
        );
        pulumi.runtime.setAllConfig({});
    });
    after(() => {
        if (now === undefined) delete process.env.ROLLCALL_NOW;
        else process.env.ROLLCALL_NOW = now;
    });

    it("uses the stack's name as the environment, and a folder beside the program's as the roster", () => {
        // An older language host says no folder; the SDK then answers with a word.
        assert.ok(!path.isAbsolute(pulumi.getRootDirectory()));
        const { stack, roster, sandbox } = readConfig();
        assert.deepEqual([stack, sandbox], ["dev", false]);
        assert.equal(roster, path.resolve(process.cwd(), "..", "roster"));
    });

    it("reads how to reach the accounts, which is not a credential", () => {
        pulumi.runtime.setAllConfig({
            "rollcall:accountProfile": "prod",
            "rollcall:identityCenterRoleArn": "arn:aws:iam::999999999999:role/rollcall",
        });
        const { account, identityCenter } = readConfig();
        assert.deepEqual(account, { profile: "prod" });
        assert.deepEqual(identityCenter, { roleArn: "arn:aws:iam::999999999999:role/rollcall" });
    });

    it("takes a passphrase from the stack's settings, or else from the environment", () => {
        const [folder, home] = [mkdtempSync(path.join(tmpdir(), "rollcall-")), process.cwd()];
        mkdirSync(path.join(folder, "stacks"));
        process.chdir(path.join(folder, "stacks"));
        const settings = path.join(folder, "Pulumi.dev.yaml");
        const kept = (text: string | undefined, passphrase = "") => {
            process.env.PULUMI_CONFIG_PASSPHRASE = passphrase;
            if (text !== undefined) writeFileSync(settings, text);
            return readConfig().passphrase;
        };
        const before = process.env.PULUMI_CONFIG_PASSPHRASE;
        try {
            assert.equal(kept(undefined), false);
            assert.equal(kept(undefined, "word"), true);
            assert.equal(kept("encryptionsalt: v1:abc\n"), true);
            assert.equal(kept("secretsprovider: awskms://alias/key\n", "of another"), false);
            assert.equal(kept("secretsprovider: passphrase\n"), true);
        } finally {
            process.chdir(home);
            rmSync(folder, { recursive: true, force: true });
            if (before === undefined) delete process.env.PULUMI_CONFIG_PASSPHRASE;
            else process.env.PULUMI_CONFIG_PASSPHRASE = before;
        }
    });

    it("lets no variable move the clock with live systems", () => {
        process.env.ROLLCALL_NOW = "2020-01-01T00:00:00Z";
        assert.throws(readConfig, /only the sandbox takes another instant/);
        pulumi.runtime.setAllConfig({ "rollcall:sandbox": "true" });
        assert.equal(readConfig().instant, Date.parse("2020-01-01T00:00:00Z"));
        process.env.ROLLCALL_NOW = "yesterday";
        assert.throws(readConfig, /give an instant such as/);
    });
});
