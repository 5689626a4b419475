import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Environment, Interrupted, runCommand } from "./command";
import { lastLine, pinnedVersion } from "./probe";

/** The command that installs the engine into a folder. */
export type Installer = (folder: string) => { file: string; args: readonly string[] };

export interface Download {
    readonly folder: string;
    readonly environment: Environment;
    readonly installer?: Installer;
    /** The download is abandoned if it makes no progress for this long. */
    readonly patienceSeconds?: number;
}

/**
 * Lets Pulumi's own installer fill `folder/bin`.
 *
 * The installer runs in a separate process, because one that hangs on a dead network can only be ended from
 * outside. The time limit counts from the last byte received, so a slow connection is not mistaken for a
 * dead one.
 *
 * @throws Error that says what stopped it.
 */
export async function downloadEngine(download: Download): Promise<void> {
    const { folder, environment, installer = officialInstaller } = download;
    const patience = download.patienceSeconds ?? 20;
    const scratch = join(folder, "scratch");
    await mkdir(scratch, { recursive: true });
    const silence = watchGrowth(folder, patience);
    try {
        const outcome = await runCommand({
            ...installer(folder),
            environment: {
                ...environment,
                TMPDIR: scratch,
                PULUMI_HOME: scratch,
                PULUMI_SKIP_UPDATE_CHECK: "true",
            },
            wholeGroup: true,
            abort: silence.signal,
        });
        if (outcome.interrupted) throw new Interrupted(outcome.interrupted);
        if (silence.signal.aborted) {
            throw new Error(`the download made no progress for ${patience} s`);
        }
        if (outcome.code !== 0) {
            throw new Error(lastLine(outcome.stderr) || `the installer ended with ${outcome.code}`);
        }
    } finally {
        silence.stop();
    }
    await rm(scratch, { recursive: true, force: true });
}

const installScript = `
const [automation, root, version] = process.argv.slice(1);
const { SemVer } = require("node:module").createRequire(automation)("semver");
require(automation).PulumiCommand.install({ root, version: new SemVer(version) }).catch((error) => {
    process.stderr.write(String(error.message));
    process.exit(1);
});
`;

const officialInstaller: Installer = (folder) => ({
    file: process.execPath,
    args: [
        "-e",
        installScript,
        require.resolve("@pulumi/pulumi/automation"),
        folder,
        pinnedVersion,
    ],
});

/** Aborts its signal if the folder has not grown for a while. */
function watchGrowth(folder: string, seconds: number): { signal: AbortSignal; stop: () => void } {
    const controller = new AbortController();
    let largest = -1;
    let grewAt = performance.now();
    const timer = setInterval(async () => {
        const size = await sizeOf(folder);
        if (size > largest) {
            largest = size;
            grewAt = performance.now();
        } else if (performance.now() - grewAt > seconds * 1_000) {
            controller.abort();
        }
    }, 500);
    return { signal: controller.signal, stop: () => clearInterval(timer) };
}

async function sizeOf(folder: string): Promise<number> {
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    const sizes = entries.map((entry) =>
        stat(join(folder, entry)).then(
            (stats) => (stats.isFile() ? stats.size : 0),
            () => 0,
        ),
    );
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
