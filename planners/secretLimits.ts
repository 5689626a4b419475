import type { Problem } from "../model/problem";
import type { Environment, Place, Roster, Secret } from "../model/roster";
import { fillStatement, mergeStatements, permissionSetPolicy, variablesOf } from "./documents";
import type { Delivery, GitHubDelivery } from "./secretDelivery";
import { deliveryOf } from "./secretDelivery";

/** A value that Rollcall makes must be delivered somewhere, and each place holds one secret. */
export function checkSecrets(roster: Roster): Problem[] {
    const all = [...roster.secrets.values()];
    const made = all.filter(isMade);
    return [
        ...checkPlaces(roster, made, all),
        ...made.flatMap((secret) => [
            ...checkVaultPath(secret),
            ...secret.in.flatMap(({ key, at }) => {
                const environment = roster.environments.get(key);
                if (!environment) return [];
                const places = placesOf(deliveryOf(roster, secret, environment));
                return [
                    ...(places.length > 0 ? [] : [deliveredToNobody(secret, key, at)]),
                    ...checkRights(roster, secret, environment),
                ];
            }),
        ]),
    ];
}

/**
 * What Rollcall makes would overwrite whatever else is in its place: another value of Rollcall's, also of
 * another environment in the same account, or one that is made elsewhere.
 */
function checkPlaces(roster: Roster, made: readonly Secret[], all: readonly Secret[]): Problem[] {
    const external = all.filter(({ kind }) => kind === "external");
    const taken = new Map<string, string>();
    return [...made, ...external].flatMap((secret) =>
        secret.in.flatMap(({ key }) => {
            const environment = roster.environments.get(key);
            if (!environment) return [];
            const who = `${secret.key} of ${key}`;
            return placesOf(deliveryOf(roster, secret, environment)).flatMap(({ is, written }) => {
                const other = taken.get(is);
                if (other === undefined && isMade(secret)) taken.set(is, who);
                return other === undefined ? [] : [clash(secret.at, who, other, written)];
            });
        }),
    );
}

/** Whether Rollcall makes the secret's values, and so has to deliver them. */
export function isMade({ kind }: Pick<Secret, "kind">): boolean {
    return kind === "generated" || kind === "aws-access-key";
}

/** In characters without white space. Source: IAM and AWS STS quotas: the inline policies of a user. */
const longestUserPolicy = 2_048;

/** What the holder of an access key may do: the same as the service's own pipeline, and nothing else. */
export function accessKeyPolicy(roster: Roster, secret: Secret, environment: Environment): string {
    const service = roster.services.get(secret.service.key);
    const variables = variablesOf(roster, environment, service);
    const statements = (service?.aws?.statements ?? []).map((one) => fillStatement(one, variables));
    return permissionSetPolicy(mergeStatements(statements), []);
}

function checkRights(roster: Roster, secret: Secret, environment: Environment): Problem[] {
    if (secret.kind !== "aws-access-key") return [];
    const rights = roster.services.get(secret.service.key)?.aws;
    if (!environment.aws || !roster.organization.aws || !rights?.statements.length) {
        const message =
            `${secret.key} is an access key that could do nothing in ${environment.key}: it has ` +
            `the statements of ${secret.service.key}; give that service some, or take the ` +
            "environment out of `in`";
        return [problem("missing-value", secret.at, message)];
    }
    const length = accessKeyPolicy(roster, secret, environment).replace(/\s/g, "").length;
    if (length <= longestUserPolicy) return [];
    const message =
        `the policy of ${secret.key} in ${environment.key} has ${length} characters, of ` +
        `${longestUserPolicy} allowed to a user; write one pattern for several resources`;
    return [problem("policy-too-long", secret.at, message)];
}

/** Where a value goes: as the roster writes it, and normalised so that one place is one text. */
interface Spot {
    readonly written: string;
    readonly is: string;
}

function placesOf({ github, vault, aws }: Delivery): Spot[] {
    return [
        ...(github ? [spotInGitHub(github)] : []),
        ...(vault ? [spot(`vault ${vault.mount}/${vault.name}`)] : []),
        ...(aws ? [spot(`aws ${aws.name} in account ${aws.accountId}, ${aws.region}`)] : []),
    ];
}

/** GitHub's names of repositories, environments and secrets are case-insensitive. */
function spotInGitHub({ repository, environment, secretName }: GitHubDelivery): Spot {
    const written = `github ${repository}/${environment}/${secretName}`;
    return { written, is: written.toLowerCase() };
}

function spot(written: string): Spot {
    return { written, is: written };
}

function deliveredToNobody({ key }: Secret, environment: string, at: Place): Problem {
    return problem(
        "missing-value",
        at,
        `${key} is delivered to nobody in ${environment}; give \`deliver\` a place that is there ` +
            "(github, vault or aws), or take the environment out of its `in`",
    );
}

function clash(at: Place, who: string, other: string, place: string): Problem {
    const message =
        `${who} is delivered to the same place as ${other}: ${place}; give it its own, with ` +
        "${environment} in it where two environments share an account";
    return problem("duplicate-identity", at, message);
}

/** Roles may name paths of other engines and path patterns; a value is in exactly one place. */
function checkVaultPath({ key, at, deliver }: Secret): Problem[] {
    const path = deliver.vault;
    if (path === undefined || !/^\/|[+*]|\/$/.test(path)) return [];
    const message =
        `${key} is delivered to "${path}", which is no place below the environment's KV v2 mount; ` +
        "leave out a leading or trailing / and every + and *";
    return [problem("invalid-value", at, message)];
}

function problem(rule: Problem["rule"], { file, line, column }: Place, message: string): Problem {
    return { severity: "error", rule, message, file, line, column };
}
