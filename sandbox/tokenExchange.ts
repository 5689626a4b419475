import type { JSONWebKeySet } from "jose";
import {
    type Decision,
    evaluate,
    explainDecision,
    nearestFailure,
    type RequestContext,
} from "../model/iam";
import { type Instant, isoInstant } from "../model/instant";
import { issuer } from "../planners/workflowRun";
import { type AwsSession, readDocument, sessionContext, timeContext } from "./awsSession";
import type { AwsIamRole, AwsOidcProvider } from "./collections";
import type { TokenClaims } from "./githubToken";
import type { Mismatch } from "./mismatch";
import { iamKey } from "./providers/iamApi";
import { hostOf, oidcProviderArn } from "./providers/iamOidcProvider";
import {
    audiencesOf,
    type Refusal,
    refuse,
    secondsOf,
    unverifiedClaims,
    type Verdict,
    verifyToken,
} from "./webIdentity";
import type { WorldReader } from "./world";

export interface WebIdentityRequest {
    readonly roleArn: string;
    readonly token: string;
    /** The keys that the issuer publishes. */
    readonly keys: JSONWebKeySet;
    readonly sessionName?: string;
    /** From 900 to the role's maximum. Default: an hour. */
    readonly durationSeconds?: number;
}

export interface WebIdentityAnswer extends Verdict {
    /** Present if granted. */
    readonly session?: AwsSession;
}

/**
 * The claims of GitHub's tokens, besides subject and audience, that STS exposes as condition keys. A
 * condition on any other claim sees no value.
 *
 * Source: IAM User Guide, "IAM and AWS STS condition context keys", OIDC federation.
 */
const githubClaims = [
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "workflow",
] as const;

const hour = 3_600;
const shortest = 900;

/**
 * STS's AssumeRoleWithWebIdentity: the account has an OIDC provider for the token's issuer, one of the
 * issuer's keys signed the token, its audience is one of the provider's, it is valid now, and the role's
 * trust policy allows it.
 */
export async function assumeRoleWithWebIdentity(
    world: WorldReader,
    request: WebIdentityRequest,
    instant: Instant,
): Promise<WebIdentityAnswer> {
    const [, accountId = "", name = ""] =
        /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.+\/)?([^/]+)$/.exec(request.roleArn) ?? [];
    const iss = String(unverifiedClaims(request.token).iss ?? "");
    const provider = world.read("aws/oidcProviders", oidcProviderArn(accountId, iss));
    if (provider === undefined || !iss.startsWith("https://")) {
        const whose = JSON.stringify(iss);
        return refuse(`InvalidIdentityToken: no OIDC provider in ${accountId} for issuer ${whose}`);
    }
    const reading = await verifyToken(request.token, request.keys, stsAlgorithms);
    if (!reading.ok)
        return refuse(`InvalidIdentityToken: the token is refused: ${reading.problem}`);
    const problem = claimsProblem(provider, reading.claims, instant);
    if (problem !== undefined) return problem;
    const role = world.read("aws/iamRoles", iamKey(accountId, name));
    if (role?.arn !== request.roleArn) return refuse(`AccessDenied: no role ${request.roleArn}`);
    return judgeTrust(role, provider, reading.claims, request, instant);
}

const stsAlgorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

function claimsProblem(
    { clientIds }: AwsOidcProvider,
    claims: TokenClaims,
    instant: Instant,
): Refusal | undefined {
    const audiences = audiencesOf(claims);
    if (!audiences.some((audience) => clientIds.includes(audience))) {
        const [given, taken] = [audiences, clientIds].map((list) => JSON.stringify(list));
        return refuse(
            `InvalidIdentityToken: incorrect token audience ${given}; the provider takes ${taken}`,
            [{ claim: "aud", allowed: clientIds, given: audiences }],
        );
    }
    const now = instant / 1000;
    const [nbf, exp] = [secondsOf(claims, "nbf"), secondsOf(claims, "exp")];
    if (exp === undefined || exp <= now) {
        const ended = exp === undefined ? "never says when" : isoInstant(exp * 1000);
        return refuse(
            `ExpiredToken: the token ended at ${ended}, and it is ${isoInstant(instant)}`,
        );
    }
    if (nbf !== undefined && nbf > now) {
        const start = isoInstant(nbf * 1000);
        return refuse(`InvalidIdentityToken: the token is not good before ${start}`);
    }
    return undefined;
}

function judgeTrust(
    role: AwsIamRole,
    provider: AwsOidcProvider,
    claims: TokenClaims,
    request: WebIdentityRequest,
    instant: Instant,
): WebIdentityAnswer {
    const { durationSeconds = hour, sessionName = "GitHubActions" } = request;
    const decision = evaluate(
        {
            action: "sts:AssumeRoleWithWebIdentity",
            resource: role.arn,
            principal: { type: "Federated", id: provider.arn },
            context: {
                ...timeContext(instant),
                ...claimContext(provider, claims),
                "sts:RoleSessionName": sessionName,
            },
        },
        { trust: readDocument(role.assumeRolePolicy, "trust") },
    );
    const reason = explainDecision(decision);
    if (!decision.allowed) return refuse(`AccessDenied: ${reason}`, mismatchesOf(decision));
    if (durationSeconds < shortest || durationSeconds > role.maxSessionDuration) {
        const allowed = `${shortest} to ${role.maxSessionDuration}`;
        return refuse(`ValidationError: ${durationSeconds} seconds; the role allows ${allowed}`);
    }
    const { accountId, arn: roleArn, name, uniqueId } = role;
    const session: AwsSession = {
        arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`,
        accountId,
        roleArn,
        issuedAt: instant,
        expiresAt: instant + durationSeconds * 1000,
        of: { kind: "role", name, uniqueId },
        context: {
            ...sessionContext({ roleArn, accountId }, `${uniqueId}:${sessionName}`, instant),
            "aws:FederatedProvider": provider.arn,
        },
    };
    return { granted: true, reason, session };
}

/** What the closest statement requires and the token lacks. */
function mismatchesOf(decision: Decision): Mismatch[] {
    return (nearestFailure(decision)?.conditions ?? []).map(({ key, expected, actual }) => ({
        claim: key.slice(key.lastIndexOf(":") + 1),
        allowed: expected,
        given: actual,
    }));
}

/** The claims as condition keys, prefixed with the provider's URL. */
function claimContext({ url }: AwsOidcProvider, claims: TokenClaims): RequestContext {
    const known = hostOf(url) === issuer ? githubClaims : [];
    const keys = ["aud", "sub", ...known].flatMap((claim) => {
        const value = claims[claim];
        if (value === undefined) return [];
        return [[`${url}:${claim}`, Array.isArray(value) ? value : String(value)] as const];
    });
    return Object.fromEntries(keys);
}
