import type { Environment, Roster } from "../../model/roster";
import { planDatabaseLogins } from "../databaseLogins";
import { reason } from "../reasons";
import type { Declared } from "./declared";
import type { Violation } from "./findings";
import { violation } from "./findings";
import { isWithin } from "./vaultCrossings";

/** Environments that share an account, or of whose Vault mounts one is inside the other. */
export function sharedPlaces({ environments, roster }: Declared): Violation[] {
    const { aws, vault } = roster.organization;
    return pairs(environments).flatMap(([one, other]) => [
        ...(aws ? sharedAccount(one, other) : []),
        ...(vault ? [...sharedMount(one, other), ...sharedDatabases(roster, one, other)] : []),
    ]);
}

function sharedAccount(one: Environment, other: Environment): Violation[] {
    const account = one.aws?.accountId;
    if (account === undefined || account !== other.aws?.accountId) return [];
    return [
        violation({
            rule: "shared-account",
            at: other.at,
            from: one.key,
            to: other.key,
            path: [
                reason(one.at, `whoever has a role in ${one.key} is in account ${account}`),
                reason(other.at, `where the roles and resources of ${other.key} are as well`),
            ],
            settle: "give each environment an account of its own",
        }),
    ];
}

function sharedMount(one: Environment, other: Environment): Violation[] {
    if (!one.vault || !other.vault || !isWithin(one, other)) return [];
    const same = one.vault.mount === other.vault.mount;
    const outer = one.vault.mount.length <= other.vault.mount.length ? one : other;
    const inner = outer === one ? other : one;
    return [
        violation({
            rule: same ? "duplicate-identity" : "isolation",
            at: other.at,
            from: outer.key,
            to: inner.key,
            path: [
                reason(outer.at, `rules of ${outer.key} are below ${outer.vault?.mount} in Vault`),
                reason(inner.at, `where ${inner.vault?.mount}, the mount of ${inner.key}, is too`),
            ],
            settle: "give each environment a mount that does not begin with another's",
        }),
    ];
}

/** Where two environments make logins over one connection, a login of one is a login of the other. */
function sharedDatabases(roster: Roster, one: Environment, other: Environment): Violation[] {
    const there = planDatabaseLogins(roster, other.key);
    return planDatabaseLogins(roster, one.key).flatMap(({ key, mount, connection }) => {
        const same = there.find((each) => each.mount === mount && each.connection === connection);
        const [from, to] = [roster.secrets.get(key), same && roster.secrets.get(same.key)];
        if (!from || !to) return [];
        return [
            violation({
                rule: "isolation",
                at: to.at,
                from: one.key,
                to: other.key,
                path: [
                    reason(
                        from.at,
                        `${key} of ${one.key} is made over ${mount}/config/${connection}`,
                    ),
                    reason(to.at, `as ${to.key} of ${other.key} is: it is the same database`),
                ],
                settle: "write ${environment} in the mount or in the connection",
            }),
        ];
    });
}

function pairs<T>(items: readonly T[]): [T, T][] {
    return items.flatMap((one, index) =>
        items.slice(index + 1).map((other): [T, T] => [one, other]),
    );
}
