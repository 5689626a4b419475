import type { ExportedResource, StackExport } from "../../engine/run";
import type { Person, Roster } from "../../model/roster";

const accessType = "rollcall:index:PersonAccess";

/** A person whose GitHub account goes by another login than the stack knows. */
export interface RenamedAccount {
    readonly person: string;
    readonly from: string;
    readonly to: string;
    /** The person's leaves in GitHub, by the old login. */
    readonly urns: readonly string[];
}

/**
 * The accounts that were renamed since the org stack was applied: the numeric id stayed, the login
 * did not. To the provider another login is another resource, and deleting the old one fails,
 * because nobody goes by that name: the old leaves must be read back, and so forgotten, first.
 */
export function findRenamedAccounts(state: StackExport, roster: Roster): RenamedAccount[] {
    const resources = state.deployment.resources ?? [];
    const people = new Map(
        [...roster.people.values()].flatMap((person) =>
            person.github ? [[person.github.id, person] as const] : [],
        ),
    );
    return resources.flatMap((resource) => {
        const known = resource.type === accessType ? accountOf(resource) : undefined;
        const person = known && people.get(known.id);
        const login = person?.github?.login;
        // GitHub takes logins that differ in case alone for the same, and so does the provider.
        if (!known || !person || !login || sameLogin(login, known.login)) return [];
        const urns = resources.filter((leaf) => isGitHubLeaf(leaf, resource)).map(({ urn }) => urn);
        return urns.length === 0 ? [] : [renamed(person, known.login, login, urns)];
    });
}

function renamed(person: Person, from: string, to: string, urns: string[]): RenamedAccount {
    return { person: person.key, from, to, urns };
}

function isGitHubLeaf(leaf: ExportedResource, component: ExportedResource): boolean {
    return leaf.custom && leaf.parent === component.urn && leaf.type.startsWith("github:");
}

/** What a PersonAccess was told of the account; undefined where it has none. */
function accountOf({ inputs }: ExportedResource): { id: number; login: string } | undefined {
    const { id, login } = (inputs?.github ?? {}) as Readonly<Record<string, unknown>>;
    return typeof id === "number" && typeof login === "string" ? { id, login } : undefined;
}

function sameLogin(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}
