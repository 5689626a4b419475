import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { seedOf } from "../../cli/runs/seedOf";
import type { Outcome } from "../../engine/command";
import { runCommand } from "../../engine/command";
import type { StackExport } from "../../engine/run";
import { loadRoster } from "../../model/load";
import { type Issuer, startIssuer } from "../../sandbox/issuer";
import { engine } from "../e2e/sandbox";
import { compileSandbox } from "../sandbox/compiled";
import { type GitHubServer, startGitHub } from "./github/startGitHub";
import { administrator } from "./github/state";
import { installLabPlugins } from "./plugins/installLabPlugins";
import { VaultApi } from "./plugins/vaultApi";
import { installProvider } from "./provider/gitHubProvider";
import type { PythonTools } from "./servers/pythonTools";
import { Started } from "./servers/started";
import { type PreparedVault, prepareVault } from "./servers/vaultGround";
import { startVault } from "./servers/vaultServer";
import { VaultView } from "./vaultView";

const root = resolve(__dirname, "../..");

/**
 * A user's folder with a roster and the settings of its stacks, and everything that a live run takes
 * from his environment: an engine's home with plugins, a backend, and credentials of a GitHub and a
 * Vault, which are the lab's. State is encrypted by a key in that Vault, as production asks.
 */
export class LiveLab {
    private constructor(
        private readonly started: Started,
        readonly folder: string,
        readonly github: GitHubServer,
        readonly gitHubToken: string,
        readonly issuer: Issuer,
        readonly vault: PreparedVault,
        readonly view: VaultView,
        private readonly environment: Readonly<Record<string, string | undefined>>,
    ) {}

    static open(tools: PythonTools, provider: string): Promise<LiveLab> {
        return Started.open((started) => LiveLab.#openOn(started, tools, provider));
    }

    static async #openOn(started: Started, tools: PythonTools, provider: string) {
        const folder = mkdtempSync(join(tmpdir(), "rollcall-live-"));
        started.keep(folder, () => rmSync(folder, { recursive: true, force: true }));
        cpSync(join(__dirname, "roster"), join(folder, "roster"), { recursive: true });
        const issuer = await started.keep(startIssuer({ name: "loopback" }), (it) => it.stop());
        const server = await started.keep(startVault(tools), (it) => it.stop());
        const mounts = ["kv-dev", "kv-prod"];
        const vault = await prepareVault(server, { mounts, issuer: issuer.url });
        const api = new VaultApi({
            address: server.address,
            token: server.token,
            issuer: "",
            namespace: "",
        });
        await api.write("sys/mounts/transit", { type: "transit" });
        await api.write("transit/keys/rollcall", {});
        const file = join(folder, "roster/roster.yaml");
        edit(file, "https://vault.lab.example:8200", vault.address);
        edit(file, "auth_oidc_1a2b3c4d", vault.loginAccessor);
        const { roster, problems } = loadRoster(join(folder, "roster"));
        assert.ok(roster, problems.map(({ message }) => message).join("\n"));
        const owners = roster.organization.github.owners.flatMap(
            ({ key }) => roster.people.get(key)?.github?.id ?? [],
        );
        const github = await started.keep(startGitHub({ ...seedOf(roster), owners }), (it) =>
            it.close(),
        );
        const gitHubToken = github.token("owner", "all");
        // The token is an app's, which is no member; one of an account would be a finding.
        github.state.members.delete(administrator.id);
        const pulumiHome = join(folder, "pulumi");
        await installPlugins(provider, folder, pulumiHome);
        mkdirSync(join(folder, "state"));
        writeFileSync(
            join(folder, "Pulumi.yaml"),
            `name: rollcall\nruntime: nodejs\nbackend: { url: "file://${folder}/state" }\n`,
        );
        for (const stack of ["org", "dev", "prod"]) {
            const settings = "secretsprovider: hashivault://rollcall\n";
            writeFileSync(join(folder, `Pulumi.${stack}.yaml`), settings);
        }
        return new LiveLab(
            started,
            folder,
            github,
            gitHubToken,
            issuer,
            vault,
            new VaultView(vault.address, ""),
            {
                ...process.env,
                PATH: [await engine(), process.env.PATH].join(delimiter),
                PULUMI_HOME: pulumiHome,
                PULUMI_SKIP_UPDATE_CHECK: "true",
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
                PULUMI_BACKEND_URL: undefined,
                PULUMI_CONFIG_PASSPHRASE: undefined,
                VAULT_SERVER_URL: server.address,
                VAULT_SERVER_TOKEN: server.token,
                VAULT_TOKEN: vault.token,
                GITHUB_TOKEN: gitHubToken,
                GITHUB_BASE_URL: github.url,
                LAB_WRITE_DELAY_MS: "1",
                ROLLCALL_LAB_ISSUER: issuer.url,
                ROLLCALL_HOME: join(folder, "home"),
                ROLLCALL_NOW: undefined,
                CI: undefined,
            },
        );
    }

    /** The command line, as a user calls it in his folder. */
    rollcall(
        args: readonly string[],
        environment: Readonly<Record<string, string>> = {},
    ): Promise<Outcome> {
        return runCommand({
            file: process.execPath,
            args: [join(root, "dist/cli/main.js"), ...args],
            cwd: this.folder,
            environment: { ...this.environment, ...environment },
        });
    }

    /** `up --live`, which must end with this code; answers the document. */
    async up(code = 0, environment: Readonly<Record<string, string>> = {}) {
        const args = ["up", "--live", "--yes", "--json"];
        const outcome = await this.rollcall(args, environment);
        assert.equal(outcome.code, code, `${outcome.stdout}\n${outcome.stderr}`);
        const document = JSON.parse(outcome.stdout);
        assert.equal(document.mode, "live");
        return { document, stderr: outcome.stderr };
    }

    edit(from: string | RegExp, to: string): void {
        edit(join(this.folder, "roster/roster.yaml"), from, to);
    }

    /** As it stands on disk. */
    state(stack: string): StackExport["deployment"] & { secrets_providers?: Keeper } {
        const file = join(this.folder, "state/.pulumi/stacks/rollcall", `${stack}.json`);
        return JSON.parse(readFileSync(file, "utf8")).checkpoint.latest;
    }

    close(): Promise<void> {
        return this.started.stop();
    }
}

/** How a state says that its secrets are kept. */
interface Keeper {
    readonly type: string;
    readonly state: object;
}

/** GitHub's is the real one, Vault's works on a real server, random's is the sandbox's. */
async function installPlugins(github: string, folder: string, pulumiHome: string): Promise<void> {
    const world = join(folder, "world");
    compileSandbox(join(folder, "compiled")).installPlugins({ pulumiHome, world });
    installLabPlugins({ pulumiHome, compiled: join(folder, "lab"), names: ["vault"] });
    installProvider(github, pulumiHome);
}

function edit(file: string, from: string | RegExp, to: string): void {
    const before = readFileSync(file, "utf8");
    const after = before.replace(from, to);
    assert.notEqual(after, before, `${file} does not hold ${from}`);
    writeFileSync(file, after);
}
