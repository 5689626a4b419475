import { type CheckCall, type Checked, checkInputs } from "./checkInputs";
import { type Difference, diffInputs } from "./diffInputs";
import { FaultInjection } from "./faultInjection";
import { type Operation, parseFaults } from "./faults";
import { inputsOf, merge, sent, wanted } from "./resourceState";
import type { Provider, ResourceType } from "./resourceType";
import { unknown, type Values } from "./values";
import type { World, WorldReader, WorldTransaction } from "./world";

/** A resource as the engine identifies it in every call. */
export interface Target {
    readonly type: string;
    readonly logicalName: string;
}

export interface ReadBack {
    readonly state: Values;
    readonly inputs: Values;
}

/**
 * What a provider does, independent of the protocol: the engine's calls on one provider's resources,
 * answered from the provider's table and the world.
 */
export class ResourceCalls<Place> {
    private place: Place | undefined;
    private faults: FaultInjection;

    constructor(
        private readonly provider: Provider<Place>,
        private readonly world: World,
        private readonly faultSource: string | undefined,
    ) {
        this.faults = new FaultInjection([], world.folder);
    }

    /** Parses the faults here, where the engine shows what is wrong with them. */
    async configure(inputs: Values): Promise<void> {
        this.faults = new FaultInjection(parseFaults(this.faultSource), this.world.folder);
        await this.world.transaction((world) => {
            this.place = this.provider.configure(inputs, world);
        });
    }

    secretOutputs(target: Target): readonly string[] {
        return this.typeOf(target).secretOutputs ?? [];
    }

    check(target: Target, call: Omit<CheckCall, "logicalName">): Checked {
        return checkInputs(this.typeOf(target), { ...call, logicalName: target.logicalName });
    }

    diff(target: Target, state: Values, inputs: Values): Difference {
        return diffInputs(this.typeOf(target), target.logicalName, state, inputs, this.world);
    }

    /** What a preview knows of an object that does not exist yet. */
    previewCreate(target: Target, inputs: Values): Values {
        const outputs = Object.keys(this.typeOf(target).outputs);
        return { ...Object.fromEntries(outputs.map((name) => [name, unknown])), ...inputs };
    }

    /** What a preview knows of an object that will change: outputs that the change affects are unknown. */
    previewUpdate(target: Target, state: Values, inputs: Values): Values {
        const moved = this.moved(target, state, inputs).map((name) => [name, unknown] as const);
        return {
            ...wanted(this.typeOf(target), state, inputs),
            ...Object.fromEntries(moved),
        };
    }

    async create(target: Target, inputs: Values): Promise<{ id: string; state: Values }> {
        const type = this.typeOf(target);
        await type.prepare?.();
        return this.act("create", target, (world) => {
            const made = type.create({ world, place: this.configured(), inputs });
            const { id, told } = typeof made === "string" ? { id: made, told: {} } : made;
            return { id, state: this.stateOf(type, world, id, { ...inputs, ...told }) };
        });
    }

    /** The object as the service has it, or undefined if it is gone. */
    read(target: Target, id: string, state: Values, inputs: Values): Promise<ReadBack | undefined> {
        const type = this.typeOf(target);
        return this.act("read", target, (world) => {
            const found = type.read({ world, place: this.configured(), id, state });
            if (found === undefined) return undefined;
            const current = merge(type, found, state);
            return { state: current, inputs: inputsOf(type, inputs, current) };
        });
    }

    async update(target: Target, id: string, state: Values, inputs: Values): Promise<Values> {
        const type = this.typeOf(target);
        await type.prepare?.();
        const known = { ...wanted(type, state, inputs) };
        for (const name of this.moved(target, state, inputs)) delete known[name];
        return this.act("update", target, (world) => {
            if (type.update === undefined) throw new Error(`${target.type} has no update`);
            type.update({ world, place: this.configured(), id, inputs, state });
            return this.stateOf(type, world, id, known);
        });
    }

    delete(target: Target, id: string, state: Values): Promise<void> {
        const type = this.typeOf(target);
        return this.act("delete", target, (world) => {
            type.delete({ world, place: this.configured(), id, state });
        });
    }

    invoke(token: string, inputs: Values): Promise<Values> {
        const { functions } = this.provider;
        const type = functions[token];
        if (type === undefined)
            throw new Error(`${token} is not in the sandbox${among(functions)}`);
        return this.world.transaction((world) =>
            type.invoke({ world, place: this.configured(), inputs }),
        );
    }

    /** The outputs that the difference changes, except those that the program sets. */
    private moved(target: Target, state: Values, inputs: Values): string[] {
        const changed = this.diff(target, state, inputs).properties;
        return Object.entries(this.typeOf(target).outputs)
            .filter(([name, causes]) => !(name in inputs) && causes.some((one) => changed.has(one)))
            .map(([name]) => name);
    }

    private stateOf(
        type: ResourceType<Place>,
        world: WorldReader,
        id: string,
        known: Values,
    ): Values {
        const found = type.read({ world, place: this.configured(), id, state: known });
        if (found === undefined) throw new Error(`${id} was not found after it was written`);
        return merge(type, type.echoes ? { ...found, ...sent(type, known) } : found, known);
    }

    private act<T>(
        operation: Operation,
        target: Target,
        work: (world: WorldTransaction) => T,
    ): Promise<T> {
        return this.faults.around(operation, target, () => this.world.transaction(work));
    }

    private configured(): Place {
        if (this.place === undefined) throw new Error(`${this.provider.name} is not configured`);
        return this.place;
    }

    private typeOf(target: Target): ResourceType<Place> {
        const type = this.provider.resources[target.type];
        if (type !== undefined) return type;
        throw new Error(`${target.type} is not in the sandbox${among(this.provider.resources)}`);
    }
}

function among(table: Readonly<Record<string, unknown>>): string {
    const known = Object.keys(table);
    return known.length === 0 ? "" : `, which has ${known.join(", ")}`;
}
