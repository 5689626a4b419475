import { createMapping } from "./reading/inspection";
import { PathLocator } from "./reading/locate";
import { knownKeys } from "./reading/merge";
import type { Loaded } from "./readRoster";
import { readRoster } from "./readRoster";
import type { RosterInput } from "./schema";

/** Stands in for the file name in the places of a roster defined by a program. */
export const definedFile = "defineRoster";

/**
 * A roster as a plain object: the same form, the same checks and the same result as the YAML
 * files. Nothing is thrown: what is wrong is in `problems`, by its path, as in `grants[3].role`.
 *
 * The compiler checks kinds and permissions; references and everything else are checked here.
 *
 * @example
 * ```ts
 * import { defineRoster } from "@access-as-code/rollcall";
 *
 * const { roster, problems } = defineRoster({
 *     organization: { name: "acme", github: { owner: "acme", ownerId: 100200, owners: ["erin"] } },
 *     environments: { dev: {} },
 *     people: { erin: { name: "Erin Ek", email: "erin@acme.example" } },
 * });
 * ```
 */
export function defineRoster(input: RosterInput): Loaded {
    const locator = new PathLocator(definedFile);
    const raw = copy(input, "", locator, []);
    const object = typeof raw === "object" && raw !== null && !Array.isArray(raw) ? raw : {};
    const draft = {
        raw: object,
        locator,
        known: knownKeys(object),
        mentioned: new Set<string>(),
        complete: true,
        sound: true,
    };
    return readRoster(draft, [], []);
}

/**
 * A copy of plain data that records the path of each container. Undefined counts as left out, as in the
 * types. Circular data is cut where it repeats.
 */
function copy(
    value: unknown,
    path: string,
    locator: PathLocator,
    above: readonly object[],
): unknown {
    if (!isPlain(value) || above.includes(value)) return value;
    const within = [...above, value];
    if (Array.isArray(value)) {
        const list = value.map((item, index) => copy(item, `${path}[${index}]`, locator, within));
        locator.remember(list, path);
        return list;
    }
    const mapping = createMapping();
    locator.remember(mapping, path);
    for (const [key, part] of Object.entries(value)) {
        if (part === undefined) continue;
        mapping[key] = copy(part, path === "" ? key : `${path}.${key}`, locator, within);
    }
    return mapping;
}

function isPlain(value: unknown): value is object {
    if (typeof value !== "object" || value === null) return false;
    if (Array.isArray(value)) return true;
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype;
}
