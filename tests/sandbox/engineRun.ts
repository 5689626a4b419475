import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeProject } from "../../engine/project";
import { initStack, type Run } from "../../engine/run";
import { sandboxEnvironment, sandboxFolders } from "../../sandbox/environment";
import { seedWorld } from "../../sandbox/seed";
import { World } from "../../sandbox/world";
import { leanPrograms, linkModules, presentEngine } from "../engine/support";
import { compileSandbox } from "./compiled";
import { seed } from "./engineClient";

/**
 * One of the programs in fixtures/, ready to run on a seeded world in `home`: the first of the stacks
 * is there already. Undefined when there is no engine.
 */
export async function prepareRun(
    home: string,
    program: string,
    stacks: readonly [string, ...string[]],
): Promise<Run | undefined> {
    const engine = await presentEngine(home);
    if (!engine) return undefined;
    const folders = sandboxFolders(home);
    mkdirSync(folders.state, { recursive: true });
    compileSandbox(join(home, "compiled")).installPlugins(folders);
    await seedWorld(new World(folders.world), seed);
    const folder = join(home, "program");
    mkdirSync(folder);
    copyFileSync(join(__dirname, "fixtures", program), join(folder, "index.js"));
    writeFileSync(join(folder, "package.json"), "{}");
    await linkModules(folder);
    const project = await writeProject({
        home,
        mode: "sandbox",
        main: join(folder, "index.js"),
        stacks: Object.fromEntries(stacks.map((stack) => [stack, {}])),
    });
    const environment = { ...sandboxEnvironment(home), ...leanPrograms };
    const run = { engine, project, stack: stacks[0], environment };
    await initStack(run);
    return run;
}
