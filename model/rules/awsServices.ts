import { matches } from "../iam/iamPattern";
import * as table from "./awsActions.json";

/**
 * Actions that begin with one of these are meant for reading, so `*` may follow. Of some 9,600 such
 * actions 35 write all the same (`redshift:GetClusterCredentials`); named in full, they count as what
 * they are.
 */
export const readingVerbs = ["batchget", "describe", "get", "list"];

/** `scripts/awsActions.ts` makes the table and says where it comes from. */
const tables: Readonly<Record<"narrowable" | "reading", Readonly<Record<string, string>>>> = table;

/** A service's actions in lower case, because IAM compares them without case. */
export interface AwsService {
    /** Those that write and can be narrowed to a resource. */
    readonly narrowable: ReadonlySet<string>;
    /** Those that only read although they begin with none of {@link readingVerbs}. */
    readonly reads: ReadonlySet<string>;
}

const services = new Map<string, AwsService>();

/** By the service's prefix; for an unknown service nothing is known. Loaded when first asked for. */
export const awsServices = {
    get(prefix: string): AwsService {
        const found = services.get(prefix);
        if (found) return found;
        const service = {
            narrowable: words(tables.narrowable, prefix),
            reads: words(tables.reading, prefix),
        };
        services.set(prefix, service);
        return service;
    },
};

function words(table: Readonly<Record<string, string>>, prefix: string): ReadonlySet<string> {
    const names = Object.hasOwn(table, prefix) ? table[prefix] : undefined;
    return new Set(names?.toLowerCase().split(" "));
}

/**
 * Whether an action writes and its service can narrow it to a resource; for a pattern, whether it covers
 * such actions. Both in lower case.
 */
export function writesNarrowly(service: string, name: string): boolean {
    const { narrowable } = awsServices.get(service);
    if (narrowable.has(name)) return true;
    if (!/[*?]/.test(name) || readingVerbs.some((verb) => name.startsWith(verb))) return false;
    return [...narrowable].some((action) => matches(name, action));
}

/** Whether an action, or all that a pattern stands for, only reads. Both in lower case. */
export function readsOnly(service: string, name: string): boolean {
    const { narrowable, reads } = awsServices.get(service);
    if (reads.has(name)) return true;
    return readingVerbs.some((verb) => name.startsWith(verb)) && !narrowable.has(name);
}
