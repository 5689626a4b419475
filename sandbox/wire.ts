import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isMap, type Value, type Values } from "./values";

/** The key and the value by which Pulumi marks an object as a wrapped secret. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Properties off the wire, and which of them hold a secret. */
export interface Properties {
    readonly values: Values;
    readonly secrets: ReadonlySet<string>;
}

/** Takes properties off the wire. A secret anywhere in a property makes the whole property one. */
export function fromStruct(struct: Struct | undefined): Properties {
    const values: Record<string, Value> = {};
    const secrets = new Set<string>();
    for (const [property, value] of Object.entries(struct?.toJavaScript() ?? {})) {
        // Providers written with Pulumi's bridge keep notes for themselves under such keys.
        if (property.startsWith("__")) continue;
        values[property] = unwrap(value as Value, () => secrets.add(property));
    }
    return { values, secrets };
}

/** Puts properties on the wire, the secret ones marked as such. */
export function toStruct(values: Values, secrets: Iterable<string> = []): Struct {
    const hidden = new Set(secrets);
    const wrapped = Object.entries(values).map(([property, value]) => [
        property,
        hidden.has(property) ? { [signatureKey]: secretSignature, value } : value,
    ]);
    return Struct.fromJavaScript(
        Object.fromEntries(wrapped) as Readonly<Record<string, JavaScriptValue>>,
    );
}

function unwrap(value: Value, found: () => void): Value {
    if (Array.isArray(value)) return value.map((each) => unwrap(each, found));
    if (!isMap(value)) return value;
    if (value[signatureKey] === secretSignature) {
        found();
        return unwrap(value.value ?? null, found);
    }
    return Object.fromEntries(
        Object.entries(value).map(([property, each]) => [property, unwrap(each, found)]),
    );
}
