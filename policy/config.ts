import type { Roster, Waiver } from "../model/roster";

/** The pack's configuration by policy name: `--policy-pack-config`. */
export type PolicyConfig = Readonly<Record<string, PolicySettings>>;

export interface PolicySettings {
    readonly enforcementLevel?: "disabled";
    /** Resources that the policy ignores, as `TYPE::NAME`. */
    readonly except?: readonly string[];
}

/** For each rule of the roster, the policies that judge the same thing. */
const policiesOf: Readonly<Record<string, readonly string[]>> = {
    wildcard: ["wildcard", "wildcard-stack"],
    escalation: ["escalation", "escalation-stack", "vault-policy"],
};

/**
 * What a stack of the roster is held to: no more than `check` holds the roster to. Outside production
 * nothing counts as too wide. What a waiver sets aside is allowed for its resources, even after the waiver
 * has lapsed, because `up` only warns of that.
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

/** For a role, `payments/developer` and everything below it; for a service, its own key. */
function namesOf({ at }: Waiver): string[] {
    const [kind, key] = at.split(".", 2);
    if (kind === "roles") return [`*::*/${key}`, `*::*/${key}/*`];
    return kind === "services" ? [`*::${key}`] : [];
}
