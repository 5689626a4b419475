import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { componentType } from "../planners/resources";
import { formerly, withNames } from "./options";

export interface DatabaseLoginArgs {
    /** Names that this component had; its resources are kept. Absent: none. */
    previously?: string[];
    /** The path of a database secrets engine, which is there already. */
    mount: pulumi.Input<string>;
    /** A connection of the engine, which is there already and allows the role. */
    connection: pulumi.Input<string>;
    /** The role's name in the engine; another name is another role. */
    roleName: string;
    /** In the database's own language, with `{{name}}`, `{{password}}` and `{{expiration}}`. */
    creationStatements: string[];
    /** What takes the login away again. */
    revocationStatements: string[];
    /** Seconds that a login lasts. */
    ttl: number;
    /** Seconds after which it ends, however often it is renewed. */
    maxTtl: number;
    /** The name of the policy that lets its holder ask for a login. */
    policyName: string;
    /** Its text, in HCL. */
    policy: pulumi.Input<string>;
}

/**
 * Logins of a database that Vault makes anew for each who asks, and a policy to ask for one. Neither
 * state nor roster ever holds a value; whoever loses the policy keeps a login for its time at most.
 */
export class DatabaseLogin extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.DatabaseLogin;

    /** The policy's name, known once it is there: the role that takes it among its `policies` waits. */
    readonly policyName: pulumi.Output<string>;

    constructor(name: string, args: DatabaseLoginArgs, opts?: pulumi.ComponentResourceOptions) {
        const { previously } = args;
        super(DatabaseLogin.__pulumiType, name, {}, withNames(opts, previously));
        const options = formerly(this, previously);
        createRole(name, args, options);
        const policy = { name: args.policyName, policy: args.policy };
        this.policyName = new vault.Policy(name, policy, options).name;
        this.registerOutputs({ policyName: this.policyName });
    }
}

function createRole(
    name: string,
    args: DatabaseLoginArgs,
    options: pulumi.CustomResourceOptions,
): void {
    new vault.database.SecretBackendRole(
        name,
        {
            backend: args.mount,
            name: args.roleName,
            dbName: args.connection,
            creationStatements: args.creationStatements,
            revocationStatements: args.revocationStatements,
            defaultTtl: args.ttl,
            maxTtl: args.maxTtl,
        },
        // Another connection replaces it under the same name: deleted after, it would be gone.
        { ...options, deleteBeforeReplace: true },
    );
}
