import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PythonTools } from "./pythonTools";
import { freePort, startServer } from "./serverProcess";

/** moto: it answers as AWS does, and checks no credential. */
export interface AwsServer {
    /** `http://127.0.0.1:PORT` */
    readonly endpoint: string;
    stop(): Promise<void>;
}

/** AWS's ids of identity stores are hexadecimal; moto's have any letter, which no roster takes. */
const withHexIds = `
import secrets, sys
from moto.ssoadmin import models
class Hex:
    def __getattr__(self, name): return getattr(models_random, name)
    def get_random_string(self, length=16, **_): return secrets.token_hex(length)[:length]
models_random, models.random = models.random, Hex()
from moto.server import main
sys.exit(main())
`;

export interface AwsOptions {
    /** Whether IAM has the policies that AWS keeps up to date; they take moto seconds. Default true. */
    readonly managedPolicies?: boolean;
}

export async function startAws(
    { moto }: Pick<PythonTools, "moto">,
    { managedPolicies = true }: AwsOptions = {},
): Promise<AwsServer> {
    const folder = await mkdtemp(join(tmpdir(), "rollcall-moto-"));
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    const clean = () => rm(folder, { recursive: true, force: true });
    try {
        const server = await startServer({
            file: join(dirname(moto), "python"),
            args: ["-c", withHexIds, "-H", "127.0.0.1", "-p", String(port)],
            cwd: folder,
            environment: { HOME: folder, MOTO_IAM_LOAD_MANAGED_POLICIES: String(managedPolicies) },
            ready: `${endpoint}/moto-api/data.json`,
        });
        return { endpoint, stop: () => server.stop().finally(clean) };
    } catch (error) {
        await clean();
        throw error;
    }
}
