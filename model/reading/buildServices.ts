import { parseDuration } from "../instant";
import { oneLine } from "../oneLine";
import { compare } from "../problem";
import type { DatabaseRole, Deploy, Environment, Place, Secret, Service } from "../roster";
import type { RosterInput } from "../schema";
import type { BuildContext } from "./build";
import { buildEnvironments, buildReferences, defined, uniqueTexts } from "./build";
import { buildPermissions } from "./buildAccess";

type EnvironmentInput = (RosterInput["environments"] & object)[string];
type ServiceInput = (RosterInput["services"] & object)[string];
type SecretInput = (RosterInput["secrets"] & object)[string];
type DeployInput = EnvironmentInput["deploy"] & object;

/** The branches that deployments may come from unless the roster says otherwise. */
export const defaultBranches = ["main"] as const;
export const defaultGithubEnvironment = "${environment}";
export const defaultSecretLength = 32;
export const defaultOverlap = 86_400;
export const defaultTtl = 900;
export const defaultMaxTtl = 3_600;

export function buildEnvironment(
    context: BuildContext,
    entry: EnvironmentInput,
    key: string,
    at: Place,
): Environment {
    return defined({
        key,
        at,
        production: entry.production ?? false,
        aws: entry.aws && {
            accountId: entry.aws.accountId,
            region: entry.aws.region,
            oidcProvider: entry.aws.oidcProvider ?? ("managed" as const),
        },
        vault: entry.vault && { mount: entry.vault.mount },
        deploy: {
            at,
            // A list of tags alone is complete: adding a branch would allow more than is written.
            branches: entry.deploy?.tags === undefined ? [...defaultBranches] : [],
            tags: [],
            reviewers: [],
            waitMinutes: 0,
            ...buildDeploy(context, entry),
        },
    });
}

/** The keys of a deploy that are actually written. */
function buildDeploy(
    context: BuildContext,
    entry: { readonly deploy?: DeployInput | undefined },
): Partial<Deploy> {
    const { deploy } = entry;
    if (!deploy) return {};
    const { branches } = deploy;
    return defined({
        at: context.locator.key(entry, "deploy"),
        branches: typeof branches === "string" ? branches : branches && uniqueTexts(branches),
        tags: deploy.tags && uniqueTexts(deploy.tags),
        reviewers: deploy.reviewers && buildReferences(context, deploy.reviewers),
        waitMinutes: deploy.waitMinutes,
    });
}

export function buildService(
    context: BuildContext,
    entry: ServiceInput,
    key: string,
    at: Place,
): Service {
    const { locator } = context;
    const variables = Object.entries(entry.variables ?? {}).sort(([a], [b]) => compare(a, b));
    return defined({
        key,
        at,
        description: oneLine(entry.description),
        repository: entry.repository && { name: entry.repository.name, id: entry.repository.id },
        owner: { key: entry.owner, at: locator.value(entry, "owner") },
        subject: entry.subject ?? ("immutable" as const),
        workflow: entry.workflow,
        in: buildEnvironments(context, entry.in),
        githubEnvironment: entry.githubEnvironment ?? defaultGithubEnvironment,
        deploy: buildDeploy(context, entry),
        ...buildPermissions(context, entry),
        variables: Object.fromEntries(variables),
        previously: [...(entry.previously ?? [])],
    });
}

export function buildSecret(
    context: BuildContext,
    entry: SecretInput,
    key: string,
    at: Place,
): Secret {
    const { rotateEvery, overlap, deliver } = entry;
    return defined({
        key,
        at,
        service: { key: entry.service, at: context.locator.value(entry, "service") },
        in: buildEnvironments(context, entry.in),
        kind: entry.kind,
        length: entry.length ?? defaultSecretLength,
        rotateEvery: rotateEvery === undefined ? undefined : parseDuration(rotateEvery),
        overlap: (overlap === undefined ? undefined : parseDuration(overlap)) ?? defaultOverlap,
        generation: entry.generation ?? 1,
        sealed: entry.sealed || undefined,
        deliver: defined({
            github: deliver?.github,
            vault: deliver?.vault,
            aws: deliver?.aws,
        }),
        database: entry.database && buildDatabase(entry.database),
        reason: entry.reason && oneLine(entry.reason),
        previously: [...(entry.previously ?? [])],
    });
}

function buildDatabase(entry: NonNullable<SecretInput["database"]>): DatabaseRole {
    const { mount, connection, creationStatements, revocationStatements, ttl, maxTtl } = entry;
    return {
        mount,
        connection,
        creationStatements: [...creationStatements],
        revocationStatements: [...revocationStatements],
        ttl: (ttl === undefined ? undefined : parseDuration(ttl)) ?? defaultTtl,
        maxTtl: (maxTtl === undefined ? undefined : parseDuration(maxTtl)) ?? defaultMaxTtl,
    };
}
