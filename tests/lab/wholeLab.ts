import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { IAM } from "@aws-sdk/client-iam";
import { SSOAdmin } from "@aws-sdk/client-sso-admin";
import { stringify } from "yaml";
import { seedOf } from "../../cli/runs/seedOf";
import { loadRoster } from "../../model/load";
import type { Secret } from "../../model/roster";
import { type Issuer, startIssuer } from "../../sandbox/issuer";
import type { Values } from "../../sandbox/values";
import { compileSandbox } from "../sandbox/compiled";
import { type GitHubServer, startGitHub } from "./github/startGitHub";
import { administrator } from "./github/state";
import { SecretsManager } from "./plugins/awsSecretsApi";
import { installLabPlugins } from "./plugins/installLabPlugins";
import { VaultApi } from "./plugins/vaultApi";
import { installProvider } from "./provider/gitHubProvider";
import { accountSettings, roleIn } from "./servers/awsAccount";
import { anyCredentials, makeBucket, readObject } from "./servers/awsBucket";
import { type AwsServer, startAws } from "./servers/awsServer";
import type { PythonTools } from "./servers/pythonTools";
import { Started } from "./servers/started";
import { type PreparedVault, prepareVault } from "./servers/vaultGround";
import { startVault, type VaultServer } from "./servers/vaultServer";
import { VaultView } from "./vaultView";
import { type Done, stacks, WholeSide } from "./wholeSide";

const sample = resolve(__dirname, "../../roster");

export const accounts = { dev: "111111111111", staging: "222222222222", prod: "333333333333" };
export const center = { accountId: "999999999999", region: "eu-central-1" };

/** Where the stacks' state is; the twin's is in files. */
const bucket = "rollcall-state";

/** What the stacks run on. */
interface Servers {
    readonly github: GitHubServer;
    readonly gitHubToken: string;
    readonly aws: AwsServer;
    readonly vault: PreparedVault;
    readonly vaultServer: VaultServer;
    readonly issuer: Issuer;
}

/** The sample organisation on a GitHub, an AWS and a Vault at once, and its twin in the sandbox. */
export class WholeLab {
    private constructor(
        private readonly started: Started,
        readonly servers: Servers,
        readonly live: WholeSide,
        readonly twin: WholeSide,
    ) {}

    static open(tools: PythonTools, provider: string): Promise<WholeLab> {
        return Started.open((started) => WholeLab.#openOn(started, tools, provider));
    }

    static async #openOn(started: Started, tools: PythonTools, provider: string) {
        const folder = mkdtempSync(join(tmpdir(), "rollcall-whole-"));
        started.keep(folder, () => rmSync(folder, { recursive: true, force: true }));
        const [live, twin] = [join(folder, "live"), join(folder, "twin")];
        const servers = await startServers(started, tools, [live, twin]);
        writeSettings(live, await makeBucket(servers.aws, bucket));
        const pulumiHome = join(live, "pulumi");
        const { installPlugins } = compileSandbox(join(folder, "compiled"));
        installPlugins({ pulumiHome, world: join(folder, "nowhere") });
        installLabPlugins({ pulumiHome, compiled: join(folder, "lab"), names: ["aws", "vault"] });
        installProvider(provider, pulumiHome);
        const environment = liveOn(live, servers);
        const sides = [
            WholeSide.open({ folder: live, mode: "live", environment }),
            WholeSide.open({ folder: twin, mode: "sandbox", environment: {} }),
        ].map((side) => started.keep(side, (it) => it.close()));
        const [one, other] = await Promise.all(sides);
        assert.ok(one && other);
        return new WholeLab(started, servers, one, other);
    }

    /** Changes both rosters. */
    edit(file: string, from: string | RegExp, to: string): void {
        for (const side of [this.live, this.twin]) side.edit(file, from, to);
    }

    /** Makes a GitHub account; the sandbox's come with the roster. */
    makeAccount(login: string, id: number): void {
        this.servers.github.state.accounts.push({ login, id });
    }

