import type { ExportedResource, StackExport } from "../../engine/run";
import type { Person } from "../../model/roster";
import { componentType } from "../../planners/resources";

/** Somebody whose GitHub account goes by another login than the stack knows. */
export interface RenamedAccount {
    readonly person: string;
    readonly from: string;
    readonly to: string;
    /** The leaves in GitHub by the old login. */
    readonly urns: readonly string[];
}

/** Somebody's account in GitHub by its login of today. */
export type KnownAccount = Pick<Person, "key" | "github">;

/** The accounts that a stack gives access to, as it was told of them. */
export function accountsIn({ deployment }: StackExport): Required<KnownAccount>[] {
    return (deployment.resources ?? []).flatMap((resource) => {
        const github =
            resource.type === componentType.PersonAccess ? accountOf(resource) : undefined;
        return github ? [{ key: resource.urn.split("::")[3] ?? "", github }] : [];
    });
}

/**
 * The accounts that were renamed since the org stack was applied: the numeric id stayed, the login
 * did not. To the provider another login is another resource, and deleting the old one fails,
 * because nobody goes by that name.
 */
export function findRenamedAccounts(
    state: StackExport,
    people: Iterable<KnownAccount>,
): RenamedAccount[] {
    const resources = state.deployment.resources ?? [];
    const known = new Map(
        [...people].flatMap(({ key, github }) =>
            github ? [[github.id, { key, login: github.login }] as const] : [],
        ),
    );
    return resources.flatMap((resource) => {
        const isPerson = resource.type === componentType.PersonAccess;
        const account = isPerson ? accountOf(resource) : undefined;
        const now = account && known.get(account.id);
        if (!account || !now) return [];
        const urns = resources
            .filter((leaf) => isGitHubLeaf(leaf, resource) && goesBy(leaf, account.login))
            .map(({ urn }) => urn);
        // GitHub takes logins that differ in case alone for the same, and so does the provider.
        if (urns.length === 0 || isSame(now.login, account.login)) return [];
        return [{ person: now.key, from: account.login, to: now.login, urns }];
    });
}

/**
 * The state with some leaves under their accounts' new logins, so that they can be deleted; undefined
 * where none of them belongs to a renamed account.
 *
 * They must not be read back as the others are: the stack would forget them, and nothing else
 * remembers that there is something to take away.
 */
export function withNewLogins(
    state: StackExport,
    renamed: readonly RenamedAccount[],
    leaves: ReadonlySet<string>,
): StackExport | undefined {
    const accounts = new Map(
        renamed.flatMap((account) =>
            account.urns.filter((urn) => leaves.has(urn)).map((urn) => [urn, account] as const),
        ),
    );
    if (accounts.size === 0) return undefined;
    const resources = state.deployment.resources?.map((resource) => {
        const account = accounts.get(resource.urn);
        return account ? rename(resource, account) : resource;
    });
    return { ...state, deployment: { ...state.deployment, ...(resources ? { resources } : {}) } };
}

/** The provider's ids end in the login: `acme:alice-acme`, `4700005:alice-acme`. */
function rename(leaf: ExportedResource, { from, to }: RenamedAccount): ExportedResource {
    const parts = leaf.id?.split(":") ?? [];
    const named = isSame(parts.at(-1) ?? "", from)
        ? { id: [...parts.slice(0, -1), to].join(":") }
        : {};
    return {
        ...leaf,
        ...named,
        inputs: { ...leaf.inputs, username: to },
        outputs: { ...leaf.outputs, ...(leaf.outputs?.id ? named : {}), username: to },
    };
}

function isGitHubLeaf(leaf: ExportedResource, component: ExportedResource): boolean {
    return leaf.custom && leaf.parent === component.urn && leaf.type.startsWith("github:");
}

function goesBy({ inputs }: ExportedResource, login: string): boolean {
    return typeof inputs?.username === "string" && isSame(inputs.username, login);
}

/** What a PersonAccess was told of the account; undefined where it has none. */
function accountOf({ inputs }: ExportedResource): { id: number; login: string } | undefined {
    const { id, login } = (inputs?.github ?? {}) as Readonly<Record<string, unknown>>;
    return typeof id === "number" && typeof login === "string" ? { id, login } : undefined;
}

function isSame(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}
