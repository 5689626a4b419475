import { join } from "node:path";
import { createGraph } from "../model/graph";
import { loadRoster } from "../model/load";
import { findHoldings } from "../planners/holdings";
import { planHoldings } from "../planners/planAccess";
import { createMatrix } from "./accessMatrix";
import { displayPath } from "./home";
import { readInstant } from "./instant";
import type { Invocation } from "./invocation";
import { createInvocation } from "./invocation";
import type { Io } from "./io";
import { processIo } from "./io";
import { reportFailure } from "./program";
import { formatMatrix } from "./text/matrix";
import { up } from "./up";
import { writeMatrixPage } from "./writeMatrixPage";

/**
 * `npm start`: provisions the sample organisation in the sandbox, shows who may do what, and writes
 * that as a page. Started again, it changes nothing.
 */
export async function start(io: Io): Promise<number> {
    try {
        const invocation = createInvocation(io, { roster: "roster", color: true });
        const code = await up.run(invocation, { sandbox: true });
        if (code === 0) showAccess(invocation);
        return code;
    } catch (error) {
        return reportFailure(error, [], io);
    }
}

function showAccess(invocation: Invocation): void {
    const { io, style, home, print } = invocation;
    const instant = readInstant(io);
    const { roster } = loadRoster(invocation.roster);
    if (!roster) return;
    const holdings = findHoldings(createGraph(roster), instant);
    const plan = planHoldings(holdings);
    const page = displayPath(io, join(home, "matrix.html"));
    writeMatrixPage(invocation, page, { holdings, plan, mode: "sandbox" });
    print(`\n${formatMatrix(createMatrix(holdings, plan.entitlements), style)}\n`);
    print(`The same as a page to sort and filter: ${style("bold", page)}`);
    print("What now:");
    print("  npx rollcall who alice                what alice may do, and the lines that say so");
    print("  npx rollcall who --can prod/checkout  who may touch checkout in production");
    print(
        "  npx rollcall preview                  what the engine would do after you edit roster/",
    );
}

if (require.main === module) {
    start(processIo()).then((code) => {
        process.exitCode = code;
    });
}
