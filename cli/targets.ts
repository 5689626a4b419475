import { suggestion } from "../model/nearest";
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
 * The targets by which something can be touched: itself and the environment that it is in; of an
 * environment itself and everything in it.
 *
 * @throws Failure where there is no such target.
 */
export function touching(roster: Roster, target: string): string[] {
    const known = knownTargets(roster);
    if (!known.includes(target)) {
        throw wrongUse(`there is no target ${JSON.stringify(target)}`, suggestion(target, known));
    }
    const [environment = "", service] = target.split("/");
    if (environment === organizationStack) return [target];
    if (service !== undefined) return [target, environment];
    return known.filter((one) => one === target || one.startsWith(`${target}/`));
}
