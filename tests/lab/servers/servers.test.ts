import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { startAws } from "./awsServer";
import { findPythonTools, type PythonTools } from "./pythonTools";
import { requireTools } from "./requireTools";
import { startServer } from "./serverProcess";
import { startVault } from "./vaultServer";

describe("the lab's servers", function () {
    this.timeout(300_000);
    let tools: PythonTools;

    before(async function () {
        tools = await requireTools(this);
    });

    it("include a Vault that answers only its token, and nothing once it is stopped", async () => {
        const vault = await startVault(tools);
        const ask = (token: string) =>
            fetch(`${vault.address}/v1/auth/token/lookup-self`, {
                headers: { "x-vault-token": token },
            });
        try {
            assert.equal((await ask(vault.token)).status, 200);
            assert.equal((await ask("another")).status, 403);
        } finally {
            await vault.stop();
        }
        await assert.rejects(ask(vault.token), /fetch failed/);
    });

    it("include an AWS that knows the caller, and nothing once it is stopped", async () => {
        const aws = await startAws(tools);
        const ask = () =>
            fetch(aws.endpoint, {
                method: "POST",
                body: "Action=GetCallerIdentity&Version=2011-06-15",
                headers: {
                    "content-type": "application/x-www-form-urlencoded",
                    authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sts/x",
                },
            });
        try {
            assert.match(await (await ask()).text(), /<Account>\d{12}<\/Account>/);
        } finally {
            await aws.stop();
        }
        await assert.rejects(ask(), /fetch failed/);
    });

    for (const signal of ["SIGKILL", "SIGINT"] as const) {
        it(`end if the process that started them is ended by ${signal}`, async () => {
            const program = `
                require("ts-node/register/transpile-only");
                const { startVault } = require(${JSON.stringify(join(__dirname, "vaultServer"))});
                const { startAws } = require(${JSON.stringify(join(__dirname, "awsServer"))});
                const tools = ${JSON.stringify(tools)};
                Promise.all([startVault(tools), startAws(tools, { managedPolicies: false })])
                    .then(([vault, aws]) => console.log(vault.address, aws.endpoint));
            `;
            const child = spawn(process.execPath, ["-e", program], {
                stdio: ["ignore", "pipe", "inherit"],
                detached: true, // as a shell starts what is in the foreground: a group of its own
            });
            const [line] = (await once(createInterface(child.stdout), "line")) as [string];
            const [vault, aws] = line.split(" ");
            const pages = [`${vault}/v1/sys/health`, `${aws}/moto-api/data.json`];
            for (const page of pages) assert.equal((await fetch(page)).status, 200);
            // A Ctrl-C is for the whole group.
            process.kill(signal === "SIGINT" ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
            for (const page of pages) await goes(page);
        });
    }

    it("report their output if they do not start, without the secret", async () => {
        const args = ["-c", "echo no room for hush; exit 1"];
        const place = { cwd: tmpdir(), environment: {}, ready: "http://127.0.0.1:9/" };
        const start = startServer({
            file: "/bin/sh",
            args,
            ...place,
            secret: "hush",
            patience: 500,
        });
        await assert.rejects(start, /no room for \*\*\*/);
    });

    it("are reported missing without Python", async () => {
        const cache = mkdtempSync(join(tmpdir(), "rollcall-lab-"));
        try {
            const found = await findPythonTools({ cache, path: cache });
            assert.ok("missing" in found);
            assert.match(found.missing, /no python3 on PATH; the lab needs Python 3\.10/);
        } finally {
            rmSync(cache, { recursive: true });
        }
    });
});

async function goes(page: string): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
        if (!(await fetch(page).catch(() => undefined))) return;
        await sleep(100);
    }
    assert.fail(`${page} outlives who started it`);
}
