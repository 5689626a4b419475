import type { Problem } from "../model/problem";
import type { Place, Roster, Secret } from "../model/roster";
import type { Delivery } from "./secretDelivery";
import { deliveryOf } from "./secretDelivery";

/** A value that Rollcall makes must reach somebody, and each place holds one secret. */
export function checkSecrets(roster: Roster): Problem[] {
    const taken = new Map<string, string>();
    return [...roster.secrets.values()].filter(isMade).flatMap((secret) => [
        ...checkVaultPath(secret),
        ...secret.in.flatMap(({ key, at }) => {
            const environment = roster.environments.get(key);
            if (!environment) return [];
            const places = placesOf(deliveryOf(roster, secret, environment)).map(
                (place) => `${key} ${place}`,
            );
            const clashes = places.flatMap((place) => {
                const other = taken.get(place);
                taken.set(place, other ?? secret.key);
                return other === undefined ? [] : [clash(secret, other, place)];
            });
            return places.length > 0 ? clashes : [deliveredToNobody(secret, key, at)];
        }),
    ]);
}

/** Whether Rollcall makes values of the secret, which it then has to bring somewhere. */
function isMade({ kind }: Pick<Secret, "kind">): boolean {
    return kind === "generated" || kind === "aws-access-key";
}

function placesOf({ github, vault, aws }: Delivery): string[] {
    return [
        ...(github
            ? [`github ${github.repository}/${github.environment}/${github.secretName}`]
            : []),
        ...(vault ? [`vault ${vault.mount}/${vault.name}`] : []),
        ...(aws ? [`aws ${aws.name}`] : []),
    ];
}

function deliveredToNobody({ key }: Secret, environment: string, at: Place): Problem {
    return problem(
        "missing-value",
        at,
        `${key} is delivered to nobody in ${environment}; give \`deliver\` a place that is there ` +
            "(github, vault or aws), or take the environment out of its `in`",
    );
}

function clash({ key, at }: Secret, other: string, place: string): Problem {
    const message = `${key} is delivered to the same place as ${other}: ${place}; give it its own`;
    return problem("duplicate-identity", at, message);
}

/** Roles may name paths of other engines and patterns of paths; a value stands in one place. */
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
