import { createGraph } from "../model/graph";
import type { Instant } from "../model/instant";
import type { Problem } from "../model/problem";
import { sortProblems } from "../model/problem";
import type { Roster } from "../model/roster";
import { applyRules } from "../model/rules";
import { checkDatabases } from "./databaseLimits";
import { findHoldings } from "./holdings";
import { findViolations } from "./isolation/checkIsolation";
import { withIsolation } from "./isolation/withIsolation";
import { checkLimits } from "./limits";
import { checkSecrets } from "./secretLimits";
import { findStillKnown } from "./secretStillKnown";

/**
 * Everything that is wrong with a readable roster at an instant.
 *
 * `lapsed` is the severity of problems caused only by the passing of time: `error` on a pull request,
 * `warning` in `up`, which must not stop because a day has passed.
 */
export function judge(
    roster: Roster,
    { instant, lapsed }: { readonly instant: Instant; readonly lapsed: "error" | "warning" },
): Problem[] {
    const graph = createGraph(roster);
    const holdings = findHoldings(graph, instant);
    const problems = [
        ...applyRules({ graph, instant, lapsed }),
        ...checkLimits(holdings),
        ...checkSecrets(roster),
        ...checkDatabases(roster),
        ...findStillKnown(holdings),
    ];
    return sortProblems(withIsolation(problems, findViolations(holdings)));
}
