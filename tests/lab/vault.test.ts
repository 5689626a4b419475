import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { destroyStack } from "../../engine/run";
import { type Issuer, startIssuer } from "../../sandbox/issuer";
import { LabRun } from "./labRun";
import { requireTools } from "./servers/requireTools";
import { type PreparedVault, prepareVault } from "./servers/vaultGround";
import { startVault, type VaultServer } from "./servers/vaultServer";

const namespace = "acme";

describe("the sample organisation on a real Vault", function () {
    this.timeout(600_000);
    const home = mkdtempSync(join(tmpdir(), "rollcall-lab-"));
    let issuer: Issuer;
    let server: VaultServer;
    let vault: PreparedVault;
    let run: LabRun;

    before(async function () {
        const tools = await requireTools(this);
        issuer = await startIssuer({ name: "loopback" });
        server = await startVault(tools);
        const mounts = ["kv-dev", "kv-staging", "kv-prod"];
        vault = await prepareVault(server, { namespace, mounts, issuer: issuer.url });
        run = await LabRun.prepare({
            home,
            vault,
            plugins: ["vault"],
            environment: { VAULT_TOKEN: vault.token, ROLLCALL_LAB_ISSUER: issuer.url },
        });
    });
    after(async () => {
        await server?.stop();
        await issuer?.stop();
        rmSync(home, { recursive: true, force: true });
    });

    it("comes up", async () => {
        const summaries = await run.up("org", "dev", "staging", "prod");
        console.log(summaries);
        console.log(await run.up("org", "dev", "staging", "prod"));
        for (const stack of ["dev", "staging", "prod", "org"])
            console.log(await destroyStack({ ...run.workplace, stack }));
    });
});
