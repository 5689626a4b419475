import * as pulumi from "@pulumi/pulumi";
import type { Instant } from "../model/instant";
import { loadRoster } from "../model/load";
import type { Problem } from "../model/problem";
import type { Roster } from "../model/roster";
import { judge } from "../planners/judge";
import { organizationStack } from "../planners/resources";

/** The roster, if nothing is wrong with it and it has the stack; throws all problems otherwise. */
export function readRoster(folder: string, stack: string, instant: Instant): Roster {
    const loaded = loadRoster(folder);
    const { roster } = loaded;
    const problems = [
        ...loaded.problems,
        ...(roster ? judge(roster, { instant, lapsed: "warning" }) : []),
    ];
    const errors = problems.filter(({ severity }) => severity === "error");
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

function format({ file, line, column, rule, message }: Problem): string {
    return `${file}:${line}:${column} ${rule} ${message}`;
}
