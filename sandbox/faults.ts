export const operations = ["create", "read", "update", "delete"] as const;
export type Operation = (typeof operations)[number];

/** One fault on demand: an operation that the sandbox is told to fail. */
export interface Fault {
    readonly operation: Operation;
    /** What the plugin answers instead of doing it. */
    readonly error: string;
    /** Pulumi's type token, `github:index/teamMembership:TeamMembership`; absent: every type. */
    readonly type?: string;
    /**
     * A logical name, the last part of a URN: it matches that name and every name that begins with
     * it and a `/`, so a person's key matches all her leaves. Absent: every name.
     */
    readonly match?: string;
}

const variable = "ROLLCALL_SANDBOX_FAULTS";
const properties = ["type", "match", "operation", "error"];

/**
 * Reads the faults that the environment asks for; no text means none.
 *
 * @throws when the text is not a JSON list of faults: what is wrong, and what one looks like.
 */
export function parseFaults(source: string | undefined): readonly Fault[] {
    if (source === undefined || source.trim() === "") return [];
    let faults: unknown;
    try {
        faults = JSON.parse(source);
    } catch (error) {
        throw refusal(`is no valid JSON: ${(error as Error).message}`);
    }
    if (!Array.isArray(faults)) throw refusal("is not a list");
    return faults.map((fault, index) => parseFault(fault, `entry ${index + 1}`));
}

/** The first fault that meets an operation on a resource, or undefined. */
export function findFault(
    faults: readonly Fault[],
    operation: Operation,
    type: string,
    logicalName: string,
): Fault | undefined {
    return faults.find(
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
        throw refusal(`holds ${JSON.stringify(fault)} as ${where}, which is no fault`);
    }
    const given = fault as Record<string, unknown>;
    for (const [property, value] of Object.entries(given)) {
        if (!properties.includes(property)) {
            throw refusal(`has the unknown property "${property}" in ${where}`);
        }
        if (typeof value !== "string") {
            throw refusal(`has ${JSON.stringify(value)} as "${property}" in ${where}, not a text`);
        }
    }
    const { operation, error } = given as Partial<Record<keyof Fault, string>>;
    if (!operations.some((each) => each === operation)) {
        throw refusal(`has the operation ${JSON.stringify(operation)} in ${where}`);
    }
    if (error === undefined) throw refusal(`has no "error" in ${where}`);
    return given as unknown as Fault;
}

function refusal(what: string): Error {
    return new Error(
        `${variable} ${what}; it is a list such as [{ "type": "github:index/team:Team", ` +
            `"match": "payments", "operation": "create", "error": "..." }], where "type" and ` +
            `"match" may be left out and "operation" is one of ${operations.join(", ")}`,
    );
}
