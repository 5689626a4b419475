/** Values as Pulumi's protocol carries them, without the markers for secrets. */
export type Value =
    | null
    | boolean
    | number
    | string
    | readonly Value[]
    | { readonly [property: string]: Value };

export type Values = Readonly<Record<string, Value>>;

/** The placeholder for a value that a preview cannot know yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: Value | undefined): boolean {
    return value === unknown;
}

export function isMap(value: Value | undefined): value is Values {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether there is an unknown anywhere in the value. */
export function holdsUnknown(value: Value | undefined): boolean {
    if (Array.isArray(value)) return value.some(holdsUnknown);
    if (isMap(value)) return Object.values(value).some(holdsUnknown);
    return isUnknown(value);
}

/** A property as text; empty if it is absent, as in Terraform's providers. */
export function text(values: Values, property: string): string {
    const value = values[property];
    return typeof value === "string" ? value : "";
}

export function flag(values: Values, property: string): boolean {
    return values[property] === true;
}

export function number(values: Values, property: string): number {
    const value = values[property];
    return typeof value === "number" ? value : 0;
}

export function texts(values: Values, property: string): string[] {
    const value = values[property];
    return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

export function map(values: Values, property: string): Values {
    const value = values[property];
    return isMap(value) ? value : {};
}

/** Drops undefined properties: JSON and Pulumi have no such value. */
export function defined(values: Readonly<Record<string, Value | undefined>>): Values {
    const kept: Record<string, Value> = {};
    for (const [property, value] of Object.entries(values)) {
        if (value !== undefined) kept[property] = value;
    }
    return kept;
}

/** Drops empty texts: a provider's state has no property for an input that was not given. */
export function filled(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

/**
 * A text that is equal for values that Terraform's SDK treats as equal: keys may be in any order, and an
 * absent property, an empty text, list or map, zero and false are all the same.
 */
export function canonical(value: Value | undefined): string {
    return JSON.stringify(meaning(value)) ?? "";
}

function meaning(value: Value | undefined): Value | undefined {
    if (Array.isArray(value)) {
        return value.length === 0 ? undefined : value.map((each) => meaning(each) ?? null);
    }
    if (!isMap(value)) {
        return value === null || value === "" || value === false || value === 0 ? undefined : value;
    }
    const properties = Object.keys(value)
        .sort()
        .flatMap((property) => {
            const each = meaning(value[property]);
            return each === undefined ? [] : [[property, each] as const];
        });
    return properties.length === 0 ? undefined : Object.fromEntries(properties);
}
