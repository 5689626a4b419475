import { day, formatInstant } from "../instant";
import type { Finding, Rule, RuleContext } from "./rule";
import { longestWaiver } from "./rule";

/** A waiver is a debt with a date: one that ends too far off is really another rule. */
export const waiverTooLong: Rule = {
    id: "invalid-value",
    judge: ({ graph, instant }: RuleContext): Finding[] => {
        // Counted in whole days: "180 days from today" is right at any hour of today.
        const last = Math.floor(instant / day) * day + longestWaiver + day;
        return graph.roster.rules.waivers
            .filter(({ until }) => until > last)
            .map(({ place, rule, at, until }) => ({
                at: place,
                subject: "",
                message: () =>
                    `the waiver of ${rule} at ${at} ends on ${formatInstant(until, "until")}, more ` +
                    `than ${longestWaiver / day} days off; end it on ` +
                    `${formatInstant(last, "until")} at the latest`,
            }));
    },
};
