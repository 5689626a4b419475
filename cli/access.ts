import { createGraph } from "../model/graph";
import type { Entitlement } from "../planners/entitlements";
import { findHoldings } from "../planners/holdings";
import type { AccessPlan } from "../planners/planAccess";
import { planHoldings } from "../planners/planAccess";
import { organizationStack } from "../planners/resources";
import type { Definition } from "./definition";
import { readInstant } from "./instant";
import { openRoster } from "./readRoster";
import { brief } from "./text/brief";
import { count } from "./text/count";
import type { Style } from "./text/style";
import { formatTable } from "./text/table";

/** The access plan, from the roster alone: no system is asked. */
export const access: Definition = {
    examples: [
        ["rollcall access", "everything that follows from the roster, a line each"],
        ["rollcall access --json | jq -r .digest", "equal access, equal digest"],
        ["ROLLCALL_NOW=2027-01-01 rollcall access", "what it will be on New Year's Day"],
    ],
    run(invocation) {
        const instant = readInstant(invocation.io);
        const roster = openRoster(invocation, instant);
        const plan = planHoldings(findHoldings(createGraph(roster), instant));
        invocation.answer(plan, () => formatPlan(plan, invocation.style));
        return 0;
    },
};

function formatPlan(plan: AccessPlan, style: Style): string {
    const { instant, digest, entitlements, guards, coordinates } = plan;
    return [
        `access at ${instant}: ${count(entitlements.length, "entitlement")}, ${count(guards.length, "guard")}`,
        style("dim", digest),
        "",
        formatTable(
            ["principal", "system", "target", "permission", ""],
            entitlements.map((entitlement) => entitlementRow(entitlement, style)),
            style,
        ),
        "",
        formatTable(
            ["guard", "on", "value"],
            guards.map(({ kind, on, value }) => [kind, on, brief(value)]),
            style,
        ),
        "",
        formatTable(
            ["where", "value"],
            [
                [organizationStack, brief(coordinates.organization)],
                ...Object.entries(coordinates.environments).map(([key, place]) => [
                    key,
                    brief(place),
                ]),
            ],
            style,
        ),
        style("dim", "--json has the statements and paths that are only counted here"),
    ].join("\n");
}

function entitlementRow(entitlement: Entitlement, style: Style): string[] {
    const { principal, system, target, permission, via, from, until } = entitlement;
    const notes = [
        ...(via === undefined ? [] : [style("magenta", `via ${via}`)]),
        ...(from === undefined ? [] : [`since ${from}`]),
        ...(until === undefined ? [] : [style("yellow", `until ${until}`)]),
    ];
    return [principal, system, target, permission, notes.join(", ")];
}
