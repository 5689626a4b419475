import { createHash, randomUUID } from "node:crypto";
import type { VaultEntity, VaultGroup } from "../collections";
import type { InputDefinition } from "../resourceType";
import { map, text, texts, type Values } from "../values";
import type { WorldReader } from "../world";

/** The server that a provider talks to, and the namespace in it; empty for the root. */
export interface VaultPlace {
    readonly address: string;
    readonly namespace: string;
}

/** Every resource of the provider may name a namespace below the provider's own. */
export const namespace: InputDefinition = { type: "string", replaces: true };
export const name: InputDefinition = { type: "string", autoName: 255 };

/** An error in the format of Vault's Go client, which the real provider is built on. */
export function vaultError(
    place: VaultPlace,
    method: "GET" | "PUT" | "DELETE",
    path: string,
    code: number,
    message: string,
): Error {
    const where = place.namespace === "" ? "" : `Namespace: ${place.namespace}\n`;
    return new Error(
        `Error making API request.\n\n${where}URL: ${method} ${place.address}/v1/${path}\n` +
            `Code: ${code}. Errors:\n\n* ${message}`,
    );
}

/** Refuses a namespace below the provider's own: the world has only that one. */
export function refuseNamespace(place: VaultPlace, path: string, inputs: Values): void {
    const below = text(inputs, "namespace");
    if (below === "") return;
    const full = [place.namespace, below].filter((part) => part !== "").join("/");
    throw vaultError({ ...place, namespace: full }, "PUT", path, 404, "no handler for route");
}

/** An id of the identity store; below the root it ends with the namespace's id. */
export function newId(namespace: string): string {
    return `${randomUUID()}${namespaceSuffix(namespace)}`;
}

/** The suffix of ids, tokens and accessors in a namespace; empty in the root. */
export function namespaceSuffix(namespace: string): string {
    if (namespace === "") return "";
    const id = createHash("sha256").update(namespace).digest("base64").replace(/[+/=]/g, "");
    return `.${id.slice(0, 5)}`;
}

export function sameName(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}

export function entityNamed(world: WorldReader, given: string): VaultEntity | undefined {
    return world.list("vault/entities").find((each) => sameName(each.name, given));
}

export function groupNamed(world: WorldReader, given: string): VaultGroup | undefined {
    return world.list("vault/groups").find((each) => sameName(each.name, given));
}

export function textMap(inputs: Values, property: string): Record<string, string> {
    const entries = Object.entries(map(inputs, property));
    return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

/** Vault stores policy names in lower case. */
export function policyNames(inputs: Values): string[] {
    return unique(texts(inputs, "policies").map((name) => name.toLowerCase()));
}

/** Vault's refusal of an invalid group member, in the format of an identity error rather than an HTTP one. */
export function memberError(place: VaultPlace, path: string, message: string): Error {
    return vaultError(place, "PUT", path, 500, `1 error occurred:\n\t* ${message}\n\n`);
}

export function unique(values: readonly string[]): string[] {
    return [...new Set(values)].sort();
}
