import type { Problem } from "../problem";
import { grantTooLong, missingUntil } from "./ends";
import { sharedAccount } from "./environments";
import { escalation } from "./escalation";
import { expired } from "./expired";
import { judgeBy } from "./judgeBy";
import { leaverStillListed, tooFewOwners } from "./people";
import { noReviewers } from "./reviewers";
import type { Rule, RuleContext } from "./rule";
import { secretTooSlow, staticSecretWithoutReason } from "./secrets";
import { separation } from "./separation";
import { sharedRepository } from "./sharedRepository";
import { unused } from "./unused";
import { waiting } from "./waiting";
import { waiverTooLong } from "./waivers";
import { wildcard } from "./wildcard";

export { judgeBy } from "./judgeBy";
export type { Rule, RuleContext } from "./rule";
export { grantName } from "./rule";

/** Every rule that judges a roster alone, without what is derived from it. */
export const rules: readonly Rule[] = [
    waiverTooLong,
    leaverStillListed,
    tooFewOwners,
    noReviewers,
    missingUntil,
    grantTooLong,
    separation,
    wildcard,
    escalation,
    secretTooSlow,
    staticSecretWithoutReason,
    sharedAccount,
    expired,
    unused,
    waiting,
    sharedRepository,
];

/**
 * Judges a readable roster: every problem at once, sorted by place.
 *
 * Rules that need what a roster turns into (`policy-too-long`, `name-too-long`, `quota`) and those
 * that need what was there before (`removals`) are applied by {@link judgeBy} where that is known.
 */
export function applyRules(context: RuleContext): Problem[] {
    return judgeBy(rules, context);
}
