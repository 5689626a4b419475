import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PythonTools } from "./pythonTools";
import { freePort, startServer } from "./serverProcess";

/** A real OpenBao, in memory. */
export interface VaultServer {
    /** `http://127.0.0.1:PORT` */
    readonly address: string;
    /** May do everything; made now and never shown. */
    readonly token: string;
    stop(): Promise<void>;
}

export async function startVault({ bao }: Pick<PythonTools, "bao">): Promise<VaultServer> {
    const folder = await mkdtemp(join(tmpdir(), "rollcall-bao-"));
    const token = randomBytes(24).toString("hex");
    const listen = `127.0.0.1:${await freePort()}`;
    const address = `http://${listen}`;
    const clean = () => rm(folder, { recursive: true, force: true });
    try {
        const server = await startServer({
            file: bao,
            args: ["server", "-dev", "-dev-no-store-token", `-dev-listen-address=${listen}`],
            cwd: folder,
            // By variable, because everybody may read a command line.
            environment: { HOME: folder, BAO_DEV_ROOT_TOKEN_ID: token },
            secret: token,
            ready: `${address}/v1/sys/health`,
        });
        return { address, token, stop: () => server.stop().finally(clean) };
    } catch (error) {
        await clean();
        throw error;
    }
}
