import type { ExportedResource, StackExport } from "../../engine/run";
import type { Human, Humans } from "../../planners/humans";
import { readHumans } from "../../planners/humans";
import { componentType } from "../../planners/resources";
import { outputsOf } from "./stackStates";

/**
 * Who stands behind each key, as the org stack's state has it: what it recorded, and where no run
 * came to its end with a key, what its components were told.
 */
export function recordedHumans(state: StackExport): Humans {
    const told: Record<string, Human> = {};
    for (const resource of state.deployment.resources ?? []) {
        const human = readings[resource.type]?.(resource.inputs ?? {});
        const key = resource.urn.split("::")[3];
        if (human && key !== undefined) told[key] = { ...told[key], ...human };
    }
    return { ...told, ...readHumans(outputsOf(state).humans) };
}

type Inputs = NonNullable<ExportedResource["inputs"]>;

const readings: Readonly<Record<string, (inputs: Inputs) => Human | undefined>> = {
    [componentType.PersonAccess]: ({ github }) => {
        const { id } = (github ?? {}) as { readonly id?: unknown };
        return typeof id === "number" ? { github: id } : undefined;
    },
    [componentType.PersonIdentity]: ({ aws }) => {
        const { email } = (aws ?? {}) as { readonly email?: unknown };
        return typeof email === "string" ? { email } : undefined;
    },
};
