import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Holdings } from "../planners/holdings";
import type { AccessPlan } from "../planners/planAccess";
import { createMatrix } from "./accessMatrix";
import { refused } from "./failure";
import type { MatrixMode } from "./html/matrixPage";
import { renderMatrixPage } from "./html/matrixPage";
import type { Invocation } from "./invocation";

/** Writes the matrix as a page. */
export function writeMatrixPage(
    { io }: Invocation,
    file: string,
    from: { readonly holdings: Holdings; readonly plan: AccessPlan; readonly mode: MatrixMode },
): void {
    const { holdings, plan, mode } = from;
    const page = renderMatrixPage({
        organization: holdings.graph.roster.organization.name,
        mode,
        instant: plan.instant,
        digest: plan.digest,
        entitlements: plan.entitlements.length,
        matrix: createMatrix(holdings, plan.entitlements),
    });
    const path = resolve(io.folder, file);
    try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, page);
    } catch (error) {
        throw refused(`${file} cannot be written: ${(error as Error).message}`);
    }
}
