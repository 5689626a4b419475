import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, matchingFaults, type Operation } from "./faults";
import { codeOf } from "./worldLock";

const folderName = ".faults";

/**
 * Carries out the faults that apply to an operation.
 *
 * Uses of a fault are counted in the world's folder, under a hash of the fault, across all processes and
 * until {@link forgetFaults}. The first matching fault that is not used up applies.
 */
export class FaultInjection {
    constructor(
        private readonly faults: readonly Fault[],
        private readonly worldFolder: string,
    ) {}

    /** @throws the fault's error; `work` then had no effect or, with `when: "after"`, its whole effect. */
    async around<T>(
        operation: Operation,
        target: { readonly type: string; readonly logicalName: string },
        work: () => Promise<T>,
    ): Promise<T> {
        const { type, logicalName } = target;
        const fault = matchingFaults(this.faults, operation, type, logicalName).find((each) =>
            this.take(each),
        );
        if (fault?.when !== "after") await carryOut(fault);
        const result = await work();
        if (fault?.when === "after") await carryOut(fault);
        return result;
    }

    /** Each use creates a file: only one process can create it, so a use is never counted twice. */
    private take(fault: Fault): boolean {
        if (fault.times === undefined) return true;
        const folder = join(this.worldFolder, folderName);
        mkdirSync(folder, { recursive: true });
        const name = createHash("sha256").update(JSON.stringify(fault)).digest("hex").slice(0, 16);
        for (let time = 1; time <= fault.times; time += 1) {
            if (made(join(folder, `${name}.${time}`))) return true;
        }
        return false;
    }
}

/** Restarts the count of faults with `times`. */
export function forgetFaults(worldFolder: string): void {
    rmSync(join(worldFolder, folderName), { recursive: true, force: true });
}

async function carryOut(fault: Fault | undefined): Promise<void> {
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs);
    if (fault?.kill === true) process.kill(process.pid, "SIGKILL");
    if (fault?.error !== undefined) throw new Error(fault.error);
}

function made(path: string): boolean {
    try {
        writeFileSync(path, "", { flag: "wx" });
        return true;
    } catch (error) {
        if (codeOf(error) === "EEXIST") return false;
        throw error;
    }
}
