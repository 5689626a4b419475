import { join } from "node:path";
import type { Engine } from "../../engine/find";
import { engine } from "../e2e/sandbox";

/** The engine of the end-to-end tests, for whoever runs stacks without the command line. */
export async function labEngine(): Promise<Engine> {
    const folder = await engine();
    return { folder, pulumi: join(folder, "pulumi"), version: "", source: "cache" };
}
