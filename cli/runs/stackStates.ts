import type { Summary } from "../../engine/events";
import type { Run, StackExport, Workplace } from "../../engine/run";
import { exportStack, importStack } from "../../engine/run";
import type { Revision } from "../../planners/revision";
import { readRevision } from "../../planners/revision";
import { failedSummary } from "./runStacks";

/** A stack as the backend has it just now, or why it cannot be read. */
export type StackState = ReadableState | { readonly stack: string; readonly failure: Summary };

export interface ReadableState {
    readonly stack: string;
    readonly state: StackExport;
}

/** The states of stacks, side by side; what one meets stops no other. */
export function readStates(workplace: Workplace, stacks: readonly string[]): Promise<StackState[]> {
    return Promise.all(
        stacks.map((stack) =>
            exportStack({ ...workplace, stack }).then(
                (state) => ({ stack, state }),
                (error: unknown) => ({ stack, failure: failedSummary(stack, error) }),
            ),
        ),
    );
}

/**
 * Replaces a stack's state by what `edit` makes of it, which answers the very same where there is nothing
 * to do. The state is exported anew for it: whatever another run did since an earlier look must stay.
 */
export async function editState(
    { report: _, ...run }: Run,
    edit: (state: StackExport) => StackExport,
): Promise<void> {
    const state = await exportStack(run);
    const edited = edit(state);
    if (edited !== state) await importStack(run, edited);
}

const stackType = "pulumi:pulumi:Stack";

/** What a stack exported when it was last applied. */
export function outputsOf({ deployment }: StackExport): Readonly<Record<string, unknown>> {
    return deployment.resources?.find(({ type }) => type === stackType)?.outputs ?? {};
}

export function recordedRevision(state: StackExport): Revision | undefined {
    return readRevision(outputsOf(state).revision);
}

/** The state with another revision on record. */
export function withRevision(state: StackExport, revision: Revision): StackExport {
    const resources = state.deployment.resources?.map((resource) =>
        resource.type === stackType
            ? { ...resource, outputs: { ...resource.outputs, revision } }
            : resource,
    );
    return { ...state, deployment: { ...state.deployment, ...(resources ? { resources } : {}) } };
}
