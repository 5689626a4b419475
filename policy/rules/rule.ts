/** A resource's inputs, as the engine checked them. Reading one that is not known yet may throw. */
export type Properties = Readonly<Record<string, unknown>>;

/** What is wrong with a resource: each message in lower case, without a full stop. */
export type Check = (properties: Properties) => string[];

/** A resource of a stack, with where its inputs come from. */
export interface StackResource {
    readonly urn: string;
    readonly type: string;
    readonly properties: Properties;
    /** By property, the URNs of the resources that its value comes from. */
    readonly sources: Readonly<Record<string, readonly string[]>>;
}

/** A finding that only several resources together show. */
export interface StackFinding {
    readonly urn: string;
    readonly message: string;
}

/** A rule about raw resources, whoever wrote them. */
export interface PolicyRule {
    /** The id under which it is configured: `github-trust`. */
    readonly name: string;
    /** What must hold, in a sentence. */
    readonly description: string;
    readonly severity: "medium" | "high" | "critical";
    /** What to do, in a sentence. */
    readonly remedy: string;
    /** By resource type. */
    readonly checks?: Readonly<Record<string, Check>>;
    readonly judgeStack?: (resources: readonly StackResource[]) => StackFinding[];
    /** Resources that the rule does not apply to, by URN. */
    readonly isExempt?: (urn: string) => boolean;
}

export function text(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

/** A list of texts; a single text becomes a list of one, anything else an empty list. */
export function texts(value: unknown): string[] {
    const values = Array.isArray(value) ? value : [value];
    return values.filter((one): one is string => typeof one === "string");
}

export function isRecord(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What `read` returns; undefined if a preview does not know it yet. */
export function known<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch (error) {
        // @pulumi/policy throws this error then, but does not export its class.
        if (error instanceof Error && error.constructor.name === "UnknownValueError") {
            return undefined;
        }
        throw error;
    }
}
