import type { IAMClient } from "@aws-sdk/client-iam";
import type { IdentitystoreClient } from "@aws-sdk/client-identitystore";
import type { SSOAdminClient } from "@aws-sdk/client-sso-admin";
import type { STSClient, STSClientConfig } from "@aws-sdk/client-sts";

export interface AwsConnection {
    /** Default: those from the environment, a profile or a role, as for every AWS tool. */
    readonly credentials?: NonNullable<STSClientConfig["credentials"]>;
    /** The profile to take them from; default: the environment's. */
    readonly profile?: string;
    /** A role to assume first. */
    readonly roleArn?: string;
    /** One address for all services, instead of AWS's own. */
    readonly endpoint?: string;
    /**
     * Accounts in which to look for IAM users named after a person, each with the role to assume there;
     * without a role the credentials must be the account's own.
     */
    readonly accounts?: readonly { readonly accountId: string; readonly roleArn?: string }[];
    /** Time limit for one answer, in seconds; default 20. */
    readonly timeoutSeconds?: number;
    /** How many milliseconds a second of waiting takes; tests make it shorter. */
    readonly second?: number;
}

/** What was asked, and what AWS answered. */
export class AwsError extends Error {
    override readonly name = "AwsError";
    constructor(
        message: string,
        /** AWS's error code, such as `AccessDeniedException`. */
        readonly code: string,
    ) {
        super(message);
    }
}

/** The clients for one region and one set of credentials, each created on first use. */
export class AwsClients {
    readonly #made = new Map<string, Promise<unknown>>();

    constructor(
        private readonly region: string,
        private readonly connection: AwsConnection,
    ) {}

    identityStore(): Promise<IdentitystoreClient> {
        return this.#make("identitystore", async () => {
            const { IdentitystoreClient } = await import("@aws-sdk/client-identitystore");
            return new IdentitystoreClient(this.#settings());
        });
    }

    ssoAdmin(): Promise<SSOAdminClient> {
        return this.#make("sso-admin", async () => {
            const { SSOAdminClient } = await import("@aws-sdk/client-sso-admin");
            return new SSOAdminClient(this.#settings());
        });
    }

    sts(): Promise<STSClient> {
        return this.#make("sts", async () => {
            const { STSClient } = await import("@aws-sdk/client-sts");
            return new STSClient(this.#settings());
        });
    }

    iam(): Promise<IAMClient> {
        return this.#make("iam", async () => {
            const { IAMClient } = await import("@aws-sdk/client-iam");
            return new IAMClient(this.#settings());
        });
    }

    #make<T>(service: string, make: () => Promise<T>): Promise<T> {
        const made = this.#made.get(service) ?? make();
        this.#made.set(service, made);
        return made as Promise<T>;
    }

    #settings() {
        const { roleArn } = this.connection;
        const own = this.#ownSettings();
        return roleArn === undefined ? own : { ...own, credentials: () => assume(roleArn, own) };
    }

    #ownSettings() {
        const { credentials, profile, endpoint, timeoutSeconds = 20 } = this.connection;
        const requestTimeout = timeoutSeconds * 1_000;
        return {
            region: this.region,
            ...(credentials ? { credentials } : {}),
            ...(profile === undefined ? {} : { profile }),
            ...(endpoint ? { endpoint } : {}),
            // Identity Center's rate limits are low; adaptive retries stay below them.
            retryMode: "adaptive",
            maxAttempts: 5,
            requestHandler: {
                requestTimeout,
                throwOnRequestTimeout: true,
                connectionTimeout: 5_000,
            },
        };
    }
}

/** The client asks for new credentials when they expire. */
async function assume(RoleArn: string, settings: STSClientConfig) {
    const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
    const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: "rollcall" });
    const sts = new STSClient(settings);
    const { Credentials } = await ask(`sts AssumeRole ${RoleArn}`, sts.send(command));
    return {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
        ...(Credentials?.Expiration ? { expiration: Credentials.Expiration } : {}),
    };
}

/** Adds what was asked to the error: AWS sometimes names only the service and the action. */
export async function ask<T>(asked: string, work: Promise<T>): Promise<T> {
    try {
        return await work;
    } catch (error) {
        const { name, message } = error as Error;
        throw new AwsError(`${asked}: ${name}: ${message}`, name);
    }
}

/** All items of all pages. */
export async function collect<P, T>(
    asked: string,
    pages: AsyncIterable<P>,
    items: (page: P) => readonly T[] | undefined,
): Promise<T[]> {
    const found: T[] = [];
    const read = async () => {
        for await (const page of pages) found.push(...(items(page) ?? []));
    };
    await ask(asked, read());
    return found;
}

/** Undefined if it does not exist; AWS answers differently to callers who may not see it. */
export async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
    try {
        return await work;
    } catch (error) {
        const missing = ["ResourceNotFoundException", "NoSuchEntityException", "NoSuchEntity"];
        if (error instanceof AwsError && missing.includes(error.code)) return undefined;
        throw error;
    }
}
