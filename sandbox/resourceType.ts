import type { Value, Values } from "./values";
import type { WorldReader, WorldTransaction } from "./world";

/**
 * One input of a resource type, as in the real provider's schema. What is not given is false.
 */
export interface InputDefinition {
    readonly type: "string" | "number" | "boolean" | "map" | "set" | "list" | "object";
    readonly required?: boolean;
    /** What the provider fills in when the program gives nothing. */
    readonly default?: Value;
    /** Every change replaces the object by a new one (`ForceNew`), or only some changes do. */
    readonly replaces?: boolean | ((all: Compared, world: WorldReader) => boolean);
    /** If it is left out, the service decides, and that is no difference (`Optional` and `Computed`). */
    readonly computed?: boolean;
    /**
     * If it is left out, the provider derives a name from the logical one, with at most this many
     * characters.
     */
    readonly autoName?: number;
    /** What the provider treats as equal (`DiffSuppressFunc`). */
    readonly same?: (old: Value | undefined, given: Value | undefined, all: Compared) => boolean;
    /** What the provider refuses before it calls the service (`ValidateFunc`). */
    readonly checks?: readonly Check[];
    /** The properties of an object. */
    readonly properties?: Readonly<Record<string, InputDefinition>>;
    /** The properties of each object in a set. */
    readonly items?: Readonly<Record<string, InputDefinition>>;
    /** A text that may be given as an object, which Pulumi's bridge then writes as JSON. */
    readonly json?: true;
}

/** All properties of the object as it was last read, and all that the program wants. */
export interface Compared {
    readonly state: Values;
    readonly inputs: Values;
}

/** Says what is wrong with a value; undefined if nothing is. `name` is Pulumi's name of the input. */
export type Check = (value: Value, name: string) => string | undefined;

export interface CallBase<Place> {
    /** Where the provider was configured to work: an organisation, an account, a server. */
    readonly place: Place;
}

export interface CreateCall<Place> extends CallBase<Place> {
    readonly world: WorldTransaction;
    readonly inputs: Values;
}

export interface Created {
    readonly id: string;
    /** Outputs such as a secret key: kept in the state from then on, and never read again. */
    readonly told: Values;
}

export interface ReadCall<Place> extends CallBase<Place> {
    readonly world: WorldReader;
    readonly id: string;
    /** What is known so far: the state, or after a change the new inputs; empty in an import. */
    readonly state: Values;
}

export interface UpdateCall<Place> extends CallBase<Place> {
    readonly world: WorldTransaction;
    readonly id: string;
    readonly inputs: Values;
    readonly state: Values;
}

export interface DeleteCall<Place> extends CallBase<Place> {
    readonly world: WorldTransaction;
    readonly id: string;
    readonly state: Values;
}

/**
 * One resource type: what its provider and its service do, without anything of the protocol.
 *
 * A function whose call the service would refuse throws an error with the provider's own words.
 */
export interface ResourceType<Place> {
    /** Where this was looked up: the file of the real provider's source. */
    readonly source: string;
    readonly inputs: Readonly<Record<string, InputDefinition>>;
    /** What the service generates, unknown until it has; the value names inputs that change it. */
    readonly outputs: Readonly<Record<string, readonly string[]>>;
    readonly secretOutputs?: readonly string[];
    /** After a write the provider assumes that what it sent is there, and does not read it back. */
    readonly echoes?: true;
    /** Outputs that show a change behind the provider's back, which an update must undo. */
    readonly drift?: (state: Values) => readonly string[];
    /** Loads what `create` and `update` need. */
    readonly prepare?: () => Promise<void>;
    /** Refuses combinations of inputs, before the service is called. */
    readonly check?: (inputs: Values) => string | undefined;
    /** Makes the object and returns its id, or that and what the service reveals only this once. */
    create(call: CreateCall<Place>): string | Created;
    /**
     * What the service says about the object, or undefined when it is gone. An input that it says nothing
     * about keeps its value.
     */
    read(call: ReadCall<Place>): Values | undefined;
    /** Absent where every input replaces. */
    update?(call: UpdateCall<Place>): void;
    delete(call: DeleteCall<Place>): void;
}

export interface InvokeCall<Place> extends CallBase<Place> {
    readonly world: WorldTransaction;
    readonly inputs: Values;
}

/** A function that a program may call, such as `getOrganization`. */
export interface FunctionType<Place> {
    readonly source: string;
    invoke(call: InvokeCall<Place>): Values;
}

/** One provider: what is written once per system, and everything that the protocol needs to know of it. */
export interface Provider<Place> {
    /** The Pulumi package, `aws`. */
    readonly name: string;
    /**
     * Finds the place that a provider's inputs name.
     *
     * @throws when the world has no such place, or its credentials belong to another.
     */
    configure(inputs: Values, world: WorldReader): Place;
    readonly resources: Readonly<Record<string, ResourceType<Place>>>;
    readonly functions: Readonly<Record<string, FunctionType<Place>>>;
}

/** A length in this range, both ends included. */
export function length(shortest: number, longest: number): Check {
    return (value, name) =>
        typeof value === "string" && (value.length < shortest || value.length > longest)
            ? `expected length of ${name} to be in the range (${shortest} - ${longest}), got ${value}`
            : undefined;
}

/** A number in this range, both ends included. */
export function between(least: number, most: number): Check {
    return (value, name) =>
        typeof value === "number" && (value < least || value > most)
            ? `expected ${name} to be in the range (${least} - ${most}), got ${value}`
            : undefined;
}

/** At most so many values in a set. */
export function atMost(count: number): Check {
    return (value, name) =>
        Array.isArray(value) && value.length > count
            ? `Too many ${name}: no more than ${count} allowed, got ${value.length}`
            : undefined;
}

export function matches(form: RegExp, message: string): Check {
    return (value, name) =>
        typeof value === "string" && !form.test(value)
            ? `invalid value for ${name} (${message}), got ${value}`
            : undefined;
}

export function oneOf(...allowed: readonly string[]): Check {
    return (value, name) =>
        typeof value === "string" && !allowed.includes(value)
            ? `expected ${name} to be one of ${JSON.stringify(allowed)}, got ${value}`
            : undefined;
}
