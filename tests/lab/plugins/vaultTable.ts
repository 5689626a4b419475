import type { InputDefinition } from "../../../sandbox/resourceType";
import { text, type Value, type Values } from "../../../sandbox/values";
import type { RemoteType } from "./remoteCalls";
import type { VaultApi } from "./vaultApi";

/** One resource type of Vault's: where it is, and which of its inputs are fields there. */
export interface VaultRow {
    /** Inputs that Vault has under the same name in snake_case; with what they are if not text. */
    readonly fields: Readonly<Record<string, InputDefinition>>;
    /** Where it is made. */
    readonly path: (inputs: Values) => string;
    /** Where it is from then on. */
    readonly at: (id: string) => string;
    /** Absent: Vault makes one up and answers it. */
    readonly id?: (inputs: Values) => string;
    /** What the provider says where Vault answers no id, because the name is taken. */
    readonly taken?: (api: VaultApi, inputs: Values) => Promise<string>;
    /** What the provider says before Vault's own words. */
    readonly failed: { readonly create: Words; readonly update?: Words };
    /** Fields that are not the inputs as they are. */
    readonly write?: (fields: Values, inputs: Values) => Values;
    /** Properties that are not the fields as they are. */
    readonly read?: (properties: Values, id: string, state: Values) => Values;
}

type Words = (name: string) => string;

/** A silent upsert of a thing with a path, or a thing with an id of its own. */
export function vaultType(row: VaultRow): RemoteType<VaultApi> {
    return {
        async create(api, inputs) {
            const path = row.path(inputs);
            // The provider sends what is given and not empty: a create never resets anything.
            const fields = shape(row, inputs, {});
            const answer = await said(row.failed.create, text(inputs, "name") || path, () =>
                api.write(path, fields, inputs),
            );
            if (row.id !== undefined) return row.id(inputs);
            if (typeof answer?.id === "string" && answer.id !== "") return answer.id;
            throw new Error(await (row.taken?.(api, inputs) ?? `${path} answered no id`));
        },
        async read(api, id, state) {
            const found = await api.read(row.at(id), state);
            if (found === undefined) return undefined;
            // A null is an empty list or map, as Vault's storage has it.
            const properties = Object.entries(row.fields).flatMap(([name, { type }]) => {
                const value = found[snake(name)];
                return value === undefined ? [] : [[name, value ?? empty[type]] as const];
            });
            return (row.read ?? same)(Object.fromEntries(properties), id, state);
        },
        async update(api, id, inputs, state) {
            const fields = shape(row, inputs, state);
            const words = row.failed.update ?? row.failed.create;
            await said(words, id, () => api.write(row.at(id), fields, inputs));
        },
        delete: (api, id, state) => api.delete(row.at(id), state),
    };
}

const same = (properties: Values): Values => properties;

function shape(row: VaultRow, inputs: Values, state: Values): Values {
    const fields: Record<string, Value> = {};
    for (const [name, definition] of Object.entries(row.fields)) {
        const value = inputs[name];
        if (value !== undefined && !(isEmpty(value) && isEmpty(state[name]))) {
            fields[snake(name)] = value;
        } else if (value === undefined && !isEmpty(state[name]) && !definition.computed) {
            fields[snake(name)] = empty[definition.type];
        }
    }
    return (row.write ?? same)(fields, inputs);
}

const empty: Readonly<Record<InputDefinition["type"], Value>> = {
    string: "",
    number: 0,
    boolean: false,
    map: {},
    set: [],
    list: [],
    object: {},
};

function isEmpty(value: Value | undefined): boolean {
    if (value === undefined || value === null || value === "" || value === 0) return true;
    return value === false || (typeof value === "object" && Object.keys(value).length === 0);
}

async function said<T>(words: Words, name: string, work: () => Promise<T>): Promise<T> {
    try {
        return await work();
    } catch (error) {
        throw new Error(`${words(name)}${(error as Error).message}`);
    }
}

export function snake(name: string): string {
    return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
