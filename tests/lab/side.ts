import type { ProviderCalls } from "../../sandbox/providerService";
import { canonical, type Values } from "../../sandbox/values";
import { Masks } from "./stateOfVault";

/** What is there before the first step, by name. */
export type Ground = Readonly<Record<string, string>>;

/** What is asked of both in turn; a step may use what an earlier one made. */
export interface Step {
    readonly what: string;
    readonly type: string;
    /** Made before, under this name: it is changed; absent: made anew. */
    readonly of?: string;
    readonly as?: string;
    readonly inputs?: (made: Made, ground: Ground) => Values;
    /** Why the server's words are its own: then both must refuse, each in its way. */
    readonly words?: string;
    /** Instead of a change. */
    readonly does?: "read" | "delete";
}

export type Made = (name: string) => string;

/** One of the two, and what was made there. */
export class Side {
    readonly #made = new Map<string, { id: string; state: Values }>();
    readonly #masks = new Masks();

    constructor(
        readonly calls: ProviderCalls,
        private readonly ground: Ground,
    ) {}

    /** What came of it, without what differs between any two servers. */
    async take(step: Step): Promise<string> {
        try {
            return canonical(this.#masks.apply(await this.#do(step)));
        } catch (error) {
            return String(this.#masks.apply((error as Error).message));
        }
    }

    async #do({ type, of, as, inputs, does }: Step): Promise<Values> {
        const target = { type, logicalName: "x" };
        const known = of === undefined ? undefined : this.#made.get(of);
        if (does === "delete" && known) {
            await this.calls.delete(target, known.id, known.state);
            return { deleted: true };
        }
        if (does === "read" && known) {
            const found = await this.calls.read(target, known.id, known.state, {});
            return { found: found === undefined ? "gone" : found.state };
        }
        const made: Made = (name) => this.#made.get(name)?.id ?? "";
        const given = inputs?.(made, this.ground) ?? {};
        const earlier = known?.state ?? {};
        const seed = new Uint8Array();
        const checked = this.calls.check(target, { given, earlier, seed });
        const [failure] = checked.failures;
        if (failure) return { refused: failure.reason };
        if (known && of !== undefined) {
            const state = await this.calls.update(target, known.id, known.state, checked.inputs);
            this.#made.set(of, { id: known.id, state });
            return state;
        }
        const created = await this.calls.create(target, checked.inputs);
        if (as !== undefined) this.#made.set(as, created);
        return { ...created.state, id: created.id };
    }
}
