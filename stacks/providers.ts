import * as aws from "@pulumi/aws/provider";
import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as vault from "@pulumi/vault";
import type { Roster, VaultServer } from "../model/roster";
import type { SecretSpec } from "../planners/planSecrets";
import type { AwsAccess, StackConfig } from "./config";

/** Where GitHub's API is, unless GITHUB_BASE_URL says otherwise (GitHub Enterprise Server). */
const gitHubApi = "https://api.github.com/";

/**
 * Variables that the SDKs would copy into a provider's inputs, and so into state: a token in plain
 * text, or a setting that another machine's environment decides. Plugins still see them, because
 * they get theirs from the engine.
 */
const copiedVariables = [
    "GITHUB_TOKEN",
    "GITHUB_BASE_URL",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "TERRAFORM_VAULT_MAX_TTL",
    "VAULT_MAX_RETRIES",
    "VAULT_SKIP_VERIFY",
];

/** The providers of a stack, without a credential among their inputs. */
export interface Providers {
    readonly github?: github.Provider;
    /** Identity Center's account and home region. */
    readonly aws?: aws.Provider;
    readonly vault?: vault.Provider;
}

/** An environment has its own account beside Identity Center's. */
export interface EnvironmentProviders extends Providers {
    readonly account?: aws.Provider;
    readonly random?: random.Provider;
}

/**
 * The providers of the `org` stack. Throws where the organisation's id is not the declared one, and
 * where the token does not administer it.
 */
export async function createOrganizationProviders(
    roster: Roster,
    { identityCenter }: StackConfig,
): Promise<Providers> {
    const provider = await createGitHubProvider(roster, refuseOutsider);
    return { github: provider, ...createSharedProviders(roster, identityCenter) };
}

/** The providers of an environment's stack; GitHub's only where a secret is delivered there. */
export async function createEnvironmentProviders(
    roster: Roster,
    environment: string,
    { config, secrets }: { readonly config: StackConfig; readonly secrets: readonly SecretSpec[] },
): Promise<EnvironmentProviders> {
    const { account, identityCenter, sandbox } = config;
    const provider = secrets.some(({ github }) => github)
        ? await createGitHubProvider(roster)
        : undefined;
    hideVariables();
    const declared = roster.environments.get(environment)?.aws;
    // In the sandbox each account has a profile that is named by its id.
    const access = sandbox && declared ? { profile: declared.accountId } : account;
    return {
        ...createSharedProviders(roster, identityCenter),
        ...(provider ? { github: provider } : {}),
        ...(secrets.length > 0 ? { random: new random.Provider("random") } : {}),
        ...(declared && roster.organization.aws
            ? { account: createAwsProvider("account", declared, access) }
            : {}),
    };
}

/** As options of a component: a list, which its children inherit. */
export function listProviders(
    providers: Pick<EnvironmentProviders, "github" | "vault" | "random"> & {
        readonly aws?: aws.Provider | undefined;
    },
): pulumi.ProviderResource[] {
    return [providers.github, providers.aws, providers.vault, providers.random].filter(
        (provider) => provider !== undefined,
    );
}

/** Throws where the organisation's id is not the declared one. */
async function createGitHubProvider(
    { organization }: Roster,
    check: (found: github.GetOrganizationResult) => void = () => {},
): Promise<github.Provider> {
    const { owner, ownerId } = organization.github;
    const baseUrl = process.env.GITHUB_BASE_URL || gitHubApi;
    hideVariables();
    const provider = new github.Provider("github", { owner, baseUrl });
    check(await findOrganization(provider, owner, ownerId));
    return provider;
}

function createSharedProviders({ organization }: Roster, access: AwsAccess): Providers {
    const center = organization.aws?.identityCenter;
    const server = organization.vault;
    return {
        ...(center
            ? {
                  aws: createAwsProvider("identity-center", center, access),
              }
            : {}),
        ...(server
            ? {
                  vault: createVaultProvider(server),
              }
            : {}),
    };
}

/** Refuses another account than the declared one, whatever the credentials are. */
function createAwsProvider(
    name: string,
    { accountId, region }: { readonly accountId: string; readonly region: string },
    { profile, roleArn }: AwsAccess,
): aws.Provider {
    return new aws.Provider(name, {
        region,
        allowedAccountIds: [accountId],
        ...(profile === undefined ? {} : { profile }),
        ...(roleArn === undefined ? {} : { assumeRoles: [{ roleArn }] }),
    });
}

function createVaultProvider({ address, namespace }: VaultServer): vault.Provider {
    const found = process.env.VAULT_NAMESPACE || undefined;
    if (found !== undefined && found !== namespace) {
        throw new pulumi.RunError(
            `VAULT_NAMESPACE is ${found}, but the roster declares ` +
                `${namespace ?? "no namespace"}; the provider would follow the variable: unset it`,
        );
    }
    return new vault.Provider("vault", {
        address,
        ...(namespace === undefined ? {} : { namespace }),
        skipTlsVerify: false, // else the plugin would take VAULT_SKIP_VERIFY from its environment
    });
}

/** A login can be given up and taken by somebody else; the numeric id cannot. */
async function findOrganization(
    provider: github.Provider,
    owner: string,
    ownerId: number,
): Promise<github.GetOrganizationResult> {
    const found = await github
        .getOrganization({ name: owner, summaryOnly: true }, { provider })
        .catch(({ message }: Error) => {
            throw new pulumi.RunError(`github organisation ${owner} cannot be read: ${message}`);
        });
    if (found.id !== String(ownerId)) {
        throw new pulumi.RunError(
            `github organisation ${owner} has the id ${found.id}, but the roster declares ownerId ` +
                `${ownerId}: this is another organisation; correct organization.github`,
        );
    }
    return found;
}

/**
 * Everybody is shown an organisation, its plan only who administers it. All else is answered 404 to
 * the others, which the provider takes for gone: it would forget what people still have.
 */
function refuseOutsider({ login, plan }: github.GetOrganizationResult): void {
    if (plan !== "") return;
    throw new pulumi.RunError(
        `the token in GITHUB_TOKEN does not administer github organisation ${login}: it is not shown ` +
            "its plan; give it the rights that docs/live.md lists",
    );
}

function hideVariables(): void {
    for (const name of copiedVariables) delete process.env[name];
}
