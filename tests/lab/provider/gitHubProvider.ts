import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Environment, Interrupted, runCommand } from "../../../engine/command";
import { lastLine, searchPath } from "../../../engine/probe";
import { refuseLogs } from "../../../sandbox/install";
import { sdkVersion } from "../../../sandbox/sdkVersion";

/** A provider that is there, or what is missing and how to get it. */
export type GitHubProvider = { readonly file: string } | { readonly missing: string };

export interface ProviderBuild {
    /** Where it is kept: built once for each version of its sources. */
    readonly cache: string;
    readonly environment: Environment;
    readonly report: (line: string) => void;
}

const sources = join(__dirname, "go");
const fileName = "pulumi-resource-github";

/**
 * The real GitHub provider, from the modules that `go/go.mod` pins, as the installed SDK asks for it.
 *
 * @throws Error where there is a Go toolchain and the build fails all the same.
 */
export async function gitHubProvider(build: ProviderBuild): Promise<GitHubProvider> {
    const file = join(build.cache, digestOfSources(), fileName);
    if (existsSync(file)) return { file };
    const [go] = await searchPath(
        process.platform === "win32" ? "go.exe" : "go",
        build.environment,
    );
    if (!go) {
        return {
            missing:
                "the lab builds the real GitHub provider, and there is no Go toolchain on PATH: " +
                "install Go 1.26 or newer from https://go.dev/dl",
        };
    }
    build.report("building the GitHub provider: some two minutes, once");
    await mkdir(build.cache, { recursive: true });
    const folder = await mkdtemp(join(build.cache, ".unfinished-"));
    try {
        await compile(go, join(folder, fileName), build.environment);
        // Whoever was faster made the same.
        await rename(folder, dirname(file)).catch((error: unknown) => {
            if (!existsSync(file)) throw error;
        });
        return { file };
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

/** Puts it where the engine looks for the plugin that the SDK asks for, in place of any other. */
export function installProvider(file: string, pulumiHome: string): void {
    const folder = join(pulumiHome, "plugins", `resource-github-v${sdkVersion("github")}`);
    mkdirSync(folder, { recursive: true });
    copyFileSync(file, join(folder, fileName));
    refuseLogs(pulumiHome);
}

function digestOfSources(): string {
    const hash = createHash("sha256");
    for (const name of ["go.mod", "go.sum", "main.go"]) {
        hash.update(readFileSync(join(sources, name)));
    }
    return hash.digest("hex").slice(0, 16);
}

async function compile(go: string, output: string, environment: Environment): Promise<void> {
    const outcome = await runCommand({
        file: go,
        args: [
            "build",
            "-mod=readonly",
            "-trimpath",
            ...["-tags", "osusergo,grpcnotrace"],
            ...["-ldflags", "-w -s"],
            ...["-o", output, "."],
        ],
        cwd: sources,
        environment: {
            ...environment,
            // A workspace, another target or an old mode of the user's would build something else.
            GOWORK: "off",
            GO111MODULE: "on",
            GOOS: undefined,
            GOARCH: undefined,
            CGO_ENABLED: "0",
        },
        wholeGroup: true,
    });
    if (outcome.interrupted) throw new Interrupted(outcome.interrupted);
    if (outcome.code === 0) return;
    const said = lastLine(outcome.stderr) || "it did not say why";
    throw new Error(`go build of the GitHub provider failed: ${said}`);
}
