import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rollcall } from "./support";

describe("rollcall secrets", () => {
    const home = mkdtempSync(join(tmpdir(), "rollcall-secrets-"));
    after(() => rmSync(home, { recursive: true, force: true }));
    const secrets = (line: string, environment = {}) =>
        rollcall(`secrets ${line}`, { environment: { ROLLCALL_HOME: home, ...environment } });

    it("lists every secret in each environment, even before anything is provisioned", async () => {
        const { code, stdout } = await secrets("--sandbox --json");
        assert.equal(code, 0);
        const answer = JSON.parse(stdout) as {
            mode: string;
            secrets: { secret: string; environment: string; readers: string[]; version: null }[];
        };
        assert.equal(answer.mode, "sandbox");
        assert.deepEqual(
            answer.secrets.map(({ secret, environment }) => `${environment} ${secret}`),
            [
                "dev gateway-cookie-key",
                "staging checkout-signing-key",
                "staging gateway-cookie-key",
                "prod checkout-signing-key",
                "prod gateway-cookie-key",
            ],
        );
        const [, staging, , prod] = answer.secrets;
        assert.ok(staging?.readers.includes("yusuf"), "staging is deployed to by a push");
        assert.deepEqual(prod?.readers, ["erin-admin", "frank", "mira"]);
        assert.equal(prod?.version, null);
    });

    it("says where it looks, and can be limited to one environment", async () => {
        const { code, stdout } = await secrets("--stack prod");
        assert.equal(code, 0);
        assert.match(stdout, /^sandbox: /);
        assert.match(
            stdout,
            /checkout-signing-key +prod +generated +payments +- +- +in the next run/,
        );
        assert.doesNotMatch(stdout, /staging/);
    });

    it("refuses a missing place in CI, live with the sandbox's variables, and an unknown stack", async () => {
        const live = await secrets("--live", { ROLLCALL_WORLD: "/somewhere" });
        assert.equal(live.code, 1);
        assert.match(live.stderr, /ROLLCALL_WORLD is set for the sandbox/);
        // Whoever listens there would answer that what is to be deleted is gone.
        const attached = await secrets("--live", { PULUMI_DEBUG_PROVIDERS: "github:1" });
        const hosted = await secrets("--live", { PULUMI_DEBUG_LANGUAGES: "nodejs:1" });
        assert.equal(attached.code, 1);
        assert.match(attached.stderr, /PULUMI_DEBUG_PROVIDERS is set for the sandbox/);
        assert.equal(hosted.code, attached.code);
        assert.match(hosted.stderr, /PULUMI_DEBUG_LANGUAGES is set for the sandbox/);
        assert.equal((await secrets("", { CI: "true" })).code, 2);
        assert.match((await secrets("--stack nowhere")).stderr, /nowhere/);
    });
});
