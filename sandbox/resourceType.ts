import type { Value, Values } from "./values";
import type { WorldReader, WorldTransaction } from "./world";

/** One input of a resource type, as in the real provider's schema. Flags that are absent are false. */
export interface InputDefinition {
    readonly type: "string" | "number" | "boolean" | "map" | "set" | "list" | "object";
    readonly required?: boolean;
    /** What the provider fills in when the program gives nothing. */
    readonly default?: Value;
    /** Whether every change replaces the object (`ForceNew`), or a test of which changes do. */
    readonly replaces?: boolean | ((all: Compared, world: WorldReader) => boolean);
    /**
     * If the input is left out, the service decides, and that is not a difference (`Optional` and
     * `Computed`).
     */
    readonly computed?: boolean;
    /**
     * If the input is left out, the provider derives a name from the logical name, with at most this many
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

/** The whole object as it was last read, and everything that the program wants. */
export interface Compared {
    readonly state: Values;
    readonly inputs: Values;
}

/** Says what is wrong with a value, or undefined. `name` is Pulumi's name for the input. */
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
 * One resource type: how its provider and its service behave, without the protocol.
 *
 * A function whose call the service would refuse throws an error in the provider's own words.
 */
export interface ResourceType<Place> {
    /** The file of the real provider's source that this follows. */
    readonly source: string;
    readonly inputs: Readonly<Record<string, InputDefinition>>;
    /** What the service generates, unknown until then; each with the inputs whose change affects it. */
    readonly outputs: Readonly<Record<string, readonly string[]>>;
    readonly secretOutputs?: readonly string[];
    /** After a write the provider assumes that what it sent is in place, and does not read it back. */
    readonly echoes?: true;
    /** Outputs that reveal a change made outside the program, which an update must undo. */
    readonly drift?: (state: Values) => readonly string[];
    /** Loads what `create` and `update` need. */
    readonly prepare?: () => Promise<void>;
    /** Refuses combinations of inputs, before the service is called. */
    readonly check?: (inputs: Values) => string | undefined;
    /** Creates the object and returns its id, and with it anything that the service reveals only now. */
    create(call: CreateCall<Place>): string | Created;
    /**
     * The object as the service reports it, or undefined if it is gone. Inputs that it does not report keep
     * their value.
     */
    read(call: ReadCall<Place>): Values | undefined;
    /** Absent if every input replaces the object. */
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

/** One provider: its resource types, its functions, and all that the protocol needs to know of it. */
export interface Provider<Place> {
    /** The Pulumi package, such as `aws`. */
    readonly name: string;
    /**
     * Finds the place that a provider's inputs name.
     *
     * @throws when the world has no such place, or the credentials belong to another one.
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

/** At most this many values in a set. */
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
