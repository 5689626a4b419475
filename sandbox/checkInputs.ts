import { createHash, randomBytes } from "node:crypto";
import type { InputDefinition, ResourceType } from "./resourceType";
import { holdsUnknown, isMap, isUnknown, unknown, type Value, type Values } from "./values";

export interface CheckFailure {
    readonly property: string;
    readonly reason: string;
}

export interface Checked {
    readonly inputs: Values;
    readonly failures: readonly CheckFailure[];
}

export interface CheckCall {
    readonly logicalName: string;
    /** The inputs that the program gave. */
    readonly given: Values;
    /** The inputs from the previous check; empty for a new resource. */
    readonly earlier: Values;
    /** The engine's random seed: the same in a preview and in the update that follows it. */
    readonly seed: Uint8Array;
}

const hex = /^[0-9a-f]{7}$/;

type Definitions = Readonly<Record<string, InputDefinition>>;

/** Fills in the real provider's defaults, and refuses what that provider refuses before it makes any call. */
export function checkInputs<Place>(type: ResourceType<Place>, call: CheckCall): Checked {
    const inputs = withDefaults(type.inputs, call);
    const failures = failuresOf(type.inputs, inputs, "");
    const judged = failures.length === 0 && !holdsUnknown(inputs);
    const combined = judged ? type.check?.(inputs) : undefined;
    if (combined !== undefined) failures.push({ property: "", reason: combined });
    return { inputs, failures };
}

function withDefaults(definitions: Definitions, call: CheckCall): Values {
    const inputs: Record<string, Value> = {};
    for (const [name, value] of Object.entries(call.given)) {
        if (value !== null) inputs[name] = asText(definitions[name], value);
    }
    for (const [name, definition] of Object.entries(definitions)) {
        if (inputs[name] !== undefined) continue;
        const value =
            definition.autoName === undefined
                ? definition.default
                : (call.earlier[name] ?? autoName(call, definition.autoName));
        if (value !== undefined) inputs[name] = value;
    }
    return inputs;
}

/** Serialises as JSON an input that may be given as an object. */
function asText(definition: InputDefinition | undefined, value: Value): Value {
    const items = definition?.items;
    if (items !== undefined && Array.isArray(value)) {
        return value.map((item) =>
            isMap(item)
                ? Object.fromEntries(
                      Object.entries(item).map(([name, each]) => [name, asText(items[name], each)]),
                  )
                : item,
        );
    }
    if (definition?.json !== true || !isMap(value)) return value;
    return holdsUnknown(value) ? unknown : JSON.stringify(value);
}

/** A name as Pulumi generates it: the logical name, a dash, and seven hex digits derived from the seed. */
function autoName(call: CheckCall, longest: number): string {
    const seed = call.seed.length > 0 ? call.seed : randomBytes(16);
    const tail = createHash("sha256").update(seed).digest("hex").slice(0, 7);
    return `${call.logicalName.slice(0, longest - tail.length - 1)}-${tail}`;
}

export function isAutoName(logicalName: string, name: Value | undefined): boolean {
    if (typeof name !== "string") return false;
    const tail = name.slice(-7);
    return name.endsWith(`-${tail}`) && logicalName.startsWith(name.slice(0, -8)) && hex.test(tail);
}

function failuresOf(definitions: Definitions, inputs: Values, prefix: string): CheckFailure[] {
    const failures: CheckFailure[] = [];
    for (const name of Object.keys(inputs)) {
        if (definitions[name] !== undefined) continue;
        failures.push({ property: `${prefix}${name}`, reason: `Invalid or unknown key: ${name}` });
    }
    for (const [name, definition] of Object.entries(definitions)) {
        failures.push(...failuresOfOne(definition, inputs[name], `${prefix}${name}`));
    }
    return failures;
}

function failuresOfOne(
    definition: InputDefinition,
    value: Value | undefined,
    property: string,
): CheckFailure[] {
    if (value === undefined) {
        if (!definition.required) return [];
        return [{ property, reason: `Missing required argument: "${property}" is required` }];
    }
    if (isUnknown(value)) return [];
    if (!hasType(definition.type, value)) {
        const given = Array.isArray(value) ? "list" : isMap(value) ? "map" : typeof value;
        return [
            { property, reason: `expected ${property} to be a ${definition.type}, got ${given}` },
        ];
    }
    if (definition.properties !== undefined && isMap(value)) {
        return failuresOf(definition.properties, value, `${property}.`);
    }
    if (definition.items !== undefined && Array.isArray(value)) {
        const { items } = definition;
        const failures = value.flatMap((item, index) =>
            isMap(item) ? failuresOf(items, item, `${property}[${index}].`) : [],
        );
        if (failures.length > 0) return failures;
    }
    if (holdsUnknown(value)) return [];
    return (definition.checks ?? []).flatMap((check) => {
        const reason = check(value, property);
        return reason === undefined ? [] : [{ property, reason }];
    });
}

function hasType(type: InputDefinition["type"], value: Value): boolean {
    if (type === "set" || type === "list") return Array.isArray(value);
    if (type === "map" || type === "object") return isMap(value);
    return typeof value === type;
}
