import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StackExport, Workplace } from "../../engine/run";
import { fakeProgram, removeFolder, scratchFolder } from "../engine/support";

interface Given {
    readonly state?: StackExport;
    readonly stacks?: readonly string[];
    readonly answer?: string;
}

/** A program in the engine's place that notes how it was called, and what it was to import. */
export class FakeEngine {
    private constructor(
        readonly folder: string,
        readonly workplace: Workplace,
    ) {}

    /**
     * `answer` is JavaScript that is given `command` (`stack export`) and `stack`, prints what the engine
     * would, and may set `process.exitCode`. An export is `state`, whichever of the `stacks` is asked for.
     */
    static async open({ state, stacks = [], answer = "" }: Given = {}) {
        const folder = await scratchFolder();
        const pulumi = join(folder, "bin", "pulumi");
        await fakeProgram(join(folder, "bin", "pulumi-language-nodejs"), "");
        await fakeProgram(
            pulumi,
            `const { appendFileSync, readFileSync } = require("node:fs");
            const given = process.argv.slice(2);
            const command = given[0] === "stack" ? given.slice(0, 2).join(" ") : given[0];
            const stack = given[given.indexOf("--stack") + 1];
            appendFileSync(${JSON.stringify(join(folder, "calls"))}, given.join(" ") + "\\n");
            if (command === "version") console.log("v3.230.0");
            if (command === "stack ls") console.log(${JSON.stringify(JSON.stringify(stacks.map((name) => ({ name }))))});
            if (command === "stack export") console.log(${JSON.stringify(JSON.stringify(state))});
            if (command === "stack import")
                appendFileSync(${JSON.stringify(join(folder, "imports"))}, readFileSync(0, "utf8") + "\\n");
            ${answer}`,
        );
        return new FakeEngine(folder, {
            engine: { folder: dirname(pulumi), pulumi, version: "3.259.0", source: "cache" },
            project: { folder },
            environment: {},
        });
    }

    /** How it was called, in order; with a command those calls alone. */
    calls(command = ""): string[] {
        return this.linesOf("calls").filter((line) => line.startsWith(command));
    }

    imports(): StackExport[] {
        return this.linesOf("imports").map((line) => JSON.parse(line));
    }

    remove(): Promise<void> {
        return removeFolder(this.folder);
    }

    private linesOf(name: string): string[] {
        const file = join(this.folder, name);
        const text = existsSync(file) ? readFileSync(file, "utf8") : "";
        return text.split("\n").filter((line) => line !== "");
    }
}

/** What the stand-in does, as an `answer`: it works until it is told to end. */
export const untilEnd = `setTimeout(() => {}, 60_000); process.on("SIGTERM", () => process.exit(255));`;

/** Tells this process to end as soon as that is so. */
export async function endOnce(isSo: () => boolean): Promise<void> {
    const deadline = Date.now() + 40_000;
    while (!isSo()) {
        assert.ok(Date.now() < deadline, "it never came to that");
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    process.emit("SIGTERM", "SIGTERM");
}

/** A state with custom resources of these URNs. */
export function stateOf(...resources: (string | { urn: string; dependencies: string[] })[]) {
    const all = resources.map((one) => (typeof one === "string" ? { urn: one } : one));
    return {
        version: 3,
        deployment: { resources: all.map((one) => ({ custom: true, type: "", ...one })) },
    };
}
