import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { runCommand } from "../../engine/command";
import { lastLine, searchPath } from "../../engine/probe";

interface GoProgram {
    readonly file: string;
    /** The folder whose go.mod pins the program and all its dependencies. */
    readonly module: string;
    readonly package: string;
}

/** The programs to compare with and the one that measures; each is built once and kept. */
const programs = {
    tofu: {
        file: "tofu",
        module: join(__dirname, "go/tofu"),
        package: "github.com/opentofu/opentofu/cmd/tofu",
    },
    /** The lab's provider in the form that OpenTofu takes, from the same module as the Pulumi plugin. */
    provider: {
        file: "terraform-provider-github",
        module: resolve(__dirname, "../../tests/lab/provider/go"),
        package: "github.com/integrations/terraform-provider-github/v6",
    },
    measure: { file: "measure", module: join(__dirname, "go/measure"), package: "." },
} as const satisfies Record<string, GoProgram>;

/**
 * The path of the program, built from pinned modules unless it is in the cache.
 *
 * @throws Error if there is no Go toolchain or the build fails.
 */
export async function goProgram(name: keyof typeof programs, cache: string): Promise<string> {
    const program: GoProgram = programs[name];
    const file = join(cache, `${name}-${digestOf(program)}`, program.file);
    if (existsSync(file)) return file;
    const [go] = await searchPath("go", process.env);
    if (!go) throw new Error("there is no Go toolchain on PATH: install Go 1.26 or newer");
    process.stderr.write(`bench: building ${program.file}, once\n`);
    await mkdir(dirname(file), { recursive: true });
    const outcome = await runCommand({
        file: go,
        args: [
            "build",
            "-mod=readonly",
            "-trimpath",
            ...["-ldflags", "-w -s"],
            ...["-o", `${file}.unfinished`, program.package],
        ],
        cwd: program.module,
        environment: { ...process.env, GOWORK: "off", GO111MODULE: "on", CGO_ENABLED: "0" },
        wholeGroup: true,
    });
    if (outcome.code !== 0) {
        throw new Error(`go build of ${program.file} failed: ${lastLine(outcome.stderr)}`);
    }
    await rename(`${file}.unfinished`, file);
    return file;
}

function digestOf({ module, package: path }: GoProgram): string {
    const hash = createHash("sha256").update(path);
    for (const name of readdirSync(module).sort()) hash.update(readFileSync(join(module, name)));
    return hash.digest("hex").slice(0, 16);
}
