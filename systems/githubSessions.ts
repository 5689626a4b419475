import type { Account } from "./githubAccounts";
import { GitHubError } from "./githubClient";
import { type Place, type Repository, repositoryPath } from "./githubPlace";
import { mapLimited } from "./mapLimited";
import type { EndedSession } from "./system";

/**
 * What keeps working for a leaver: credentials authorised for single sign-on, and workflow runs. A run that
 * has not begun is cancelled. A run in progress may be in the middle of a deployment, so it is left alone
 * and reported.
 */
export async function endGitHubSessions(
    place: Place,
    repositories: readonly Repository[],
    account: Account,
): Promise<EndedSession[]> {
    const runs = await mapLimited(repositories, 4, (repository) =>
        endRuns(place, repository, account),
    );
    return [...(await endAuthorizations(place, account)), ...runs.flat()];
}

interface Authorization {
    readonly credential_id: number;
    readonly credential_type: string;
    readonly login: string;
}

/** Only organisations with SAML single sign-on have any; others answer 404. */
async function endAuthorizations(
    { client, owner }: Place,
    { person, login, names }: Account,
): Promise<EndedSession[]> {
    if (login === undefined) return [];
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

/**
 * GitHub can list one user's runs with `actor`, but that is who created them; somebody who re-runs one is
 * only its `triggering_actor`. So everybody's runs are listed, by status: few are unfinished at a time.
 * GitHub lists at most a thousand; if there are more, the reading must fail rather than miss one.
 */
const notBegun = ["queued", "waiting", "pending", "requested"] as const;

async function endRuns(
    place: Place,
    repository: Repository,
    account: Account,
): Promise<EndedSession[]> {
    const path = `${repositoryPath(place, repository)}/actions/runs`;
    const sessions: EndedSession[] = [];
    for (const status of [...notBegun, "in_progress"]) {
        const runs = await place.client.list<WorkflowRun>(path, { status }, "workflow_runs");
        for (const run of runs) {
            if (run.actor?.id !== account.id && run.triggering_actor?.id !== account.id) continue;
            const session = {
                person: account.person,
                system: "github",
                kind: "workflow run",
                what: `workflow run ${run.id} of ${repository.name}`,
                ids: { runId: run.id, repositoryId: repository.id, repository: repository.name },
            } as const;
            if (status === "in_progress") sessions.push({ ...session, ...running(run) });
            else
                sessions.push({ ...session, ...(await cancel(place, `${path}/${run.id}/cancel`)) });
        }
    }
    return sessions;
}

/** The longest that a run can take, including waiting. Source: GitHub, "Actions limits". */
const longestRun = 35 * 24 * 3_600_000;

function running({ run_started_at }: WorkflowRun) {
    const since = run_started_at ? `it has been running since ${run_started_at}` : "it is running";
    return {
        ended: false,
        ...(run_started_at ? { until: Date.parse(run_started_at) + longestRun } : {}),
        reason: `${since}, perhaps in the middle of a deployment`,
    };
}

/**
 * Runs that were last seen in progress and that nothing shows to be over. They are fetched one by one: a
 * list may lack a run whose account or repository no longer exists under that name.
 */
export async function findRunsAgain(
    place: Place,
    open: readonly EndedSession[],
    listed: readonly EndedSession[],
): Promise<EndedSession[]> {
    const known = new Set(listed.map(({ what }) => what));
    const unlisted = open.filter(({ what }) => !known.has(what));
    return (await mapLimited(unlisted, 4, (session) => findAgain(place, session))).flat();
}

async function findAgain(place: Place, session: EndedSession): Promise<EndedSession[]> {
    const { runId, repositoryId, repository } = session.ids ?? {};
    if (runId === undefined) return [];
    const named = { id: Number(repositoryId), name: String(repository) };
    const path = `${repositoryPath(place, named)}/actions/runs/${runId}`;
    try {
        const run = await place.client.get<WorkflowRun & { readonly status: string }>(path);
        return run.status === "completed" ? [] : [{ ...session, ...running(run) }];
    } catch (error) {
        if (error instanceof GitHubError) return [{ ...session, reason: error.message }];
        throw error;
    }
}

async function cancel({ client }: Place, path: string) {
    try {
        await client.send("POST", path);
        return { ended: true };
    } catch (error) {
        // It has ended on its own since it was listed.
        if (error instanceof GitHubError && error.status === 409) return { ended: true };
        return { ended: false, reason: (error as Error).message };
    }
}
