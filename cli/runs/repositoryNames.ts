import type { NamedRepository } from "../../systems/system";

/** The organisation's repositories as GitHub has them now, by id and by name. */
export class RepositoryNames {
    readonly #byId: ReadonlyMap<number, NamedRepository>;
    readonly #byName: ReadonlyMap<string, NamedRepository>;

    constructor(
        private readonly owner: string,
        repositories: readonly NamedRepository[],
        /** Why the organisation may have others; undefined: it has none. */
        readonly hidden?: string,
    ) {
        this.#byId = new Map(repositories.map((each) => [each.id, each]));
        this.#byName = new Map(repositories.map((each) => [fullName(each), each]));
    }

    find(id: number): NamedRepository | undefined {
        return this.#byId.get(id);
    }

    /** The name by which the repository can be called here; undefined: it is not in the organisation. */
    nameOf(id: number): string | undefined {
        const found = this.#byId.get(id);
        return found && sameName(found.owner, this.owner) ? found.name : undefined;
    }

    /** What a call by that name would reach here. */
    at(name: string): NamedRepository | undefined {
        return this.#byName.get(fullName({ owner: this.owner, name }));
    }
}

/** GitHub compares names without case. */
export function sameName(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}

function fullName({ owner, name }: Omit<NamedRepository, "id">): string {
    return `${owner}/${name}`.toLowerCase();
}
