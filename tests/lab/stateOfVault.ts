import { exportStack } from "../../engine/run";
import { canonical, type Value, type Values } from "../../sandbox/values";
import type { LabRun } from "./labRun";

/** What the stacks' states have of Vault, by URN, without what differs between any two runs. */
export async function stateOfVault(
    run: LabRun,
    stacks: readonly string[],
): Promise<Map<string, string>> {
    const masks = new Masks();
    const states = new Map<string, string>();
    for (const stack of stacks) {
        const { resources = [] } = (await exportStack({ ...run.workplace, stack })).deployment;
        const own = resources.filter(({ type }) => type.startsWith("vault:"));
        for (const { urn, id = "", outputs = {} } of own.sort(byUrn)) {
            states.set(urn, canonical(masks.apply({ ...(outputs as Values), id })));
        }
    }
    return states;
}

function byUrn({ urn: one }: { readonly urn: string }, { urn: other }: { readonly urn: string }) {
    return one < other ? -1 : 1;
}

/**
 * Takes out times and what is encrypted, and counts the ids that a server makes up: the same number
 * is the same thing, whatever it is called on either side.
 */
export class Masks {
    readonly #ids = new Map<string, string>();

    /** Properties in the order of their names, so that both sides count alike; lists of ids are sets. */
    apply(value: Value): Value {
        if (Array.isArray(value)) {
            const items: Value[] = value.map((each) => this.apply(each));
            return items.every((item) => /^<id \d+>$/.test(String(item))) ? items.sort() : items;
        }
        if (typeof value === "object" && value !== null) {
            if ("ciphertext" in value) return "<secret>";
            const kept = Object.entries(value).filter(([name]) => !name.startsWith("__"));
            return Object.fromEntries(
                kept
                    .sort(([a], [b]) => (a < b ? -1 : 1))
                    .map(([name, each]) => [name, this.apply(each)]),
            );
        }
        if (typeof value !== "string") return value;
        return value
            .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\w+/g, (id) =>
                this.#number("id", id),
            )
            .replace(/auth_\w+_[0-9a-f]{8}/g, (accessor) => this.#number("accessor", accessor))
            .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>");
    }

    #number(kind: string, found: string): string {
        const number = this.#ids.get(found) ?? `<${kind} ${this.#ids.size + 1}>`;
        this.#ids.set(found, number);
        return number;
    }
}
