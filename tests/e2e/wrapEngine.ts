import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/**
 * Puts the engine behind lines of shell, which see its arguments and may change them; answers a
 * folder to be put first in PATH.
 */
export function wrapEngine(engine: string, folder: string, lines: string): string {
    mkdirSync(folder, { recursive: true });
    const pulumi = path.join(engine, "pulumi");
    const script = `#!/bin/sh\n${lines}\nexec "${pulumi}" "$@"\n`;
    writeFileSync(path.join(folder, "pulumi"), script, { mode: 0o755 });
    const host = "pulumi-language-nodejs";
    symlinkSync(path.join(engine, host), path.join(folder, host));
    return folder;
}
