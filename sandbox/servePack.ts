import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";

/**
 * Serves the policy pack in `folder` from this process, as a pack does from its own; returns the port.
 *
 * @throws whatever the pack throws while it is loaded.
 */
export async function servePack(folder: string): Promise<number> {
    const load = createRequire(join(folder, "package.json"));
    const file = load.resolve(folder);
    // The SDK keeps a pack and its settings in module state, so each pack gets fresh modules.
    const sdk = dirname(load.resolve("@pulumi/policy")) + sep;
    for (const loaded of Object.keys(load.cache)) {
        if (loaded === file || loaded.startsWith(sdk)) delete load.cache[loaded];
    }
    const printed = nextPrinted();
    // The pack reads its version from the package.json in the current folder.
    const before = process.cwd();
    process.chdir(folder);
    try {
        load(file);
    } catch (error) {
        printed.ignore();
        throw error;
    } finally {
        process.chdir(before);
    }
    const port = Number(await printed.text);
    if (!Number.isInteger(port)) throw new Error(`the policy pack in ${folder} reports no port`);
    return port;
}

/** Captures the next output: that is how a plugin reports its port. */
function nextPrinted() {
    const { stdout } = process;
    const write = stdout.write;
    const ignore = () => {
        stdout.write = write;
    };
    const text = new Promise<string>((resolve) => {
        stdout.write = ((chunk: unknown) => {
            ignore();
            resolve(String(chunk));
            return true;
        }) as typeof write;
    });
    return { text, ignore };
}
