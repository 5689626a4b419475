import { type Instant, isoInstant } from "../model/instant";
import { vaultPathsOf } from "./providers/vaultPolicy";
import type { Values } from "./values";
import { mergePaths, parameterProblem, ruleFor } from "./vaultAcl";
import { policiesOf, tokenFor } from "./vaultTokens";
import { refuse, type Verdict } from "./webIdentity";
import type { WorldReader } from "./world";

/**
 * Whether a token may do something at an instant, by the policies that the world holds at that instant.
 *
 * The token must exist and be valid, and its entity must exist and not be disabled. Vault's own `default`
 * policy, which lets a token look itself up, is not in the world, so it allows nothing here.
 *
 * @param path `kv-dev/data/checkout/app`; for `list` with or without a trailing slash
 * @param parameters the request's parameters, for policies that restrict them
 */
export function vaultCan(
    world: WorldReader,
    token: string,
    path: string,
    capability: string,
    instant: Instant,
    parameters: Values = {},
): Verdict {
    const found = tokenFor(world, token);
    if (found === undefined) return refuse("permission denied: no such token, or it was revoked");
    if (Date.parse(found.expireTime) <= instant) {
        return refuse(`permission denied: the token ran out at ${found.expireTime}`);
    }
    const entity = world.read("vault/entities", found.entityId);
    if (entity === undefined) {
        return refuse("permission denied: the entity on the token is invalid");
    }
    if (entity.disabled) return refuse(`permission denied: the entity ${entity.name} is disabled`);

    const names = policiesOf(world, found, entity);
    const policies = names.map((name) => {
        const policy = world.read("vault/policies", name.toLowerCase())?.policy ?? "";
        return [name, vaultPathsOf(policy)] as const;
    });
    const rule = ruleFor(mergePaths(policies), path, capability);
    const asked = `${capability} ${path} at ${isoInstant(instant)}`;
    const all = names.length === 0 ? "no policy" : `none of ${names.join(", ")}`;
    if (rule === undefined) return refuse(`permission denied: ${all} speaks of ${asked}`);
    const by = `path "${rule.path}" of ${rule.from.join(" and ")}`;
    if (!rule.capabilities.includes(capability)) {
        const given = rule.capabilities.join(", ") || "nothing";
        return refuse(`permission denied: ${by} allows ${given}, not ${asked}`);
    }
    const problem = looksAtParameters.includes(capability)
        ? parameterProblem(rule, parameters)
        : undefined;
    if (problem !== undefined) return refuse(`permission denied: ${by}: ${problem}`);
    return { granted: true, reason: `allowed by ${by}` };
}

const looksAtParameters = ["create", "read", "update", "patch"];
