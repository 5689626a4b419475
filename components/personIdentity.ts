import * as identitystore from "@pulumi/aws/identitystore";
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { componentType } from "../planners/resources";
import { formerly, withNames } from "./options";

export interface PersonIdentityArgs {
    /** Names that this component had; its resources are kept. Absent: none. */
    previously?: string[];
    /** Absent: no user in Identity Center. */
    aws?: IdentityCenterUserArgs;
    /** Absent: no entity in Vault. */
    vault?: VaultEntityArgs;
}

export interface IdentityCenterUserArgs {
    /** Identity Center's store of users and groups: `d-` and ten characters. */
    identityStoreId: pulumi.Input<string>;
    /** Another user name is another user: it never changes. */
    userName: string;
    /** The whole name, as people read it. */
    displayName: string;
    /** The first name. */
    givenName: string;
    /** The last name. */
    familyName: string;
    /** The primary address; kept in state: what tells one human from another under the same key. */
    email: string;
}

export interface VaultEntityArgs {
    /** What Vault's login calls the person: a name on the mount of `mountAccessor`. */
    alias: string;
    /** The accessor of the auth backend by which people log in. */
    mountAccessor: pulumi.Input<string>;
    /** True refuses every token of the person, and every new login; absent: false. */
    disabled?: boolean;
}

/**
 * Who a person is: a user in Identity Center, an entity with an alias in Vault. Grants nothing.
 *
 * A leaver keeps it: a disabled entity refuses a new login only while its alias is there, and a
 * deny on a user's id needs the user.
 */
export class PersonIdentity extends pulumi.ComponentResource {
    static readonly __pulumiType = componentType.PersonIdentity;

    /** Identity Center's id of the user; absent without `aws`. */
    readonly awsUserId?: pulumi.Output<string>;
    /** Vault's id of the entity; absent without `vault`. */
    readonly vaultEntityId?: pulumi.Output<string>;

    constructor(name: string, args: PersonIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        super(PersonIdentity.__pulumiType, name, told(args), withNames(opts, args.previously));
        const options = formerly(this, args.previously);
        if (args.aws) this.awsUserId = createUser(name, args.aws, options).userId;
        if (args.vault) this.vaultEntityId = createEntity(name, args.vault, options).id;
        this.registerOutputs({ awsUserId: this.awsUserId, vaultEntityId: this.vaultEntityId });
    }
}

/**
 * Whose accounts they are stays in state: what tells one human from another under the same key.
 * Plain parts alone: a component waits for what its inputs come from, and Vault's login is nothing
 * that a user in Identity Center should wait for.
 */
function told({ aws, vault }: PersonIdentityArgs): pulumi.Inputs {
    return {
        ...(aws ? { aws: { email: aws.email } } : {}),
        ...(vault ? { vault: { alias: vault.alias } } : {}),
    };
}

function createUser(
    name: string,
    user: IdentityCenterUserArgs,
    options: pulumi.CustomResourceOptions,
): identitystore.User {
    return new identitystore.User(
        name,
        {
            identityStoreId: user.identityStoreId,
            userName: user.userName,
            displayName: user.displayName,
            name: { givenName: user.givenName, familyName: user.familyName },
            emails: { value: user.email, primary: true },
        },
        options,
    );
}

function createEntity(
    name: string,
    { alias, mountAccessor, disabled = false }: VaultEntityArgs,
    options: pulumi.CustomResourceOptions,
): vault.identity.Entity {
    const entity = new vault.identity.Entity(name, { name, disabled }, options);
    new vault.identity.EntityAlias(
        name,
        { name: alias, mountAccessor, canonicalId: entity.id },
        options,
    );
    return entity;
}
