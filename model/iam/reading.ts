/** Something that is wrong with a policy. */
export interface PolicyProblem {
    /** `Statement[0].Condition.StringEquals`; empty for the document as a whole. */
    readonly path: string;
    /** What is wrong, what was given, what is allowed, what to do: lower case, no full stop. */
    readonly message: string;
}

/** Records a problem; parsing goes on, so that all are found at once. */
export type Report = (path: string, message: string) => void;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value for a message: its text if short, else its type. */
export function show(value: unknown): string {
    if (typeof value === "string") {
        return value.length <= 80 ? JSON.stringify(value) : `a text of ${value.length} letters`;
    }
    if (Array.isArray(value)) return "a list";
    return isObject(value) ? "an object" : String(value);
}

/** A text or a list of texts; anything else is reported and left out. */
export function readTexts(value: unknown, path: string, report: Report): string[] {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.flatMap((one, index) => {
        if (typeof one === "string") return [one];
        const at = Array.isArray(value) ? `${path}[${index}]` : path;
        report(at, `is ${show(one)}; give a text${at === path ? " or a list of texts" : ""}`);
        return [];
    });
}

/** Which of two mutually exclusive elements is present; both or neither is reported. */
export function readEither(
    object: JsonObject,
    [name, negation]: readonly [string, string],
    path: string,
    report: Report,
): { readonly name: string; readonly except: boolean } | undefined {
    const [has, hasNegation] = [Object.hasOwn(object, name), Object.hasOwn(object, negation)];
    if (has !== hasNegation) return { name: has ? name : negation, except: hasNegation };
    const given = has ? "both are there" : "neither is there";
    report(path, `a statement has either ${name} or ${negation}, ${given}`);
    return undefined;
}
