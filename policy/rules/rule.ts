/** A resource's inputs, as Pulumi's engine checked them. Reading an unknown one may throw. */
export type Properties = Readonly<Record<string, unknown>>;

/** What is wrong with a resource: each message lower case, no full stop. */
export type Check = (properties: Properties) => string[];

/** A resource of a stack, and what its inputs come from. */
export interface StackResource {
    readonly urn: string;
    readonly type: string;
    readonly properties: Properties;
    /** By property, the URNs of the resources that its value comes from. */
    readonly sources: Readonly<Record<string, readonly string[]>>;
}

/** Something that only several resources together show. */
export interface StackFinding {
    readonly urn: string;
    readonly message: string;
}

/** A rule about raw resources, whoever wrote them. */
export interface PolicyRule {
    /** The id by which it is configured: `github-trust`. */
    readonly name: string;
    /** What must be the case, in a sentence. */
    readonly description: string;
    readonly severity: "medium" | "high" | "critical";
    /** What to do, in a sentence. */
    readonly remedy: string;
    /** By the type of resource that each judges. */
    readonly checks?: Readonly<Record<string, Check>>;
    readonly judgeStack?: (resources: readonly StackResource[]) => StackFinding[];
    /** Resources that the rule does not concern, by URN. */
    readonly isExempt?: (urn: string) => boolean;
}

export function text(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

/** The texts of a list; a single one counts as a list, nothing as an empty one. */
export function texts(value: unknown): string[] {
    const values = Array.isArray(value) ? value : [value];
    return values.filter((one): one is string => typeof one === "string");
}

export function isRecord(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What reading returns; undefined where a preview does not know it yet. */
export function known<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch (error) {
        // This is what @pulumi/policy throws then; it does not export the class.
        if (error instanceof Error && error.constructor.name === "UnknownValueError") {
            return undefined;
        }
        throw error;
    }
}
