import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { componentType } from "../planners/resources";
import { checkAnchor } from "./checks";
import type { OidcProvider } from "./choices";
import { formerly, withNames } from "./options";

export interface TrustAnchorArgs {
    /** Names that this component had; its resources are kept. Absent: none. */
    previously?: string[];
    /** Absent: nothing in AWS. */
    aws?: AwsTrustArgs;
    /** Absent: nothing in Vault. */
    vault?: VaultTrustArgs;
}

export interface AwsTrustArgs {
    /** Who makes the account's OIDC provider for GitHub Actions. An account has one at most. */
    oidcProvider: OidcProvider;
    /** The boundary's name; another name is another policy. */
    boundaryName: string;
    /** The boundary's path in IAM, which begins and ends in a slash. */
    boundaryPath: string;
    /** The permissions boundary of workload roles, as JSON. */
    boundaryPolicy: pulumi.Input<string>;
}

export interface VaultTrustArgs {
    /** Where the backend is mounted, such as `github-actions-prod`. */
    path: string;
}

/** Source: GitHub docs, "OpenID Connect reference". */
const issuerUrl = "https://token.actions.githubusercontent.com";

/** Source: GitHub docs, "Configuring OpenID Connect in Amazon Web Services". */
const awsAudience = "sts.amazonaws.com";

/** What lets an account and a Vault check GitHub's tokens. It gives nobody anything by itself. */
export class TrustAnchor extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.TrustAnchor;

    /**
     * The ARN of the boundary; absent without `aws`. Known once the OIDC provider is there as well:
     * a role under this boundary is never without what it trusts, and goes before it.
     */
    readonly boundaryArn?: pulumi.Output<string>;
    /** The ARN of the OIDC provider, known once it is there; absent where it is external. */
    readonly oidcProviderArn?: pulumi.Output<string>;
    /** The path of the backend, known once it is there; absent without `vault`. */
    readonly backendPath?: pulumi.Output<string>;

    constructor(name: string, args: TrustAnchorArgs, opts?: pulumi.ComponentResourceOptions) {
        checkAnchor(name, args);
        // No inputs: a component waits for what they come from.
        super(TrustAnchor.__pulumiType, name, {}, withNames(opts, args.previously));
        const options = formerly(this, args.previously);
        if (args.aws?.oidcProvider === "managed") {
            this.oidcProviderArn = createOidcProvider(name, options).arn;
        }
        if (args.aws) {
            const { arn } = createBoundary(name, args.aws, options);
            this.boundaryArn = pulumi.all([arn, this.oidcProviderArn]).apply(([known]) => known);
        }
        if (args.vault) this.backendPath = createBackend(name, args.vault, options);
        this.registerOutputs({
            boundaryArn: this.boundaryArn,
            oidcProviderArn: this.oidcProviderArn,
            backendPath: this.backendPath,
        });
    }
}

function createBoundary(
    name: string,
    args: AwsTrustArgs,
    options: pulumi.CustomResourceOptions,
): iam.Policy {
    return new iam.Policy(
        name,
        {
            name: args.boundaryName,
            path: args.boundaryPath,
            description: "What no workload role may do, whatever its own policy says",
            policy: args.boundaryPolicy,
        },
        options,
    );
}

function createOidcProvider(
    name: string,
    options: pulumi.CustomResourceOptions,
): iam.OpenIdConnectProvider {
    return new iam.OpenIdConnectProvider(
        name,
        { url: issuerUrl, clientIdLists: [awsAudience] },
        options,
    );
}

function createBackend(
    name: string,
    { path }: VaultTrustArgs,
    options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const backend = new vault.jwt.AuthBackend(
        name,
        {
            path,
            type: "jwt",
            description: "GitHub Actions",
            boundIssuer: issuerUrl,
            oidcDiscoveryUrl: issuerUrl,
        },
        options,
    );
    return backend.id.apply(() => path); // the path itself, once something answers there
}
