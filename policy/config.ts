import type { Roster, Waiver } from "../model/roster";

/** What the pack is told, by the name of a policy: `--policy-pack-config`. */
export type PolicyConfig = Readonly<Record<string, PolicySettings>>;

export interface PolicySettings {
    readonly enforcementLevel?: "disabled";
    /** Resources that the policy passes over, as `TYPE::NAME`. */
    readonly except?: readonly string[];
}

/** The policies that judge what a rule of the roster judges. */
const policiesOf: Readonly<Record<string, readonly string[]>> = {
    wildcard: ["wildcard", "wildcard-stack"],
    escalation: ["escalation", "escalation-stack", "vault-policy"],
};

/**
 * What a stack of the roster is held to: no more than `check` holds the roster to. Outside production
 * nothing is too wide, and what a waiver sets aside, its resources may have; a lapsed waiver too,
 * because `up` only warns of that.
 */
export function policyConfig(roster: Roster, stack: string): PolicyConfig {
    return Object.fromEntries(
        Object.entries(policiesOf).flatMap(([rule, policies]) => {
            const settings = settingsOf(roster, stack, rule);
            return settings ? policies.map((policy) => [policy, settings]) : [];
        }),
    );
}

function settingsOf(roster: Roster, stack: string, rule: string): PolicySettings | undefined {
    const waivers = roster.rules.waivers.filter((waiver) => waiver.rule === rule);
    const produces = roster.environments.get(stack)?.production === true;
    const waived = waivers.some(({ at }) => at === `environments.${stack}`);
    if (rule === "wildcard" && (!produces || waived)) return { enforcementLevel: "disabled" };
    const except = waivers.flatMap(namesOf);
    return except.length > 0 ? { except } : undefined;
}

/** `payments/developer` and what hangs below it of a role, the service's own key of a service. */
function namesOf({ at }: Waiver): string[] {
    const [kind, key] = at.split(".", 2);
    if (kind === "roles") return [`*::*/${key}`, `*::*/${key}/*`];
    return kind === "services" ? [`*::${key}`] : [];
}
