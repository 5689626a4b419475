import { type GitHubClient, GitHubError } from "./githubClient";

/** An organisation, with the numeric id that it is known to have. */
export interface KnownOrganization {
    readonly owner: string;
    readonly ownerId?: number | undefined;
}

/** An environment of a repository, with its own secrets. */
export interface SecretsPlace {
    readonly repository: string;
    readonly environment: string;
}

/**
 * Why nothing may be deleted with a token; undefined if it may. Everyone can see an organisation, but only
 * administrators its plan. GitHub answers anyone else's delete with 404, which counts as done, for the
 * provider too: its state then forgets what people still have.
 *
 * If only secrets of environments are to be deleted, a token that can list those is enough: it needs no
 * permission on the organisation.
 */
export async function findLostRights(
    client: GitHubClient,
    { owner, ownerId }: KnownOrganization,
    secretsAlone: readonly SecretsPlace[] = [],
): Promise<string | undefined> {
    const organization = encodeURIComponent(owner);
    try {
        const { id, plan } = await client.get<{ readonly id: number; readonly plan?: unknown }>(
            `orgs/${organization}`,
        );
        if (ownerId !== undefined && id !== ownerId) {
            return `organisation ${owner} has the id ${id}, and not ${ownerId}: it is another one`;
        }
        if (plan) return undefined;
        if (secretsAlone.length === 0) return notShown(owner);
        for (const { repository, environment } of secretsAlone) {
            const path = `${encodeURIComponent(repository)}/environments/${encodeURIComponent(environment)}`;
            await client.get(`repos/${organization}/${path}/secrets`, { per_page: 1 });
        }
        return undefined;
    } catch (error) {
        if (!(error instanceof GitHubError)) throw error;
        const refused = [401, 403, 404].includes(error.status);
        return refused ? `${error.message}; ${advice}` : error.message;
    }
}

function notShown(owner: string): string {
    return (
        `the token in GITHUB_TOKEN does not administer github organisation ${owner}: it is not shown ` +
        `its plan; ${advice}`
    );
}

const advice =
    "give the token in GITHUB_TOKEN the rights that docs/live.md lists, and run this again";
