import { existsSync } from "node:fs";
import { join } from "node:path";
import { binFolder } from "../../engine/cache";
import { sandboxEnvironment } from "../../sandbox/environment";
import { homeFolder } from "../home";
import type { Io } from "../io";

/** The stack that stands for each of them in a run by hand; no environment may be called so. */
export const anyStack = "all";

/** How to run the engine itself on the sandbox's stacks, as lines for a shell. */
export function formatHandRun(io: Pick<Io, "environment" | "folder">): string {
    const home = homeFolder(io);
    const engine = binFolder(join(home, "engine"));
    const variables = {
        ...sandboxEnvironment(home),
        // Else the engine would write a salt into Pulumi.dev.yaml, which git tracks.
        PULUMI_OPTION_CONFIG_FILE: join(home, "project", "sandbox", `Pulumi.${anyStack}.yaml`),
    };
    return [
        "By hand: after npm start (or rollcall up), these lines let `pulumi preview -s",
        "dev` run in a clone of rollcall, from the sources, and on the sandbox alone:",
        "",
        ...(existsSync(engine) ? [`  export PATH=${quoted(engine)}:"$PATH"`] : []),
        ...Object.entries(variables).map(([name, value]) => `  export ${name}=${quoted(value)}`),
        ...(io.environment.GITHUB_BASE_URL ? ["  unset GITHUB_BASE_URL"] : []),
        "  pulumi preview -s dev",
    ].join("\n");
}

function quoted(text: string): string {
    return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
