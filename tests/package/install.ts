import { execFileSync } from "node:child_process";
import {
    copyFileSync,
    existsSync,
    linkSync,
    lstatSync,
    mkdirSync,
    readdirSync,
    readFileSync,
} from "node:fs";
import * as path from "node:path";

export const root = path.resolve(__dirname, "../..");

interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
    readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export function readManifest(folder: string): Manifest {
    return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
}

/** Packs what is built here, as a release would. @returns the tarball. */
export function packTarball(folder: string): string {
    mkdirSync(folder, { recursive: true });
    npm(root, ["pack", "--ignore-scripts", "--pack-destination", folder]);
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Error(`npm pack left nothing in ${folder}`);
    return path.join(folder, file);
}

/**
 * Installs the tarball into a project, without network: what the project and the package declare is
 * put there first, as files of its own, and npm finds it. What they use and do not declare is not
 * there, so it would be missed.
 */
export function installTarball(project: string, tarball: string): string {
    const { name } = readManifest(root);
    const modules = path.join(project, "node_modules");
    const { dependencies, devDependencies } = readManifest(project);
    const wanted = { ...dependencies, ...devDependencies };
    delete wanted[name];
    provide(modules, [...Object.keys(wanted), ...declared(readManifest(root))]);
    // Else npm asks the registry about each peer, though all are there; `npm ls` still wants them right.
    const offline = ["--offline", "--legacy-peer-deps"];
    npm(project, ["install", tarball, ...offline, "--ignore-scripts", "--no-audit", "--no-fund"]);
    return path.join(modules, name);
}

/** Every file and folder below, links not followed. */
export function* walk(folder: string): Generator<string> {
    for (const name of readdirSync(folder)) {
        const file = path.join(folder, name);
        yield file;
        if (lstatSync(file).isDirectory()) yield* walk(file);
    }
}

function npm(folder: string, args: readonly string[]): void {
    execFileSync("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
}

/** Puts these packages there, and what they declare in turn, from the modules of the clone. */
function provide(modules: string, names: readonly string[]): void {
    const seen = new Set<string>();
    const add = (from: string, name: string): void => {
        const found = resolvePackage(from, name);
        if (found === undefined || seen.has(found)) return;
        seen.add(found);
        const place = path.relative(path.join(root, "node_modules"), found);
        linkFiles(found, path.join(modules, place));
        for (const each of declared(readManifest(found))) add(found, each);
    };
    for (const name of names) add(root, name);
}

/** What must be there for a package to work. */
function declared({ dependencies, peerDependencies, peerDependenciesMeta }: Manifest): string[] {
    const peers = Object.keys(peerDependencies ?? {}).filter(
        (name) => !peerDependenciesMeta?.[name]?.optional,
    );
    return [...Object.keys(dependencies ?? {}), ...peers];
}

/** As Node.js looks for it, but never above the clone. */
function resolvePackage(from: string, name: string): string | undefined {
    for (let folder = from; folder.startsWith(root); folder = path.dirname(folder)) {
        const found = path.join(folder, "node_modules", name);
        if (existsSync(path.join(found, "package.json"))) return found;
    }
    return undefined;
}

/** Hard links: files of their own for whoever reads them, at no cost. */
function linkFiles(from: string, to: string): void {
    mkdirSync(to, { recursive: true });
    for (const entry of readdirSync(from, { withFileTypes: true })) {
        const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
        if (entry.name === "node_modules") continue;
        if (entry.isDirectory()) linkFiles(source, target);
        else if (entry.isFile()) linkFile(source, target);
    }
}

function linkFile(source: string, target: string): void {
    try {
        linkSync(source, target);
    } catch {
        copyFileSync(source, target); // another file system
    }
}
