import { dirname, join } from "node:path";

const fromSource = __filename.endsWith(".ts");

/**
 * The command that runs a script of this folder with the current Node.js: the compiled script, or its
 * source with ts-node if Rollcall itself runs from source.
 */
export function scriptCommand(name: string): readonly string[] {
    const loader = fromSource ? ["-r", require.resolve("ts-node/register/transpile-only")] : [];
    return [process.execPath, ...loader, join(__dirname, `${name}.${fromSource ? "ts" : "js"}`)];
}

/** The environment that the command needs, besides what the script itself needs. */
export const scriptEnvironment: Readonly<Record<string, string>> = {
    NODE_OPTIONS: "",
    // Otherwise ts-node would use the configuration of the current folder.
    ...(fromSource ? { TS_NODE_PROJECT: join(dirname(__dirname), "tsconfig.json") } : {}),
};
