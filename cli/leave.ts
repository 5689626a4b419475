import type { Command } from "commander";
import type { EditPlan } from "../model/editing/planLeaving";
import { planLeaving } from "../model/editing/planLeaving";
import { Roll } from "../model/editing/roll";
import { findStandings } from "../model/editing/standings";
import { createGraph } from "../model/graph";
import { isoInstant } from "../model/instant";
import type { Problem } from "../model/problem";
import { isStatic } from "../model/rules/secrets";
import { prose } from "../model/schema/scalars";
import type { Entitlement } from "../planners/entitlements";
import { findEntitlements } from "../planners/entitlements";
import { findHoldings } from "../planners/holdings";
import { findSecretAccess } from "../planners/secretReaders";
import type { Definition } from "./definition";
import { checkEdit } from "./edits/checkEdit";
import type { OpenRoster, Warning } from "./edits/openEdit";
import { changedPlaces, formatDiff, openEdit, optionOf, unknownBecause } from "./edits/openEdit";
import { writeFiles } from "./edits/writeFiles";
import { refused, unknownName, wrongUse } from "./failure";
import { suggestPerson } from "./principals";
import { formatLeaving } from "./text/leaving";

interface LeaveOptions {
    readonly reason?: string;
    readonly dryRun?: boolean;
}

/** Turns people into leavers, in the roster's files: the next run takes away what they have. */
export const leave: Definition<LeaveOptions> = {
    examples: [
        ['rollcall leave alice --reason "moved on"', "alice, and every account that is hers"],
        ["rollcall leave alice bob --dry-run", "what it would change, and what they would lose"],
        ["rollcall leave alice --json | jq .rotates", "the secrets that alice could read"],
    ],
    configure(command: Command) {
        command
            .argument("<people...>", "keys of people")
            .option("--reason <text>", "why, for the tombstone")
            .option("--dry-run", "change nothing, and show the diff");
    },
    run(invocation, { reason, dryRun = false }, ...people) {
        if (reason !== undefined && !prose.safeParse(reason).success) {
            throw wrongUse("the reason must be text of at most 1000 characters");
        }
        const opened = openEdit(invocation);
        const roll = new Roll(opened.open);
        const asked = [...new Set(people.flatMap((key) => key ?? []))];
        checkKnown(opened, roll, asked);
        const keys = roll.withAccounts(asked);
        const readable = readBy(opened, keys);
        const external = externalOf(opened, [...readable.keys()]);
        // The generation of an external secret says that it was changed elsewhere, which nobody has done yet.
        const rotates = new Map([...readable].filter(([key]) => !external.includes(key)));
        const plan = planLeaving(roll, {
            keys,
            left: isoInstant(opened.options.instant).slice(0, 10),
            ...(reason === undefined ? {} : { reason }),
            rotates: [...rotates.keys()],
        });
        const problems = checkEdit(opened.files, plan.files, opened.judged, opened.options);
        if (!dryRun) writeFiles(plan.files);
        const loses = lossesOf(opened, keys);
        const warnings = warningsOf({
            opened,
            roll,
            keys,
            external,
            plan,
            problems,
        });
        const option = optionOf(invocation);
        const done = { keys, plan, loses, rotates, warnings, dryRun, option };
        if (dryRun && plan.files.length > 0) {
            invocation.print(`${formatDiff(plan, invocation.style)}\n`);
        }
        invocation.answer(
            { changed: changedPlaces(plan), loses, rotates: [...rotates.keys()], warnings },
            () => formatLeaving(done, invocation.style),
        );
        return 0;
    },
};

function checkKnown({ warnings, judged }: OpenRoster, roll: Roll, asked: readonly string[]): void {
    const known = new Set([...roll.people.keys(), ...roll.leavers.keys()]);
    const unknown = asked.filter((key) => !known.has(key));
    if (unknown.length > 0) {
        const lines = unknown.map(
            (key) =>
                `the roster has nobody called ${JSON.stringify(key)}` +
                suggestPerson(key, known, judged),
        );
        const hint = ["nothing was changed", ...warnings.map(({ message }) => message)];
        throw unknownName(lines.join("\n"), hint.join("; "), warnings.length === 0);
    }
    const all = roll.withAccounts(asked);
    if (roll.people.size > 0 && [...roll.people.keys()].every((key) => all.includes(key))) {
        if (warnings.length > 0) return;
        throw refused(
            "nobody would be left in people, and a roster without anybody is refused",
            "first add somebody who stays; rollcall revoke takes somebody's access without the roster",
        );
    }
}

/** What people have according to the plan of the roster as it was. */
function lossesOf({ judged, options }: OpenRoster, keys: readonly string[]): Entitlement[] {
    if (!judged.roster) return [];
    const principals = new Set(keys.map((key) => `person:${key}`));
    return findEntitlements(findHoldings(createGraph(judged.roster), options.instant)).filter(
        ({ principal }) => principals.has(principal),
    );
}

/** The secrets with a value that people can read, and how; of somebody past his end, at his last instant. */
function readBy({ judged, options }: OpenRoster, keys: readonly string[]): Map<string, string> {
    const { roster } = judged;
    const found = new Map<string, string>();
    if (!roster) return found;
    const graph = createGraph(roster);
    for (const key of keys) {
        const person = roster.people.get(key);
        const { until = Number.POSITIVE_INFINITY } = (person && graph.standing(person)) ?? {};
        const access = findSecretAccess(findHoldings(graph, Math.min(options.instant, until - 1)));
        for (const secret of [...roster.secrets.values()].filter(isStatic)) {
            const where = secret.in
                .map((environment) => environment.key)
                .filter((environment) => access(secret, environment).readers.includes(key));
            if (where.length === 0 || found.has(secret.key)) continue;
            found.set(secret.key, `${key} can read it in ${where.join(", ")}`);
        }
    }
    return found;
}

function warningsOf(done: {
    readonly opened: OpenRoster;
    readonly roll: Roll;
    readonly keys: readonly string[];
    readonly external: readonly string[];
    readonly plan: EditPlan;
    readonly problems: readonly Problem[];
}): Warning[] {
    const { opened, roll, keys, external, plan, problems } = done;
    const unknown = unknownBecause(opened);
    const gone = keys.filter(
        (key) =>
            roll.leavers.has(key) &&
            roll.files.every((file) => findStandings(file, new Set([key])).length === 0),
    );
    return [
        ...gone.map((key) => ({ message: `${key} is a leaver already` })),
        ...opened.warnings,
        ...(unknown === undefined
            ? []
            : [{ message: `what they lose and could read is not known: ${unknown}` }]),
        ...external.map((secret) => ({
            message:
                `${secret} is made elsewhere: give it a new value there, and record that with ` +
                `rollcall rotate ${secret}`,
        })),
        ...plan.notes.map(({ file, line, text }) => ({ message: text, file, line })),
        ...problems.map(({ message, rule, file, line }) => ({ message, rule, file, line })),
    ];
}

function externalOf({ judged }: OpenRoster, secrets: readonly string[]): string[] {
    return secrets.filter((key) => judged.roster?.secrets.get(key)?.kind === "external");
}
