import { join, resolve } from "node:path";
import type { Engine } from "../../engine/find";
import { engine } from "../e2e/sandbox";

const lean = resolve(__dirname, "../../dist/engine/leanProgram.js");

/** By which programs of the engine's start as they do under the published command line, which sees to it. */
export const leanPrograms = { NODE_OPTIONS: `--require ${JSON.stringify(lean)}` } as const;

/** The engine of the end-to-end tests, for whoever runs stacks without the command line. */
export async function labEngine(): Promise<Engine> {
    const folder = await engine();
    return { folder, pulumi: join(folder, "pulumi"), version: "", source: "cache" };
}
