import { effectivePermission, teamPermission } from "./access";
import { environmentBody, policyBody } from "./bodies";
import {
    type Answer,
    type Call,
    done,
    environmentOf,
    found,
    invalid,
    page,
    type Route,
    repositoryOf,
    route,
} from "./route";
import { newKeyPair } from "./sealedBox";
import type { BranchPolicy, Environment, Repository, Reviewer } from "./state";
import { nextId } from "./state";

const environments = "/repos/{owner}/{repo}/environments";
const policies = `${environments}/{environment_name}/deployment-branch-policies`;

/** What stands before a deployment. */
export const environmentRoutes: readonly Route[] = [
    route(`GET ${environments}`, "member", (call) => {
        const repository = repositoryOf(call);
        if (!repository) return undefined;
        const all = [...repository.environments.values()];
        return page(
            call,
            all.map((each) => environmentBody(call.state, each)),
            "environments",
        );
    }),
    route(`GET ${environments}/{environment_name}`, "member", (call) => {
        const environment = environmentOf(call);
        return found(environment && environmentBody(call.state, environment));
    }),
    route(`PUT ${environments}/{environment_name}`, "owner", setEnvironment),
    route(`DELETE ${environments}/{environment_name}`, "owner", (call) => {
        const name = call.params.environment_name?.toLowerCase() ?? "";
        return repositoryOf(call)?.environments.delete(name) ? done : undefined;
    }),
    route(`GET ${policies}`, "member", (call) => {
        const environment = environmentOf(call);
        return (
            environment &&
            page(call, [...environment.policies.values()].map(policyBody), "branch_policies")
        );
    }),
    route(`POST ${policies}`, "owner", createPolicy),
    route(`GET ${policies}/{branch_policy_id}`, "member", (call) => {
        const policy = policyOf(call);
        return found(policy && policyBody(policy));
    }),
    route(`PUT ${policies}/{branch_policy_id}`, "owner", (call) => {
        const policy = policyOf(call);
        if (!policy) return undefined;
        policy.name = String(call.body.name);
        return { body: policyBody(policy) };
    }),
    route(`DELETE ${policies}/{branch_policy_id}`, "owner", (call) =>
        environmentOf(call)?.policies.delete(Number(call.params.branch_policy_id))
            ? done
            : undefined,
    ),
];

/** Makes it, or overwrites what protects it: what is not said is taken away. */
function setEnvironment(call: Call): Answer | undefined {
    const { state, params, body } = call;
    const repository = repositoryOf(call);
    const name = params.environment_name ?? "";
    if (!repository) return undefined;
    const reviewers = (body.reviewers ?? []) as readonly Reviewer[];
    const branchPolicy = (body.deployment_branch_policy ?? null) as BranchPolicy | null;
    const problem = refuse(call, repository, reviewers, branchPolicy);
    if (problem !== undefined) return invalid("Environment", "protection_rules", problem);
    const known = repository.environments.get(name.toLowerCase()) ?? newEnvironment(call, name);
    known.waitTimer = Number(body.wait_timer ?? 0);
    known.preventSelfReview = body.prevent_self_review === true;
    known.canAdminsBypass = body.can_admins_bypass !== false;
    known.reviewers = reviewers.map(({ type, id }) => ({ type, id }));
    known.branchPolicy = branchPolicy;
    repository.environments.set(name.toLowerCase(), known);
    return { body: environmentBody(state, known) };
}

function newEnvironment({ state }: Call, name: string): Environment {
    const id = nextId(state);
    return {
        id,
        name,
        waitTimer: 0,
        preventSelfReview: false,
        canAdminsBypass: true,
        reviewers: [],
        branchPolicy: null,
        policies: new Map(),
        variables: new Map(),
        secrets: new Map(),
        keyPair: newKeyPair(`33804${id}`),
    };
}

function refuse(
    { state, body }: Call,
    repository: Repository,
    reviewers: readonly Reviewer[],
    policy: BranchPolicy | null,
): string | undefined {
    if (policy && policy.protected_branches === policy.custom_branch_policies) {
        return "protected_branches and custom_branch_policies cannot have the same value";
    }
    if (reviewers.length > 6) return "At most 6 reviewers are allowed";
    const wait = Number(body.wait_timer ?? 0);
    if (wait < 0 || wait > 43_200) return "wait_timer must be between 0 and 43,200";
    const blind = reviewers.find(({ type, id }) => {
        const team = type === "Team" ? state.teams.get(id) : undefined;
        if (type === "Team") return !team || !teamPermission(state, team, repository.id);
        return !effectivePermission(state, repository, id);
    });
    return blind && `${blind.type} ${blind.id} must have at least read access to the repository`;
}

function policyOf(call: Call) {
    return environmentOf(call)?.policies.get(Number(call.params.branch_policy_id));
}

/** Only where the environment takes policies of its own; one that is there leads to itself. */
function createPolicy(call: Call): Answer | undefined {
    const environment = environmentOf(call);
    if (!environment?.branchPolicy?.custom_branch_policies) return undefined;
    const { name, type = "branch" } = call.body;
    if (typeof name !== "string" || (type !== "branch" && type !== "tag")) {
        return invalid("DeploymentBranchPolicy", "name", "a pattern and its type are needed");
    }
    const known = [...environment.policies.values()].find(
        (each) => each.name === name && each.type === type,
    );
    if (known) return { status: 303, headers: { location: `${call.url}${call.path}/${known.id}` } };
    const policy = { id: nextId(call.state), name, type } as const;
    environment.policies.set(policy.id, policy);
    return { body: policyBody(policy) };
}
