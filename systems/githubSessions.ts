import type { Account } from "./githubAccounts";
import { GitHubError } from "./githubClient";
import { type Place, type Repository, repositoryPath } from "./githubPlace";
import { mapLimited } from "./mapLimited";
import type { EndedSession } from "./system";

/**
 * What goes on working for somebody who left: credentials that single sign-on let in, and runs of
 * workflows. A run that has not begun is cancelled. One that runs may be in the middle of a
 * deployment: it is left, and reported.
 */
export async function endGitHubSessions(
    place: Place,
    repositories: readonly Repository[],
    account: Account,
): Promise<EndedSession[]> {
    const { login } = account;
    if (login === undefined) return [];
    const runs = await mapLimited(repositories, 4, (repository) =>
        endRuns(place, repository, { ...account, login }),
    );
    return [...(await endAuthorizations(place, { ...account, login })), ...runs.flat()];
}

type Known = Account & { readonly login: string };

interface Authorization {
    readonly credential_id: number;
    readonly credential_type: string;
    readonly login: string;
}

/** Only organisations with SAML single sign-on have any; the others answer that there is no such thing. */
async function endAuthorizations(
    { client, owner }: Place,
    { person, login, names }: Known,
): Promise<EndedSession[]> {
    const path = `orgs/${owner}/credential-authorizations`;
    const all = await client.list<Authorization>(path, { login }).catch((error: unknown) => {
        if (error instanceof GitHubError && [403, 404].includes(error.status)) return [];
        throw error;
    });
    const own = all.filter((one) => names.has(one.login.toLowerCase()));
    for (const { credential_id } of own) await client.delete(`${path}/${credential_id}`);
    return own.map(({ credential_id, credential_type }) => ({
        person,
        system: "github",
        kind: "authorized credential",
        what: `${credential_type} ${credential_id}`,
        ended: true,
    }));
}

interface WorkflowRun {
    readonly id: number;
    readonly run_started_at?: string;
    readonly actor?: { readonly id: number } | null;
    readonly triggering_actor?: { readonly id: number } | null;
}

const notBegun = ["queued", "waiting", "pending", "requested"] as const;

async function endRuns(
    place: Place,
    repository: Repository,
    account: Known,
): Promise<EndedSession[]> {
    const path = `${repositoryPath(place, repository)}/actions/runs`;
    const sessions: EndedSession[] = [];
    for (const status of [...notBegun, "in_progress"]) {
        const query = { actor: account.login, status };
        const runs = await place.client.list<WorkflowRun>(path, query, "workflow_runs");
        for (const run of runs) {
            if (run.actor?.id !== account.id && run.triggering_actor?.id !== account.id) continue;
            const session = {
                person: account.person,
                system: "github",
                kind: "workflow run",
                what: `workflow run ${run.id} of ${repository.name}`,
            } as const;
            if (status === "in_progress") sessions.push({ ...session, ...running(run) });
            else
                sessions.push({ ...session, ...(await cancel(place, `${path}/${run.id}/cancel`)) });
        }
    }
    return sessions;
}

function running({ run_started_at }: WorkflowRun) {
    const since = run_started_at ? `it runs since ${run_started_at}` : "it runs";
    return { ended: false, reason: `${since}, perhaps in the middle of a deployment` };
}

async function cancel({ client }: Place, path: string) {
    try {
        await client.send("POST", path);
        return { ended: true };
    } catch (error) {
        // It has ended by itself since it was listed.
        if (error instanceof GitHubError && error.status === 409) return { ended: true };
        return { ended: false, reason: (error as Error).message };
    }
}
