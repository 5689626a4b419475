import { suggest } from "../model/nearest";
import type { Roster } from "../model/roster";
import { targetOf } from "../planners/parts";
import { organizationStack } from "../planners/resources";
import { wrongUse } from "./failure";

/** The GitHub organisation itself. */
export const organizationTarget = `${organizationStack}/github`;

/** Every target that an entitlement may have: GitHub's first, then by environment. */
export function knownTargets(roster: Roster): string[] {
    const services = [...roster.services.values()];
    return [
        organizationTarget,
        ...services.filter(({ repository }) => repository).map(({ key }) => repositoryTarget(key)),
        ...[...roster.environments.keys()].flatMap((environment) => [
            environment,
            ...services
                .filter((service) => service.in.some(({ key }) => key === environment))
                .map((service) => targetOf(environment, service)),
        ]),
    ];
}

/** A service's repository. */
export function repositoryTarget(service: string): string {
    return `${organizationStack}/${service}`;
}

/**
 * The targets through which something can be touched: itself, and the environment that it is in.
 *
 * @throws Failure where there is no such target.
 */
export function touching(roster: Roster, target: string): string[] {
    const known = knownTargets(roster);
    if (!known.includes(target)) {
        throw wrongUse(
            `there is no target ${JSON.stringify(target)}`,
            suggest(target, known).replace(/^; /, ""),
        );
    }
    const [environment = "", service] = target.split("/");
    return service === undefined || environment === organizationStack
        ? [target]
        : [target, environment];
}
