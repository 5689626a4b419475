import type { Graph } from "../graph";
import type { AwsPermissions, Role, Service, VaultRule } from "../roster";
import { isOver, reachOf } from "./reach";
import type { RuleContext } from "./rule";

/** Somebody's permissions: a role's, which grants carry, or those of a service's pipeline. */
export interface Permissions {
    readonly kind: "role" | "service";
    readonly key: string;
    /** `role developer`, `service checkout` */
    readonly name: string;
    /** Where a waiver for them must be: `roles.developer`. */
    readonly waiver: string;
    readonly aws?: AwsPermissions;
    readonly vault: readonly VaultRule[];
}

/** Everything in a roster that carries permissions in AWS or Vault. */
export function permissionsOf({ roster }: Graph): Permissions[] {
    return [
        ...[...roster.roles.values()].map((role) => describe("role", role)),
        ...[...roster.services.values()].map((service) => describe("service", service)),
    ];
}

function describe(kind: Permissions["kind"], { key, aws, vault }: Role | Service): Permissions {
    return {
        kind,
        key,
        name: `${kind} ${key}`,
        waiver: `${kind}s.${key}`,
        vault,
        ...(aws ? { aws } : {}),
    };
}

/** The production environments in which somebody gets them, now or later. */
export function productionOf(
    { graph, instant }: RuleContext,
    { kind, key }: Permissions,
): readonly string[] {
    const reach = reachOf(graph);
    const reached = new Set<string>();
    if (kind === "service") {
        const service = graph.roster.services.get(key);
        // Without a repository there is no pipeline to get them.
        if (service?.repository) for (const each of service.in) reached.add(each.key);
    } else {
        for (const grant of reach.grantsOf(key)) {
            if (isOver(grant, instant)) continue;
            for (const environment of reach.environments(grant)) reached.add(environment);
        }
    }
    return [...reach.production.keys()].filter((environment) => reached.has(environment));
}
