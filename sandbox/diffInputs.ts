import { isAutoName } from "./checkInputs";
import type { Compared, InputDefinition, ResourceType } from "./resourceType";
import { canonical, holdsUnknown, isMap, isUnknown, type Value, type Values } from "./values";
import type { WorldReader } from "./world";

export interface PropertyDifference {
    readonly kind: "add" | "delete" | "update";
    readonly replaces: boolean;
}

export interface Difference {
    /** By property path, `name.givenName`. */
    readonly properties: ReadonlyMap<string, PropertyDifference>;
    /** The inputs that force a replacement. */
    readonly replaces: readonly string[];
    readonly deleteBeforeReplace: boolean;
}

/**
 * Compares an object as it was last read with the inputs that it should have.
 *
 * Like Terraform's providers it compares with the state, not with the previous inputs, so that a change
 * made outside the program and picked up by a refresh is undone.
 */
export function diffInputs<Place>(
    type: ResourceType<Place>,
    logicalName: string,
    state: Values,
    inputs: Values,
    world: WorldReader,
): Difference {
    const all = { state, inputs };
    const properties = new Map<string, PropertyDifference>();
    const replaces: string[] = [];
    for (const [name, definition] of Object.entries(type.inputs)) {
        const given = inputs[name];
        if (isSame(definition, state[name], given, all)) continue;
        const { replaces: rule = false } = definition;
        const forces =
            type.update === undefined || (typeof rule === "function" ? rule(all, world) : rule);
        if (forces) replaces.push(name);
        for (const [path, kind] of changedPaths(name, state[name], given)) {
            properties.set(path, { kind, replaces: forces });
        }
    }
    for (const name of type.drift?.(state) ?? []) {
        properties.set(name, { kind: "update", replaces: false });
    }
    const deleteBeforeReplace = replaces.length > 0 && keepsName(type, logicalName, state, inputs);
    return { properties, replaces, deleteBeforeReplace };
}

/** Whether the provider sees no difference between the state and what the program gave. */
export function isSame(
    definition: InputDefinition,
    old: Value | undefined,
    given: Value | undefined,
    all: Compared,
): boolean {
    if (given === undefined && definition.computed) return true;
    if (holdsUnknown(given)) return false;
    if (definition.same?.(old, given, all)) return true;
    if (definition.type === "set") return canonical(sorted(old)) === canonical(sorted(given));
    return canonical(old) === canonical(given);
}

function sorted(value: Value | undefined): Value | undefined {
    return Array.isArray(value) ? [...new Set(value.map(canonical))].sort() : value;
}

function changedPaths(
    path: string,
    old: Value | undefined,
    given: Value | undefined,
): [string, PropertyDifference["kind"]][] {
    if (isMap(old) && isMap(given)) {
        const names = new Set([...Object.keys(old), ...Object.keys(given)]);
        return [...names]
            .filter(
                (name) => isUnknown(given[name]) || canonical(old[name]) !== canonical(given[name]),
            )
            .flatMap((name) => changedPaths(`${path}.${name}`, old[name], given[name]));
    }
    if (given === undefined) return [[path, "delete"]];
    return [[path, old === undefined ? "add" : "update"]];
}

/**
 * Two objects cannot have the same name at once: if the program chose the name and it stays the same,
 * Pulumi's bridge deletes the old object before it creates the new one.
 */
function keepsName<Place>(
    type: ResourceType<Place>,
    logicalName: string,
    state: Values,
    inputs: Values,
): boolean {
    return Object.entries(type.inputs).some(
        ([name, definition]) =>
            definition.autoName !== undefined &&
            canonical(state[name]) === canonical(inputs[name]) &&
            !isAutoName(logicalName, inputs[name]),
    );
}
