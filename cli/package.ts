import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of package.json: above the sources, and above what is compiled from them. */
export function packageFolder(): string {
    let folder = __dirname;
    while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
    return folder;
}

export function readVersion(): string {
    const text = readFileSync(join(packageFolder(), "package.json"), "utf8");
    return (JSON.parse(text) as { version: string }).version;
}
