export const operations = ["create", "read", "update", "delete"] as const;
export type Operation = (typeof operations)[number];

/** A fault on demand: an operation that the sandbox fails, delays or dies in. */
export interface Fault {
    readonly operation: Operation;
    /** The error that the plugin returns. */
    readonly error?: string;
    /** The plugin's process is killed. */
    readonly kill?: boolean;
    /** How long to wait first. */
    readonly delayMs?: number;
    /** Before the operation takes effect (it then never does) or after. Default `before`. */
    readonly when?: "before" | "after";
    /** How often, counted across all processes that use the world; absent: always. */
    readonly times?: number;
    /** Pulumi's type token, `github:index/teamMembership:TeamMembership`; absent: every type. */
    readonly type?: string;
    /**
     * A logical name, the last part of a URN. It matches that name and every name that begins with it and a
     * `/`, so a person's key matches all of that person's leaves. Absent: every name.
     */
    readonly match?: string;
}

const variable = "ROLLCALL_SANDBOX_FAULTS";

/** For each property, what it may be in words, and the check for it. */
const properties: Readonly<Record<keyof Fault, readonly [string, (value: unknown) => boolean]>> = {
    type: ["a text", isText],
    match: ["a text", isText],
    operation: ["a text", isText],
    error: ["a text", isText],
    kill: ["true or false", (value) => typeof value === "boolean"],
    delayMs: ["a whole number", isCount],
    when: ['"before" or "after"', (value) => value === "before" || value === "after"],
    times: ["a whole number", isCount],
};

function isText(value: unknown): boolean {
    return typeof value === "string";
}

function isCount(value: unknown): boolean {
    return Number.isInteger(value) && Number(value) >= 0;
}

/**
 * Parses the faults from the environment variable's text; undefined means none.
 *
 * @throws when the text is not a JSON list of faults: what is wrong, and what one looks like.
 */
export function parseFaults(source: string | undefined): readonly Fault[] {
    if (source === undefined || source.trim() === "") return [];
    let faults: unknown;
    try {
        faults = JSON.parse(source);
    } catch (error) {
        throw refusal(`is not valid JSON: ${(error as Error).message}`);
    }
    if (!Array.isArray(faults)) throw refusal("is not a list");
    return faults.map((fault, index) => parseFault(fault, `entry ${index + 1}`));
}

/** The faults that match an operation on a resource, in the order given. */
export function matchingFaults(
    faults: readonly Fault[],
    operation: Operation,
    type: string,
    logicalName: string,
): readonly Fault[] {
    return faults.filter(
        (fault) =>
            fault.operation === operation &&
            (fault.type === undefined || fault.type === type) &&
            (fault.match === undefined ||
                logicalName === fault.match ||
                logicalName.startsWith(`${fault.match}/`)),
    );
}

function parseFault(fault: unknown, where: string): Fault {
    if (typeof fault !== "object" || fault === null || Array.isArray(fault)) {
        throw refusal(`holds ${JSON.stringify(fault)} as ${where}, which is not a fault`);
    }
    const given = fault as Record<string, unknown>;
    for (const [property, value] of Object.entries(given)) {
        const [words, fits] = properties[property as keyof Fault] ?? [];
        if (fits === undefined) {
            throw refusal(`has the unknown property "${property}" in ${where}`);
        }
        if (!fits(value)) {
            throw refusal(
                `has ${JSON.stringify(value)} as "${property}" in ${where}, not ${words}`,
            );
        }
    }
    const { operation, error, kill, delayMs } = given as Partial<Fault>;
    if (!operations.some((each) => each === operation)) {
        throw refusal(`has the operation ${JSON.stringify(operation)} in ${where}`);
    }
    if (error === undefined && kill !== true && delayMs === undefined) {
        throw refusal(`has no "error" in ${where}, no "delayMs" and no "kill"`);
    }
    return given as unknown as Fault;
}

function refusal(what: string): Error {
    return new Error(
        `${variable} ${what}; it is a list such as [{ "type": "github:index/team:Team", ` +
            `"match": "payments", "operation": "create", "error": "..." }], where "type" and ` +
            `"match" may be left out, "operation" is one of ${operations.join(", ")}, and "when", ` +
            `"times", "delayMs" and "kill" may say more`,
    );
}
