import type { Environment } from "../../model/roster";
import { expandVariables } from "../../model/variables";
import { vaultRules } from "../documents";
import type { Reason } from "../reasons";
import { reason } from "../reasons";
import { assumesRoles, onlyReads } from "./awsActions";
import { residual } from "./controlPlanes";
import type { Declared } from "./declared";
import type { Plane, Residual } from "./findings";
import type { Right } from "./rights";
import { isVaultsOwn } from "./vaultPaths";

/**
 * What rights of several environments name without saying whose it is: a bucket, whose ARN has no
 * account, and a path in Vault below no environment's mount.
 */
export function sharedResources({ environments }: Declared, rights: readonly Right[]): Residual[] {
    const found = new Map<string, Shared>();
    for (const right of rights) {
        for (const use of [...bucketsOf(right), ...pathsOf(environments, right)]) {
            const id = `${use.plane} ${use.on}`;
            const shared = found.get(id) ?? { ...use, steps: new Map() };
            found.set(id, shared);
            if (!shared.steps.has(right.environment)) {
                shared.steps.set(right.environment, use.step);
            }
        }
    }
    return [...found.values()].flatMap(({ plane, on, steps }) => {
        const [first, ...others] = environments.flatMap((each) => steps.get(each) ?? []);
        if (!first) return [];
        return residual(
            plane,
            environments.filter((each) => steps.has(each)),
            { on, path: [first, ...others], reducedBy: "${environment} in its name" },
        );
    });
}

interface Use {
    readonly plane: Plane;
    readonly on: string;
    readonly step: Reason;
}

interface Shared extends Omit<Use, "step"> {
    readonly steps: Map<Environment, Reason>;
}

function bucketsOf({ target, aws, variables }: Right): Use[] {
    return (aws?.statements ?? []).flatMap(({ at, actions, resources }) => {
        const action = actions.find((one) => !onlyReads(one) && !assumesRoles(one));
        if (action === undefined) return [];
        return resources.flatMap((written): Use[] => {
            const [, , service, , account, name] = expandVariables(written, variables).split(":");
            const [bucket] = name?.split("/") ?? [];
            if (service !== "s3" || account !== "" || !bucket || /^[*?]/.test(bucket)) return [];
            const step = reason(at, `${target} has ${action} on the bucket ${bucket}`);
            return [{ plane: "shared-bucket", on: bucket, step }];
        });
    });
}

function pathsOf(environments: readonly Environment[], right: Right): Use[] {
    const absolute = right.vault.filter(({ path }) => path.startsWith("/"));
    return absolute.flatMap((rule) =>
        vaultRules([rule], right.environment, right.variables).flatMap(({ path, capabilities }) => {
            const mounted = environments.some(({ vault }) => path.startsWith(`${vault?.mount}/`));
            if (mounted || isVaultsOwn(path) || capabilities.includes("deny")) return [];
            const step = reason(rule.at, `${right.target} has ${path} in Vault`);
            return [{ plane: "shared-path" as const, on: path, step }];
        }),
    );
}
