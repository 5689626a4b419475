import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";

const root = resolve(__dirname, "..", "..");

/**
 * The sandbox as it is published, with the rooms that it uses, compiled into a folder: a plugin that ts-node compiles anew takes
 * ten times as long to start, and the engine starts four of them in every run.
 */
export function compileSandbox(folder: string): typeof import("../../sandbox/install") {
    compileRooms(folder, ["sandbox", "planners", "model", "engine"]);
    return require(join(folder, "sandbox", "install.js"));
}

/** Compiles rooms of this repository into a folder, from where they find its modules. */
export function compileRooms(folder: string, rooms: readonly string[]): void {
    for (const room of rooms) {
        const sources = readdirSync(join(root, room), { recursive: true, encoding: "utf8" });
        for (const source of sources.filter((file) => file.endsWith(".ts"))) {
            const content = readFileSync(join(root, room, source), "utf8");
            const { outputText } = transpileModule(content, {
                compilerOptions: {
                    module: ModuleKind.CommonJS,
                    target: ScriptTarget.ES2022,
                    esModuleInterop: true,
                },
            });
            const target = join(folder, room, source.replace(/\.ts$/, ".js"));
            mkdirSync(dirname(target), { recursive: true });
            writeFileSync(target, outputText);
        }
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}
