import { relative, resolve } from "node:path";
import type { Io } from "./io";

/** The folder for everything that the tool makes; absolute. */
export function homeFolder({ environment, folder }: Pick<Io, "environment" | "folder">): string {
    return resolve(folder, environment.ROLLCALL_HOME || ".rollcall");
}

/** A path as a reader would write it: relative to the current folder, if it is below that. */
export function displayPath({ folder }: Pick<Io, "folder">, path: string): string {
    const way = relative(folder, path);
    return way === "" || way.startsWith("..") ? path : way;
}
