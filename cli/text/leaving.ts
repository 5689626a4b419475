import type { EditPlan } from "../../model/editing/planLeaving";
import type { Entitlement } from "../../planners/entitlements";
import type { Warning } from "../edits/openEdit";
import { formatChanges, formatWarnings } from "../edits/openEdit";
import { formatLosses } from "./losses";
import type { Style } from "./style";

/** What leaving does, or would do. */
export interface Leave {
    readonly keys: readonly string[];
    readonly plan: EditPlan;
    readonly loses: readonly Entitlement[];
    /** Secrets, each with who could read it and how. */
    readonly rotates: ReadonlyMap<string, string>;
    readonly warnings: readonly Warning[];
    readonly dryRun: boolean;
    /** What has to be added to a command to apply it to this roster. */
    readonly option: string;
}

/** What people lose, what was changed, what that breaks, and finally what is still to be done. */
export function formatLeaving(leave: Leave, style: Style): string {
    const { keys, plan, loses, rotates, warnings, dryRun } = leave;
    if (plan.files.length === 0) return ["nothing to change", ...warningLines()].join("\n");
    const secrets = [...rotates].map(([secret, how]) => `  ${secret}: ${how}`);
    return [
        ...formatLosses(keys, loses, style),
        "",
        style("bold", dryRun ? "would change" : "changed"),
        ...formatChanges(plan),
        ...(secrets.length > 0
            ? ["", style("bold", "get a new value, because it could be read"), ...secrets]
            : []),
        ...warningLines(),
        "",
        ...lastLines(leave),
    ].join("\n");

    function warningLines(): string[] {
        if (warnings.length === 0) return [];
        return ["", style("bold", "look at"), ...formatWarnings(warnings, style)];
    }
}

function lastLines({ keys, dryRun, option }: Leave): string[] {
    if (dryRun) return ["dry run: nothing was written"];
    return [
        `nothing is revoked yet: commit this, then run rollcall up${option}`,
        `at once, on its own: rollcall revoke ${keys.join(" ")}${option}`,
    ];
}
