import {
    closeSync,
    fchmodSync,
    fsyncSync,
    openSync,
    readFileSync,
    realpathSync,
    renameSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { refused } from "../failure";

interface Written {
    readonly file: string;
    readonly before: Uint8Array;
    readonly after: Uint8Array;
}

/**
 * Writes all files or none: each beside its place first, then all are moved there. Links and modes
 * stay. Where a move fails, what was moved before it is put back.
 *
 * @throws Failure where a file is no longer what was read.
 */
export function writeFiles(files: readonly Written[]): void {
    const moves = files.map((file) => ({ ...file, path: realpathSync(file.file) }));
    for (const { file, path, before } of moves) {
        if (readFileSync(path).equals(before)) continue;
        throw refused(`${file} was changed meanwhile`, "nothing was written; run it once more");
    }
    const done: typeof moves = [];
    const besides = new Set<string>();
    const prepare = (path: string, bytes: Uint8Array) => {
        const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
        besides.add(beside);
        writeBeside(beside, bytes, statSync(path).mode);
        return beside;
    };
    try {
        const ready = moves.map((move) => ({ move, beside: prepare(move.path, move.after) }));
        for (const { move, beside } of ready) {
            renameSync(beside, move.path);
            done.push(move);
        }
    } catch (error) {
        for (const { path, before } of done) renameSync(prepare(path, before), path);
        throw error;
    } finally {
        for (const beside of besides) rmSync(beside, { force: true });
    }
}

function writeBeside(path: string, bytes: Uint8Array, mode: number): void {
    const file = openSync(path, "w", 0o600);
    try {
        writeFileSync(file, bytes);
        fchmodSync(file, mode & 0o7777);
        fsyncSync(file);
    } finally {
        closeSync(file);
    }
}
