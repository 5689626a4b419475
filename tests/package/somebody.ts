import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    realpathSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parseDocument } from "yaml";
import type { Summary } from "../../engine/events";
import { type Engine, EngineNotFound, findEngine } from "../../engine/find";
import type { Run } from "../../engine/run";
import { engine } from "../e2e/sandbox";
import { installTarball, packTarball, root } from "./install";

const account = "444444444444";

/** Somebody else's copy of the example, with the package installed from its tarball. */
export class Somebody {
    readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), "rollcall-import-")));
    readonly project = path.join(this.folder, "shop");
    readonly installed: string;
    readonly home = path.join(this.folder, "home");

    constructor() {
        cpSync(path.join(root, "examples/import"), this.project, { recursive: true });
        this.installed = installTarball(
            this.project,
            packTarball(path.join(this.folder, "packed")),
        );
    }

    /** A stack on the sandbox that the package brings: the clone's is not there for somebody else. */
    async openSandbox(found: Engine): Promise<Run> {
        const { sandboxEnvironment, sandboxFolders } =
            this.part<typeof import("../../sandbox/environment")>("environment");
        const { installPlugins } = this.part<typeof import("../../sandbox/install")>("install");
        const { seedWorld } = this.part<typeof import("../../sandbox/seed")>("seed");
        const { pulumiHome, state, world } = sandboxFolders(this.home);
        mkdirSync(state, { recursive: true });
        installPlugins({ pulumiHome, world });
        await seedWorld(world, {
            organization: { login: "lighthouse", id: 300400 },
            accounts: [],
            repositories: [{ name: "shop", id: 812345 }],
            awsAccounts: [account],
            vault: {
                address: "https://vault.lighthouse.example:8200",
                mounts: ["kv"],
                loginAccessor: "auth_oidc_1a2b3c4d",
            },
        });
        // The sandbox knows an account by a profile that is named by its id.
        const config = path.join(this.project, "Pulumi.production.yaml");
        const settings = parseDocument(readFileSync(config, "utf8"));
        settings.setIn(["config", "aws:profile"], account);
        writeFileSync(config, settings.toString());
        return {
            engine: found,
            project: { folder: this.project },
            stack: "production",
            environment: {
                ...sandboxEnvironment(this.home),
                GITHUB_BASE_URL: undefined,
                VAULT_NAMESPACE: undefined,
            },
        };
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }

    private part<Module>(name: string): Module {
        return require(path.join(this.installed, "dist/sandbox", `${name}.js`)) as Module;
    }
}

/** The engine that the end-to-end tests run on; undefined where none can be had. */
export async function presentEngine(): Promise<Engine | undefined> {
    try {
        const home = process.env.ROLLCALL_HOME ?? path.join(root, ".rollcall");
        const environment = { PATH: await engine() };
        return await findEngine({ home, mode: "path", environment, report: () => undefined });
    } catch (error) {
        if (error instanceof EngineNotFound) return undefined;
        throw error;
    }
}

const nothing = { created: 0, updated: 0, deleted: 0, replaced: 0, unchanged: 0, failed: 0 };

/** What a run counted; that it ended well is part of it. */
export async function counts(
    running: Promise<Summary>,
): Promise<Omit<Summary, "stack" | "seconds">> {
    const { stack: _stack, seconds: _seconds, ...rest } = await running;
    return rest;
}

/** These counts and no others. */
export function only(some: Partial<typeof nothing>): typeof nothing {
    return { ...nothing, ...some };
}

/** How many custom resources of each type. */
export function byType(
    resources: readonly { readonly type: string; readonly custom?: boolean }[],
): Record<string, number> {
    const types = resources
        .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
        .map(({ type }) => type);
    return Object.fromEntries(
        [...new Set(types)]
            .sort()
            .map((type) => [type, types.filter((each) => each === type).length]),
    );
}
