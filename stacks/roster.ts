import * as pulumi from "@pulumi/pulumi";
import { loadRoster } from "../model/load";
import type { Problem } from "../model/problem";
import type { Roster } from "../model/roster";
import { judge } from "../planners/judge";
import { planAccess } from "../planners/planAccess";
import { organizationStack } from "../planners/resources";
import type { StackConfig } from "./config";

/**
 * The roster, if nothing is wrong with it and it has the stack; throws all problems otherwise. To
 * narrow what there is, one that can be read will do: rules stop what gives, not what takes away.
 */
export function readRoster(config: StackConfig): Roster {
    const { roster: folder, stack, instant } = config;
    const { roster, problems } = loadRoster(folder);
    const judged =
        roster && !isNarrowing(roster, config) ? judge(roster, { instant, lapsed: "warning" }) : [];
    const errors = [...problems, ...judged].filter(({ severity }) => severity === "error");
    if (!roster || errors.length > 0) {
        throw new pulumi.RunError(`the roster is refused:\n${errors.map(format).join("\n")}`);
    }
    if (stack !== organizationStack && !roster.environments.has(stack)) {
        const known = [organizationStack, ...roster.environments.keys()].join(", ");
        throw new pulumi.RunError(
            `stack ${stack} is none of the roster's (${known}); ` +
                "set rollcall:environment to one of them",
        );
    }
    return roster;
}

/** Whether access is only narrowed, by just this roster. */
export function isNarrowing(
    roster: Roster,
    { narrowing, instant }: Pick<StackConfig, "narrowing" | "instant">,
): boolean {
    return Boolean(narrowing) && planAccess(roster, instant).digest === narrowing;
}

function format({ file, line, column, rule, message }: Problem): string {
    return `${file}:${line}:${column} ${rule} ${message}`;
}
