import { exportStack } from "../../engine/run";
import { canonical, type Value, type Values } from "../../sandbox/values";
import type { LabRun } from "./labRun";

/** What a stack's state has of Vault, by URN, without what differs between any two runs. */
export async function stateOfVault(run: LabRun, stack: string): Promise<Map<string, string>> {
    const { resources = [] } = (await exportStack({ ...run.workplace, stack })).deployment;
    const own = resources.filter(({ type }) => type.startsWith("vault:"));
    return new Map(
        own
            .map(({ urn, id = "", outputs = {} }) => {
                return [urn, canonical(masked({ ...(outputs as Values), id }))] as const;
            })
            .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
}

/** Without ids that a server makes up, times, and what is encrypted. */
export function masked(value: Value): Value {
    if (Array.isArray(value)) return value.map(masked);
    if (typeof value === "object" && value !== null) {
        if ("ciphertext" in value) return "<secret>";
        const kept = Object.entries(value).filter(([name]) => !name.startsWith("__"));
        return Object.fromEntries(kept.map(([name, each]) => [name, masked(each)]));
    }
    if (typeof value !== "string") return value;
    return value
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\w+/g, "<id>")
        .replace(/auth_(\w+)_[0-9a-f]{8}/g, "auth_$1_<accessor>")
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>");
}
