import type { StackExport } from "../../engine/run";
import { organizationStack } from "../../planners/resources";
import { resolveAccounts } from "../../systems/githubAccounts";
import { GitHubClient } from "../../systems/githubClient";
import { nameRepositories } from "../../systems/githubRepositories";
import type { Invocation } from "../invocation";
import type { Logins } from "./logins";
import type { Opened } from "./prepare";
import { gitHubConnection } from "./readers";
import { organizationsIn } from "./recordedOrganizations";
import { accountsIn } from "./renamedAccounts";
import { repositoryIdOf } from "./renamedRepositories";
import { RepositoryNames } from "./repositoryNames";
import type { StackState } from "./stackStates";

type Names = Pick<Logins, "people" | "repositories">;

/**
 * The same with the names of what org has on record and the roster does not say: of people who were taken
 * out without a tombstone, and of everybody where the roster cannot be read. Without its name of today
 * nothing of theirs is found, and the provider takes that for gone.
 */
export async function withRecordedNames<Known extends Names>(
    invocation: Invocation,
    { mode, judged }: Pick<Opened, "mode" | "judged">,
    states: readonly StackState[],
    known: Known,
): Promise<Known> {
    const org = states.find(({ stack }) => stack === organizationStack);
    if (mode === "sandbox" || !org || !("state" in org)) return known;
    const declared = judged.roster ? known : nothing;
    try {
        const { people, repositories } = await namesIn(invocation, org.state, declared);
        return { ...known, people: [...known.people, ...people], repositories };
    } catch (error) {
        invocation.note(`names on record were not looked up: ${(error as Error).message}`);
        return known;
    }
}

const nothing: Names = { people: [], repositories: undefined };

/** The names that are not known yet. */
async function namesIn(invocation: Invocation, state: StackExport, known: Names): Promise<Names> {
    const ids = new Set(known.people.map(({ github }) => github?.id));
    const accounts = accountsIn(state).filter(({ github }) => !ids.has(github.id));
    const [organization, ...others] = organizationsIn(state);
    if (!organization || (accounts.length === 0 && known.repositories)) {
        return { people: [], repositories: known.repositories };
    }
    if (others.length > 0) throw new Error("org's state has providers of several organisations");
    const { owner, baseUrl } = organization;
    const client = new GitHubClient(gitHubConnection(invocation, baseUrl));
    const [resolved, repositories] = await Promise.all([
        resolveAccounts({ client, owner: encodeURIComponent(owner) }, accounts),
        known.repositories ?? nameRecorded(client, owner, state),
    ]);
    const logins = new Map(resolved.map(({ person, actual }) => [person, actual]));
    const people = accounts.map(({ key, github }) => ({
        key,
        github: { ...github, login: logins.get(key) ?? github.login },
    }));
    return { people, repositories };
}

async function nameRecorded(
    client: GitHubClient,
    owner: string,
    { deployment: { resources = [] } }: StackExport,
): Promise<RepositoryNames> {
    const ids = new Set(resources.flatMap(({ urn }) => repositoryIdOf(urn) ?? []));
    const { named, hidden } = await nameRepositories(client, owner, [...ids]);
    return new RepositoryNames(owner, named, hidden);
}
