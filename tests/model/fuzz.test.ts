import assert from "node:assert/strict";
import { createGraph } from "../../model/graph";
import { parseRoster } from "../../model/parse";
import { findHoldings } from "../../planners/holdings";
import { judge } from "../../planners/judge";
import { planHoldings } from "../../planners/planAccess";
import { planEnvironment } from "../../planners/planEnvironment";
import { planOrganization } from "../../planners/planOrganization";
import { now } from "../planners/organization";
import { mutate } from "./mutations";

const runs = Number(process.env.ROLLCALL_FUZZ_RUNS ?? 2_000);

describe(`${runs} mutated rosters`, function () {
    this.timeout(runs * 1_000);

    it("each yields a plan or problems with places, never an exception", () => {
        const outcomes = { planned: 0, refused: 0, unreadable: 0 };
        for (let seed = 1; seed <= runs; seed += 1) {
            const files = mutate(seed);
            const { roster, problems } = parseRoster(files);
            const judged = roster ? judge(roster, { instant: now, lapsed: "error" }) : problems;
            for (const { file, line, column, message } of [...problems, ...judged]) {
                assert.ok(file.startsWith(files.directory), `seed ${seed}: ${file}`);
                assert.ok(line >= 1 && column >= 1, `seed ${seed}: ${line}:${column}`);
                assert.doesNotMatch(message, /undefined|\[object|\bat .*\.[jt]s:/, `seed ${seed}`);
            }
            if (!roster) {
                assert.ok(problems.length > 0, `seed ${seed}: neither roster nor problems`);
                outcomes.unreadable += 1;
                continue;
            }
            // What is refused is planned all the same: `who` and a revocation need it.
            const holdings = findHoldings(createGraph(roster), now);
            assert.ok(planHoldings(holdings).entitlements.length > 0, `seed ${seed}`);
            planOrganization(holdings, new Set());
            for (const key of roster.environments.keys()) planEnvironment(holdings, key);
            const refused = judged.some(({ severity }) => severity === "error");
            outcomes[refused ? "refused" : "planned"] += 1;
        }
        for (const [outcome, count] of Object.entries(outcomes)) {
            assert.ok(count > 0, `none ${outcome}: the mutations are too tame`);
        }
    });
});
