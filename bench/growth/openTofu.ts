import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { runCommand } from "../../engine/command";
import { configurationOf } from "./configuration";
import type { Contender, Operation } from "./contender";
import { accessAfter } from "./contender";

/** OpenTofu with the same provider that the Pulumi plugin is built from, and with state in a file. */
export function openTofu(tofu: string, provider: string): Contender {
    return {
        name: "OpenTofu",
        open: async (ground, accesses) => {
            const { folder, github, programs } = ground;
            const settings = join(folder, "settings.tfrc");
            mkdirSync(folder, { recursive: true });
            writeFileSync(settings, overriding(dirname(provider)));
            const run = async (...args: string[]) => {
                const { code, stdout, stderr } = await runCommand({
                    file: programs.measure,
                    args: [...args, "-input=false", "-no-color", `-parallelism=${parallel}`],
                    cwd: folder,
                    environment: {
                        ...process.env,
                        ...ground.environment,
                        MEASURED_COMMAND: tofu,
                        TF_CLI_CONFIG_FILE: settings,
                        TF_VAR_owner: "acme",
                        TF_VAR_base_url: github.url,
                        CHECKPOINT_DISABLE: "1",
                    },
                });
                // Each error quotes the line it is about, which in JSON is the whole file.
                const said = `${stdout}\n${stderr}`.split("\n").map((line) => line.slice(0, 200));
                if (code !== 0) throw new Error(`tofu ${args[0]} failed: ${said.join("\n")}`);
            };
            const apply = (operation: Operation) => async () => {
                const configuration = configurationOf(accessAfter(operation, accesses));
                writeFileSync(join(folder, "main.tf.json"), JSON.stringify(configuration));
                await run("apply", "-auto-approve");
            };
            return {
                provision: apply("provision"),
                // With `-detailed-exitcode`, a plan that contains changes exits with 2, which fails here.
                "preview, no change": () => run("plan", "-detailed-exitcode"),
                "one change": apply("one change"),
                "one leaver": apply("one leaver"),
            };
        },
    };
}

/** The same parallelism as Pulumi's default. */
const parallel = 4 * availableParallelism();

function overriding(folder: string): string {
    const overrides = `dev_overrides { "integrations/github" = ${JSON.stringify(folder)} }`;
    return `provider_installation {\n  ${overrides}\n  direct {}\n}\n`;
}
