import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { engine, leafOf } from "./sandbox";
import { wrapEngine } from "./wrapEngine";

/** An engine, first in PATH, that keeps the events of each run in a file named by when it began. */
export async function recordingEngine(folder: string, events: string): Promise<string> {
    mkdirSync(events);
    const file = `"${events}/$(date +%s%N)-$1"`;
    wrapEngine(
        await engine(),
        folder,
        `export PULUMI_DEBUG_COMMANDS=true\ncase "$1" in up|destroy) set -- "$@" --event-log ${file} ;; esac`,
    );
    return [folder, process.env.PATH].join(path.delimiter);
}

/**
 * The roles and environments that runs of the engine deleted, run by run. Those that went side by
 * side come in the order of their stacks; each must have ended before the next kind began.
 */
export function deletionsIn(events: string): string[] {
    const wanted = /::(?:aws:iam\/role:Role|vault:jwt\/|github:index\/repositoryEnvironment:)/;
    const runs = readdirSync(events)
        .sort()
        .flatMap((name) => {
            const file = path.join(events, name);
            const [began = "0", verb = ""] = name.split("-");
            const gone = readFileSync(file, "utf8")
                .split("\n")
                .filter((line) => line.includes('"resOutputsEvent"'))
                .map((line) => JSON.parse(line).resOutputsEvent.metadata)
                .filter(({ op, urn }) => op === "delete" && wanted.test(urn.replaceAll("$", "::")))
                .map(({ urn }): string => urn);
            if (gone.length === 0) return [];
            const stack = gone[0]?.split(":")[2] ?? "";
            const what = `${verb} ${stack} ${gone.map(leafOf).sort().join(", ")}`;
            return [{ verb, what, began: Number(began) / 1e6, ended: statSync(file).mtimeMs }];
        });
    const last = Math.max(...runs.filter(({ verb }) => verb === "destroy").map((run) => run.ended));
    for (const { verb, began, what } of runs) {
        if (verb === "up") assert.ok(began > last, `${what}: began before the roles were gone`);
    }
    return runs.map(({ what }) => what).sort();
}
