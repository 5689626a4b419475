import { join } from "node:path";
import type { Access } from "./access";
import { type Contender, type Operation, operations } from "./contender";
import { Ground, type Programs, type Usage } from "./ground";

/** One operation of one contender at one size. */
export interface Sample extends Usage {
    readonly contender: string;
    readonly operation: Operation;
    readonly entitlements: number;
    /** Requests to GitHub. */
    readonly calls: number;
}

/** Each person has two: see the roster. */
const entitlementsEach = 2;

/**
 * Runs each operation of each contender on an organisation of the given size. Rollcall comes first: the
 * others reproduce the access that it granted, and after each operation all organisations must be the same.
 */
export async function measureOnce(
    folder: string,
    programs: Programs,
    contenders: readonly Contender[],
    entitlements: number,
): Promise<Sample[]> {
    const accesses = new Map<Operation, Access>();
    const organizations = new Map<Operation, string>();
    const samples: Sample[] = [];
    for (const contender of contenders) {
        const { name } = contender;
        const people = entitlements / entitlementsEach;
        const ground = await Ground.open(join(folder, "ground"), programs, people);
        try {
            const does = await contender.open(ground, accesses);
            for (const operation of operations) {
                ground.github.requests.clear();
                const usage = await ground.measured(does[operation]);
                const calls = ground.github.requests.all.length;
                samples.push({ contender: name, operation, entitlements, calls, ...usage });
                const access = await contender.access?.(ground);
                if (access) accesses.set(operation, access);
                const before = organizations.get(operation) ?? ground.describe();
                organizations.set(operation, before);
                if (before !== ground.describe()) {
                    throw new Error(`${name} left another organisation after ${operation}`);
                }
            }
        } finally {
            await ground.close();
        }
    }
    return samples;
}
