import type { Environment, VaultRule } from "../../model/roster";
import type { DatabaseLoginSpec } from "../databaseLogins";
import { planDatabaseLogins } from "../databaseLogins";
import type { PlannedVaultRule } from "../documents";
import { vaultRules } from "../documents";
import type { Reason } from "../reasons";
import { reason } from "../reasons";
import { jwtBackendPath } from "../workloads";
import type { Declared } from "./declared";
import type { Violation } from "./findings";
import { violation } from "./findings";
import type { Right } from "./rights";
import { decidesForAll, isSelfOrLogin, meetsPlace } from "./vaultPaths";

const writing: readonly string[] = ["create", "update", "patch", "delete", "sudo"];

/**
 * Paths in Vault that reach another environment: its mount, to read or write; the roles of its
 * JWT backend and whatever mounts either of them, to write; and what applies to the whole server.
 */
export function vaultCrossings(
    { environments, roster }: Declared,
    rights: readonly Right[],
): Violation[] {
    const { vault } = roster.organization;
    if (!vault) return [];
    const databases = memoize((key) => planDatabaseLogins(roster, key));
    return rights.flatMap((right) => {
        const others = environments.filter(
            ({ key, vault: mounted }) => mounted && key !== right.environment.key,
        );
        return right.vault.flatMap((rule) =>
            others.flatMap((other) => crossing(right, rule, other, databases(other.key))),
        );
    });
}

function memoize<V>(compute: (key: string) => V): (key: string) => V {
    const known = new Map<string, V>();
    return (key) => {
        const value = known.get(key) ?? compute(key);
        known.set(key, value);
        return value;
    };
}

function crossing(
    right: Right,
    rule: VaultRule,
    other: Environment,
    databases: readonly DatabaseLoginSpec[],
): Violation[] {
    const planned = vaultRules([rule], right.environment, right.variables);
    const found = planned.flatMap((one) => {
        const place = placeReached(right.environment, one, other, databases);
        return place ? [{ ...one, ...place }] : [];
    })[0];
    if (!found) return [];
    const capabilities = found.capabilities.join(", ");
    return [
        violation({
            rule: "isolation",
            at: rule.at,
            from: right.target,
            to: other.key,
            path: [
                ...right.steps(),
                reason(rule.at, `${right.holder} has ${capabilities} on ${found.path} in Vault`),
                found.where,
            ],
            settle: found.settle,
        }),
    ];
}

const ofItsOwn = "write the path relative to the mount, or with ${environment} in it";

/** However such a path is written, it cannot be kept within one environment. */
const forOperators =
    "take the path out: whoever runs Vault gets their policy from Vault's operators, not from a roster";

/**
 * The last step of a path into another environment, and how to close it; undefined where none leads
 * there.
 */
function placeReached(
    own: Environment,
    { path, capabilities }: PlannedVaultRule,
    other: Environment,
    databases: readonly DatabaseLoginSpec[],
): { readonly where: Reason; readonly settle: string } | undefined {
    const mount = other.vault?.mount ?? "";
    if (capabilities.includes("deny") || isWithin(own, other)) return undefined;
    const arrival = (what: string, settle: string) => ({ where: reason(other.at, what), settle });
    if (meetsPlace(path, `${mount}/`))
        return arrival(`which is in the mount of ${other.key}`, ofItsOwn);
    const database = databases.find(({ mount, roleName }) =>
        meetsPlace(path, `${mount}/creds/${roleName}`),
    );
    if (database) return arrival(`where ${other.key} gets logins of ${database.key}`, ofItsOwn);
    const writes = capabilities.some((each) => writing.includes(each));
    if (!writes || isSelfOrLogin(path)) return undefined;
    const place = controlsOf(other, mount, databases).find((control) => meetsPlace(path, control));
    const forAll = decidesForAll(path);
    if (place !== undefined) {
        const what = `which decides over ${place} of ${other.key}`;
        return arrival(what, forAll ? forOperators : ofItsOwn);
    }
    return forAll
        ? arrival(`which decides over the whole server, and so over ${other.key}`, forOperators)
        : undefined;
}

/** What controls one environment alone. */
function controlsOf(
    { key }: Environment,
    mount: string,
    databases: readonly DatabaseLoginSpec[],
): string[] {
    return [
        ...databases.flatMap((each) => [
            `${each.mount}/roles/${each.roleName}`,
            `${each.mount}/config/${each.connection}`,
        ]),
        `auth/${jwtBackendPath(key)}/`,
        `sys/auth/${jwtBackendPath(key)}`,
        `sys/mounts/${mount}`,
    ];
}

/** Mounts of which one is inside the other are another finding; one finding is enough. */
export function isWithin(one: Environment, other: Environment): boolean {
    const [here, there] = [mountOf(one), mountOf(other)];
    return here.startsWith(there) || there.startsWith(here);
}

function mountOf({ vault }: Environment): string {
    return `${vault?.mount}/`;
}
