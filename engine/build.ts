import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Environment, Interrupted, runCommand } from "./command";
import { engineFile, hostFile, lastLine, pinnedVersion, searchPath } from "./probe";

export interface Build {
    readonly folder: string;
    readonly environment: Environment;
    readonly report: (line: string) => void;
    /** How often a long step reports its progress. Default: 15 s. */
    readonly progressMilliseconds?: number;
}

interface Program {
    readonly file: string;
    /** The folder in `engine/go` whose module pins the program and all its dependencies. */
    readonly module: string;
    readonly package: string;
    readonly linkerFlags: string;
}

const sdk = "github.com/pulumi/pulumi/sdk/v3";

/**
 * No language host of the engine's version is published as a Go module, so an older one is used; the engine
 * accepts it.
 */
const programs: readonly Program[] = [
    {
        file: engineFile,
        module: "cli",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        linkerFlags: `-w -s -X ${sdk}/go/common/version.Version=v${pinnedVersion}`,
    },
    {
        file: hostFile,
        module: "language",
        package: `${sdk}/nodejs/cmd/pulumi-language-nodejs`,
        linkerFlags: "-w -s",
    },
];

/**
 * Builds the engine into `folder/bin` from the modules that `engine/go` pins.
 *
 * @throws Error that says what stopped it.
 */
export async function buildEngine(build: Build): Promise<void> {
    const { folder, environment, report } = build;
    const scratch = join(folder, "scratch");
    await mkdir(scratch, { recursive: true });
    const go = await findGo({
        ...environment,
        // A workspace, a cross-compilation target or GOPATH mode in the user's environment would change
        // what is built.
        GOWORK: "off",
        GO111MODULE: "on",
        GOOS: undefined,
        GOARCH: undefined,
        CGO_ENABLED: "0",
        GOTMPDIR: scratch,
    });
    report(`building the engine with ${go.version}: some four minutes, once`);
    for (const program of programs) await buildProgram(go, program, build);
    await rm(scratch, { recursive: true, force: true });
}

interface Go {
    readonly file: string;
    readonly version: string;
    readonly environment: Environment;
}

async function findGo(environment: Environment): Promise<Go> {
    const [file] = await searchPath(process.platform === "win32" ? "go.exe" : "go", environment);
    if (!file) throw new Error("no Go toolchain on PATH: Go 1.26 or newer is needed");
    // Run in the module's folder, a toolchain that is too old either downloads a newer one or says so.
    const answer = await runGo({ file, version: "", environment }, "cli", ["env", "GOVERSION"]);
    return { file, version: answer.stdout.trim(), environment };
}

async function buildProgram(go: Go, program: Program, build: Build): Promise<void> {
    const tell = (line: string) => build.report(`${program.file}: ${line}`);
    const step = (args: readonly string[], progress: (done: number) => string) =>
        counting(
            (done, seconds) => tell(`${progress(done)} in ${seconds} s`),
            (count) => runGo(go, program.module, args, count),
            build.progressMilliseconds ?? 15_000,
        );

    const module = ["-mod=readonly", "-tags", "osusergo,grpcnotrace"];
    tell("getting its sources");
    const list = ["list", ...module, "-deps", program.package];
    const listed = await step(list, (done) => `got ${done} modules`);

    const total = listed.stdout.split("\n").length;
    const flags = ["-v", "-trimpath", ...module, "-ldflags", program.linkerFlags];
    const output = ["-o", join(build.folder, "bin", program.file)];
    tell("compiling");
    await step(
        ["build", ...flags, ...output, program.package],
        (done) => `compiled ${done} of up to ${total} packages`,
    );
}

/**
 * While the work lasts, reports at intervals how many lines it has written: each line is one finished
 * piece.
 */
async function counting<Result>(
    tell: (lines: number, seconds: number) => void,
    work: (count: () => void) => Promise<Result>,
    milliseconds: number,
): Promise<Result> {
    const started = performance.now();
    let lines = 0;
    const timer = setInterval(
        () => tell(lines, Math.round((performance.now() - started) / 1_000)),
        milliseconds,
    );
    try {
        return await work(() => {
            lines += 1;
        });
    } finally {
        clearInterval(timer);
    }
}

async function runGo(
    go: Go,
    module: string,
    args: readonly string[],
    onErrorLine?: (line: string) => void,
): Promise<{ stdout: string }> {
    const outcome = await runCommand({
        file: go.file,
        args,
        cwd: join(packageRoot(), "engine", "go", module),
        environment: go.environment,
        wholeGroup: true,
        ...(onErrorLine ? { onErrorLine } : {}),
    });
    if (outcome.interrupted) throw new Interrupted(outcome.interrupted);
    if (outcome.code === 0) return outcome;
    throw new Error(`go ${args[0]} failed: ${lastLine(outcome.stderr) || "it did not say why"}`);
}

/** This file is in `engine/` of the sources or in `dist/engine/`; the Go modules are only in the former. */
function packageRoot(): string {
    let folder = __dirname;
    while (!existsSync(join(folder, "engine", "go"))) {
        const parent = dirname(folder);
        if (parent === folder)
            throw new Error(`no engine/go above ${__dirname}: reinstall rollcall`);
        folder = parent;
    }
    return folder;
}
