import { type GitHubClient, GitHubError } from "./githubClient";

/** An organisation, and the numeric id that it is known to have. */
export interface KnownOrganization {
    readonly owner: string;
    readonly ownerId?: number | undefined;
}

/** A repository's environment, with secrets of its own. */
export interface SecretsPlace {
    readonly repository: string;
    readonly environment: string;
}

/**
 * Why nothing may be deleted with a token; undefined: it may. Everybody is shown an organisation, but its
 * plan only administrators. Everybody else's deletes are answered 404, which is taken for done, by the
 * provider too: its state then forgets what people still have.
 *
 * Where only secrets of environments are meant, a token that may list those is enough: it needs no
 * right on the organisation.
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
