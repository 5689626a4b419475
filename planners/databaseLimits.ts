import { day, formatDuration } from "../model/instant";
import type { Problem } from "../model/problem";
import type { Roster, Secret } from "../model/roster";
import { workloadsOf } from "./workloads";

/** A login created anew on every request need not last longer than a day. */
const longestTtl = day / 1_000;

/** A login that Vault creates must have its statements, expire soon, and be for a service. */
export function checkDatabases(roster: Roster): Problem[] {
    const workloads = new Set(workloadsOf(roster).map(({ target }) => target));
    return [...roster.secrets.values()].flatMap((secret) => {
        if (secret.kind !== "vault-database") return misplaced(secret);
        if (!secret.database) return [undescribed(secret)];
        return [
            ...checkTimes(secret),
            ...secret.in.flatMap(({ key }) => {
                const { vault } = roster.environments.get(key) ?? {};
                const asks =
                    vault &&
                    roster.organization.vault &&
                    workloads.has(`${key}/${secret.service.key}`);
                return asks ? [] : [askedByNobody(secret, key)];
            }),
        ];
    });
}

function misplaced(secret: Secret): Problem[] {
    const { key, kind, database } = secret;
    if (!database) return [];
    const message = `${key} is of kind ${kind} and has \`database\`, which is for vault-database`;
    return [problem("invalid-value", secret, `${message}; take it out, or change the kind`)];
}

function undescribed(secret: Secret): Problem {
    const message =
        `${secret.key} is a vault-database and does not say how Vault makes a login; give ` +
        "`database`: mount, connection, creationStatements, revocationStatements";
    return problem("missing-value", secret, message);
}

function checkTimes(secret: Secret): Problem[] {
    const { ttl = 0, maxTtl = 0 } = secret.database ?? {};
    const text =
        `logins of ${secret.key} last ${formatDuration(ttl)}, and ${formatDuration(maxTtl)} ` +
        "however often they are renewed";
    if (ttl > maxTtl) {
        return [problem("invalid-value", secret, `${text}; \`maxTtl\` must not be below \`ttl\``)];
    }
    if (maxTtl <= longestTtl) return [];
    const most = formatDuration(longestTtl);
    return [problem("invalid-value", secret, `${text}; set \`maxTtl\` to ${most} or less`)];
}

function askedByNobody(secret: Secret, environment: string): Problem {
    const { key, service } = secret;
    const message =
        `${key} is delivered to nobody in ${environment}: ${service.key} has no role in Vault there ` +
        "to ask with; give it a repository and the environment a `vault`, or take the environment " +
        "out of `in`";
    return problem("missing-value", secret, message);
}

function problem(
    rule: Problem["rule"],
    { at: { file, line, column } }: Secret,
    message: string,
): Problem {
    return { severity: "error", rule, message, file, line, column };
}
