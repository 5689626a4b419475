import type { Roster } from "../../model/roster";
import { organizationStack } from "../../planners/resources";
import type { NamedRepositories } from "../../systems/system";
import type { Invocation } from "../invocation";
import type { Opened } from "./prepare";
import { openReaders } from "./readers";
import { repositoryIdOf } from "./renamedRepositories";
import { RepositoryNames, sameName } from "./repositoryNames";

interface DeclaredRepository {
    readonly service: string;
    readonly id: number;
    readonly name: string;
}

/**
 * The declared repositories that something in these stacks goes by: all of them in org, and in an
 * environment those to which it delivers a secret.
 */
export function repositoriesIn(
    { services, secrets }: Roster,
    stacks: readonly string[],
): DeclaredRepository[] {
    const delivering = new Set(
        [...secrets.values()]
            .filter(({ deliver }) => deliver.github !== undefined)
            .filter((secret) => secret.in.some(({ key }) => stacks.includes(key)))
            .map(({ service }) => service.key),
    );
    return [...services.values()]
        .filter(({ key }) => stacks.includes(organizationStack) || delivering.has(key))
        .flatMap(({ key, repository }) => (repository ? [{ service: key, ...repository }] : []));
}

/** What is known of repositories before anything is called by their names. */
export interface ResolvedRepositories {
    /** Undefined: not looked up. */
    readonly names: RepositoryNames | undefined;
    readonly wrong: readonly string[];
    /** Whether a leaf goes by no repository's name, or by one that is known to be its own. */
    readonly isSure: (urn: string) => boolean;
}

const nothing: NamedRepositories = { named: [] };

/**
 * Looks the organisation's repositories up. The sandbox makes them as the roster declares them; a
 * stack that has nothing in GitHub has no token, either.
 */
export async function resolveRepositories(
    invocation: Invocation,
    { mode, judged: { roster }, stacks, revocable }: Opened,
): Promise<ResolvedRepositories> {
    const called = [...stacks, ...revocable];
    const declared = roster ? repositoriesIn(roster, called) : [];
    const isCalled = declared.length > 0 || called.includes(organizationStack);
    if (!roster || mode === "sandbox" || !isCalled) {
        return { names: undefined, wrong: [], isSure: () => true };
    }
    const { owner } = roster.organization.github;
    try {
        const readers = await openReaders(invocation, mode, roster);
        const ids = declared.map(({ id }) => id);
        const found = await Promise.all(
            readers.map((reader) => reader.nameRepositories?.(ids) ?? nothing),
        );
        const all = found.flatMap(({ named }) => named);
        const names = new RepositoryNames(owner, all, found.find(({ hidden }) => hidden)?.hidden);
        const right = new Set(
            declared.flatMap(({ id, name }) =>
                sameName(names.nameOf(id) ?? "", name) ? [id] : [],
            ),
        );
        const isSure = (urn: string) => {
            const id = repositoryIdOf(urn);
            return id === undefined || right.has(id);
        };
        return { names, wrong: wrongRepositories(declared, owner, names), isSure };
    } catch (error) {
        const why = `repositories were not looked up: ${(error as Error).message}`;
        invocation.note(why);
        const isSure = (urn: string) => repositoryIdOf(urn) === undefined;
        return { names: undefined, wrong: [why], isSure };
    }
}

/** Why nothing may be given by the names that the roster declares. */
export function wrongRepositories(
    declared: readonly DeclaredRepository[],
    owner: string,
    names: RepositoryNames,
): string[] {
    return declared.flatMap(({ service, id, name }) => {
        if (sameName(names.nameOf(id) ?? "", name)) return [];
        const now = whereNow(id, `services.${service}.repository`, names);
        return `${service} is declared as ${owner}/${name} in GitHub, but ${now}`;
    });
}

function whereNow(id: number, place: string, names: RepositoryNames): string {
    const found = names.find(id);
    if (!found) return `no repository with the id ${id} is to be seen: correct ${place}`;
    const now = `the repository ${id} is ${found.owner}/${found.name} now`;
    return names.nameOf(id) === undefined
        ? `${now}, outside the organisation: transfer it back, or take ${place} out`
        : `${now}: write ${found.name} into ${place}.name`;
}
