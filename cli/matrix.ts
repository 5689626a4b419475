import type { Command } from "commander";
import { createGraph } from "../model/graph";
import { findHoldings } from "../planners/holdings";
import { planHoldings } from "../planners/planAccess";
import { createMatrix, matrixRows } from "./accessMatrix";
import type { Definition } from "./definition";
import { readInstant } from "./instant";
import { openRoster } from "./readRoster";
import { formatMatrix } from "./text/matrix";
import { writeMatrixPage } from "./writeMatrixPage";

interface MatrixOptions {
    readonly html?: string;
}

/** People x environments, per service: as tables, as data, or as a page. */
export const matrix: Definition<MatrixOptions> = {
    examples: [
        ["rollcall matrix", "a table for each service"],
        ["rollcall matrix --html access.html", "the same as a page to sort, filter and send"],
        ["rollcall matrix --json | jq '.rows[0]'", "the same as data"],
    ],
    configure(command: Command) {
        command.option("--html <file>", "write one self-contained HTML page instead");
    },
    run(invocation, { html }) {
        const instant = readInstant(invocation.io);
        const roster = openRoster(invocation, instant);
        const holdings = findHoldings(createGraph(roster), instant);
        const plan = planHoldings(holdings);
        const { entitlements } = plan;
        if (html !== undefined) {
            writeMatrixPage(invocation, html, { holdings, plan, mode: "planned" });
            if (!invocation.json) {
                invocation.print(`wrote ${html}`);
                return 0;
            }
        }
        invocation.answer({ rows: matrixRows(holdings, entitlements) }, () =>
            formatMatrix(createMatrix(holdings, entitlements), invocation.style),
        );
        return 0;
    },
};
