import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Summary } from "../../engine/events";
import { emptySummary } from "../../engine/events";
import { policyPackPath } from "../../engine/policyPack";
import type { PolicyPack } from "../../engine/run";
import { previewStack } from "../../engine/run";
import { policyConfig } from "../../policy/config";
import type { Invocation } from "../invocation";
import { packageFolder } from "../package";
import type { Prepared } from "./prepare";
import type { StackRuns, Tense } from "./report";
import { runStacks } from "./runStacks";

/** The policies that a stack is held to, with the settings that follow from the roster. */
export type PoliciesOf = (stack: string) => readonly PolicyPack[];

/** Writes each stack's settings beside everything else that the tool makes. */
export async function writePolicies(
    { home }: Invocation,
    { roster, stacks, workplace }: Prepared,
): Promise<PoliciesOf> {
    const folder = join(home, "policy");
    const pack = join(packageFolder(), "policy");
    const fileOf = (stack: string) => join(folder, `${stack}.json`);
    await mkdir(folder, { recursive: true });
    for (const stack of stacks) {
        await writeFile(fileOf(stack), JSON.stringify(policyConfig(roster, stack)));
    }
    const path = policyPackPath(workplace.engine, pack);
    // An engine that must be given the folder starts the pack itself.
    const host = path === pack ? undefined : workplace.host;
    const served = await Promise.all(
        stacks.map(async (stack) => {
            // One that does not start is the engine's to start, and to say why it cannot.
            const hosted = await host?.servePack(pack).catch(() => undefined);
            return [stack, hosted ?? { path }] as const;
        }),
    );
    const found = new Map(served);
    return (stack) => [{ ...(found.get(stack) ?? { path }), config: fileOf(stack) }];
}

/** Previews all stacks at once, each with its policies: a pack that does not start fails too. */
export function previewWithPolicies(
    invocation: Invocation,
    { workplace, stacks }: Prepared,
    policiesOf: PoliciesOf,
): Promise<StackRuns> {
    const tense: Tense = "planned";
    return runStacks(invocation, { workplace, stages: [stacks], tense }, (run) =>
        previewStack(run, { policyPacks: policiesOf(run.stack) }),
    );
}

/** Why nothing may be made anywhere: a policy is broken, or somebody asked for the end. */
export function isStopped({ summaries, skipped }: StackRuns): boolean {
    const stops = summaries.some(({ reason }) => reason === "policy" || reason === "interrupted");
    return stops || skipped.length > 0;
}

/** Stacks whose preview failed, and that are left as they are; those that are then not begun. */
export function stoppedBy({ summaries, skipped }: StackRuns): StackRuns {
    const failed = summaries.filter(({ error }) => error !== undefined);
    const passed = summaries.filter(({ error }) => error === undefined);
    return {
        summaries: failed.map(asPreviewed),
        steps: [],
        skipped: [...passed.map(({ stack }) => stack), ...skipped],
    };
}

/** A preview as the summary of a run in which nothing was done, and that took no time of its own. */
export function asPreviewed(preview: Summary): Summary {
    const { unchanged, error, reason } = preview;
    return {
        ...emptySummary(preview.stack),
        ...(error === undefined ? { unchanged } : { error }),
        ...(reason ? { reason } : {}),
    };
}
