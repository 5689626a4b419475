import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
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
    const path = policyPackPath(workplace.engine, join(packageFolder(), "policy"));
    const fileOf = (stack: string) => join(folder, `${stack}.json`);
    await mkdir(folder, { recursive: true });
    for (const stack of stacks) {
        await writeFile(fileOf(stack), JSON.stringify(policyConfig(roster, stack)));
    }
    return (stack) => [{ path, config: fileOf(stack) }];
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

/** What a preview that failed stops: of those that failed why, and that the others are not begun. */
export function stoppedBy({ summaries, skipped }: StackRuns): StackRuns {
    const failed = summaries.filter(({ error }) => error !== undefined);
    const passed = summaries.filter(({ error }) => error === undefined);
    const none = { created: 0, updated: 0, deleted: 0, replaced: 0, unchanged: 0 };
    return {
        summaries: failed.map((summary) => ({ ...summary, ...none })),
        steps: [],
        skipped: [...passed.map(({ stack }) => stack), ...skipped],
    };
}
