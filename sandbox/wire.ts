import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isMap, type Value, type Values } from "./values";

/** The key and value with which Pulumi marks an object as a wrapped secret. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Properties from the wire, and the names of those that hold a secret. */
export interface Properties {
    readonly values: Values;
    readonly secrets: ReadonlySet<string>;
}

/** Decodes properties. A secret anywhere inside a property makes the whole property secret. */
export function fromStruct(struct: Struct | undefined): Properties {
    const values: Record<string, Value> = {};
    const secrets = new Set<string>();
    for (const [property, value] of Object.entries(struct?.toJavaScript() ?? {})) {
        // Providers built with Pulumi's bridge keep internal data under such keys.
        if (property.startsWith("__")) continue;
        values[property] = unwrap(value as Value, () => secrets.add(property));
    }
    return { values, secrets };
}

/** Encodes properties, with the secret ones marked. */
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