    /** A stack's state as the object store has it. */
    storedState(stack: string): Promise<string> {
        return readObject(this.servers.aws, bucket, `.pulumi/stacks/rollcall/${stack}.json`);
    }

    /** Takes everything down, by the engine on both. */
    async down(): Promise<[Done[], Done[]]> {
        // Who winds up an organisation owns it: GitHub keeps the last owner.
        const { members } = this.servers.github.state;
        members.set(administrator.id, { role: "admin", state: "active" });
        const done = await this.both((side) => side.destroy());
        members.delete(administrator.id);
        return done;
    }

    /**
     * What each secret was delivered as, by `prod/checkout-signing-key`: wherever the roster wants it,
     * in GitHub, Secrets Manager and Vault, it must be one value.
     */
    async deliveredValues(): Promise<ReadonlyMap<string, string>> {
        const values = new Map<string, string>();
        for (const secret of this.live.read().secrets.values()) {
            for (const { key: environment } of secret.in) {
                const found = new Set(await Promise.all(this.#copiesOf(secret, environment)));
                const [value] = found;
                const what = `${environment}/${secret.key}`;
                assert.ok(found.size === 1 && typeof value === "string", `${what}: not one value`);
                values.set(what, value);
            }
        }
        return values;
    }

    #copiesOf({ service, deliver }: Secret, environment: string): Promise<unknown>[] {
        const { vault, aws, github } = deliver;
        return [
            ...(vault === undefined ? [] : [this.#valueInVault(`kv-${environment}/data/${vault}`)]),
            ...(aws === undefined ? [] : [this.#valueInAws(environment, aws)]),
            ...(github === undefined
                ? []
                : [this.#valueInGitHub(service.key, environment, github)]),
        ];
    }

    async #valueInVault(path: string): Promise<unknown> {
        const { vault } = this.servers;
        const view = new VaultView(vault.address, "acme");
        const { data } = (await view.ask(vault.token, "GET", path)).data;
        return (data as Values | undefined)?.current;
    }

    async #valueInAws(environment: string, SecretId: string): Promise<unknown> {
        const settings = await this.#account(environment);
        const api = new SecretsManager({
            ...{ ...settings, accessKeyId: settings.credentials.accessKeyId },
        });
        return (await api.ask("GetSecretValue", { SecretId })).SecretString;
    }

    async #valueInGitHub(service: string, environment: string, name: string): Promise<unknown> {
        const repositories = [...this.servers.github.state.repositories.values()];
        const repository = repositories.find((each) => each.name === service);
        return repository?.environments.get(environment)?.secrets.get(name)?.value;
    }

    /** The ids of all access keys of users in staging that work. */
    async activeKeys(): Promise<(string | undefined)[]> {
        const iam = new IAM(await this.#account("staging"));
        const { Users = [] } = await iam.listUsers({});
        const keys = Users.map(({ UserName }) => iam.listAccessKeys({ UserName }));
        return (await Promise.all(keys))
            .flatMap(({ AccessKeyMetadata = [] }) => AccessKeyMetadata)
            .filter(({ Status }) => Status === "Active")
            .map(({ AccessKeyId }) => AccessKeyId);
    }

    #account(environment: string): ReturnType<typeof accountSettings> {
        const accountId = accounts[environment as keyof typeof accounts];
        const place = { accountId, region: "eu-west-1" };
        return accountSettings(this.servers.aws, place);
    }

    /** Does the same on both, at the same time. */
    both<T>(work: (side: WholeSide) => Promise<T>): Promise<[T, T]> {
        return Promise.all([work(this.live), work(this.twin)]);
    }

    close(): Promise<void> {
        return this.started.stop();
    }
}

/** Starts everything, and puts the sample into each folder, with what the servers made up in it. */
async function startServers(
    started: Started,
    tools: PythonTools,
    folders: readonly string[],
): Promise<Servers> {
    const issuer = await started.keep(startIssuer({ name: "loopback" }), (it) => it.stop());
    const [vaultServer, aws] = await Promise.all([
        started.keep(startVault(tools), (it) => it.stop()),
        started.keep(startAws(tools, { managedPolicies: false }), (it) => it.stop()),
    ]);
    const mounts = Object.keys(accounts).map((each) => `kv-${each}`);
    const ground = { namespace: "acme", mounts, issuer: issuer.url };
    const vault = await prepareVault(vaultServer, ground);
    await prepareKeys(vaultServer);
    for (const folder of folders) await copyRoster(folder, { vault, aws });
    const { roster, problems } = loadRoster(join(folders[0] ?? "", "roster"));
    assert.ok(roster, problems.map(({ message }) => message).join("\n"));
    const owners = roster.organization.github.owners.flatMap(
        ({ key }) => roster.people.get(key)?.github?.id ?? [],
    );
    const github = await started.keep(startGitHub({ ...seedOf(roster), owners }), (it) =>
        it.close(),
    );
    const gitHubToken = github.token();
    // The token is an app's, which is no member.
    github.state.members.delete(administrator.id);
    return { github, gitHubToken, aws, vault, vaultServer, issuer };
}

/** State is encrypted by a key in the root of Vault, as production asks. */
async function prepareKeys({ address, token }: VaultServer): Promise<void> {
    const api = new VaultApi({ address, token, issuer: "", namespace: "" });
    await api.write("sys/mounts/transit", { type: "transit" });
    await api.write("transit/keys/rollcall", {});
}

async function copyRoster(
    folder: string,
    { vault, aws }: Pick<Servers, "vault" | "aws">,
): Promise<void> {
    const admin = new SSOAdmin(await accountSettings(aws, center));
    const [instance] = (await admin.listInstances({})).Instances ?? [];
    const changes: readonly (readonly [string | RegExp, string])[] = [
        ["https://vault.acme.example:8200", vault.address],
        ["auth_oidc_1a2b3c4d", vault.loginAccessor],
        [/arn:aws:sso:::instance\/[\w-]+/, instance?.InstanceArn ?? ""],
        ["d-9067f0a1b2", instance?.IdentityStoreId ?? ""],
    ];
    cpSync(sample, join(folder, "roster"), { recursive: true });
    const file = join(folder, "roster/organization.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(
        file,
        changes.reduce((before, [from, to]) => before.replace(from, to), text),
    );
}

/** A user's settings: each stack takes on a role of its own account. */
function writeSettings(folder: string, url: string): void {
    const write = (file: string, content: object) =>
        writeFileSync(join(folder, file), stringify(content));
    write("Pulumi.yaml", { name: "rollcall", runtime: "nodejs", backend: { url } });
    for (const stack of stacks) {
        const account = accounts[stack as keyof typeof accounts];
        write(`Pulumi.${stack}.yaml`, {
            secretsprovider: "hashivault://rollcall",
            config: {
                "rollcall:identityCenterRoleArn": roleIn(center.accountId),
                ...(account ? { "rollcall:accountRoleArn": roleIn(account) } : {}),
            },
        });
    }
}

/** A user's environment: his backend, his plugins, and credentials of all three systems. */
function liveOn(folder: string, { github, gitHubToken, aws, vault, vaultServer, issuer }: Servers) {
    return {
        PULUMI_HOME: join(folder, "pulumi"),
        PULUMI_BACKEND_URL: undefined,
        PULUMI_CONFIG_PASSPHRASE: undefined,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        // Nothing is at stake, and the backend writes the whole state after every step.
        PULUMI_SKIP_CHECKPOINTS: "true",
        VAULT_SERVER_URL: vaultServer.address,
        VAULT_SERVER_TOKEN: vaultServer.token,
        VAULT_TOKEN: vault.token,
        VAULT_NAMESPACE: undefined,
        GITHUB_TOKEN: gitHubToken,
        GITHUB_BASE_URL: github.url,
        LAB_WRITE_DELAY_MS: "1",
        AWS_ENDPOINT_URL: aws.endpoint,
        ...anyCredentials,
        ROLLCALL_LAB_ISSUER: issuer.url,
    };
}
