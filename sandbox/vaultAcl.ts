import type { VaultPath } from "./providers/vaultPolicy";
import { canonical, type Value, type Values } from "./values";

/** The combined rule of a token's policies for one path, and where it comes from. */
export interface VaultRule extends VaultPath {
    /** The names of the policies. */
    readonly from: readonly string[];
}

/** Several policies may have rules for the same path: they add up unless one denies. */
export function mergePaths(policies: readonly (readonly [string, readonly VaultPath[]])[]) {
    const rules = new Map<string, VaultRule>();
    for (const [name, paths] of policies) {
        for (const each of paths) {
            const earlier = rules.get(each.path);
            rules.set(each.path, earlier ? merged(earlier, each, name) : { ...each, from: [name] });
        }
    }
    return rules;
}

function merged(one: VaultRule, other: VaultPath, name: string): VaultRule {
    const from = [...new Set([...one.from, name])];
    const denying = [one, other].some(({ capabilities }) => capabilities.includes("deny"));
    const capabilities = denying
        ? ["deny"]
        : [...new Set([...one.capabilities, ...other.capabilities])];
    const allowed = together(one.allowedParameters, other.allowedParameters);
    const denied = together(one.deniedParameters, other.deniedParameters);
    return {
        path: one.path,
        from,
        capabilities,
        ...(allowed ? { allowedParameters: allowed } : {}),
        ...(denied ? { deniedParameters: denied } : {}),
        requiredParameters: [...new Set([...one.requiredParameters, ...other.requiredParameters])],
    };
}

/** If only one policy names parameters, its restriction applies to both; an empty list allows any value. */
function together(
    one: VaultPath["allowedParameters"],
    other: VaultPath["allowedParameters"],
): VaultPath["allowedParameters"] {
    if (one === undefined || other === undefined) return one ?? other;
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return Object.fromEntries(
        names.map((name) => {
            const [a, b] = [one[name], other[name]];
            if (a === undefined || b === undefined) return [name, a ?? b ?? []];
            return [name, a.length === 0 || b.length === 0 ? [] : [...a, ...b]];
        }),
    );
}

/**
 * The one rule that applies to a path: the one for exactly this path, or else the most specific pattern.
 *
 * Source: vault/acl.go, AllowOperation and CheckAllowedFromNonExactPaths.
 */
export function ruleFor(
    rules: ReadonlyMap<string, VaultRule>,
    path: string,
    capability: string,
): VaultRule | undefined {
    const exact = rules.get(path);
    if (exact !== undefined && !isPattern(path)) return exact;
    const folder = capability === "list" ? rules.get(path.replace(/\/$/, "")) : undefined;
    if (folder !== undefined && !isPattern(folder.path)) return folder;
    return [...rules.values()]
        .filter((rule) => isPattern(rule.path) && fits(rule.path, path))
        .sort((one, other) => specificity(other.path, one.path))[0];
}

function isPattern(path: string): boolean {
    return path.endsWith("*") || path.split("/").includes("+");
}

/** A `+` stands for one segment, a `*` at the end for any rest. */
function fits(pattern: string, path: string): boolean {
    const open = pattern.endsWith("*");
    const parts = (open ? pattern.slice(0, -1) : pattern).split("/");
    const given = path.split("/");
    if (open ? parts.length > given.length : parts.length !== given.length) return false;
    return parts.every((part, index) => {
        const actual = given[index] ?? "";
        const last = index === parts.length - 1;
        return part === "+" || (open && last ? actual.startsWith(part) : actual === part);
    });
}

/** Positive if the first pattern is the more specific one. */
function specificity(one: string, other: string): number {
    const [a, b] = [one, other].map((pattern) => {
        const open = pattern.endsWith("*");
        const wildcards = pattern.split("/").filter((part) => part === "+").length;
        const first = wildcards > 0 ? pattern.indexOf("+") : pattern.length - 1;
        const text = open ? pattern.slice(0, -1) : pattern;
        return { open, wildcards, first, text };
    });
    if (a === undefined || b === undefined) return 0;
    return (
        a.first - b.first ||
        Number(b.open) - Number(a.open) ||
        b.wildcards - a.wildcards ||
        a.text.length - b.text.length ||
        (a.text < b.text ? -1 : 1)
    );
}

/** Says which parameter of a request a rule refuses, or undefined. */
export function parameterProblem(rule: VaultRule, parameters: Values): string | undefined {
    const given = Object.entries(parameters).map(
        ([name, value]) => [name.toLowerCase(), value] as const,
    );
    const names = given.map(([name]) => name);
    const absent = rule.requiredParameters.find((each) => !names.includes(each.toLowerCase()));
    if (absent !== undefined) return `the parameter ${absent} is required`;
    const { allowedParameters: allowed = {}, deniedParameters: denied = {} } = rule;
    const all = Object.keys(allowed).length === 0 || allowed["*"] !== undefined;
    for (const [name, value] of given) {
        const refused = denied["*"] ? [] : denied[name];
        if (refused !== undefined && holds(refused, value))
            return `the parameter ${name} is denied`;
        const taken = allowed[name];
        if (taken === undefined ? !all : !holds(taken, value)) {
            return `the parameter ${name} may not be ${JSON.stringify(value)}`;
        }
    }
    return undefined;
}

/** An empty list matches any value; a text may begin or end with a `*`. */
function holds(values: readonly Value[], value: Value): boolean {
    if (values.length === 0) return true;
    return values.some((each) => {
        if (typeof each !== "string" || typeof value !== "string") {
            return canonical(each) === canonical(value);
        }
        return vaultGlob(each, value);
    });
}

/** Vault's own globs: a `*` matches anything, slashes included; no other character is special. */
export function vaultGlob(pattern: string, text: string): boolean {
    const [first = "", ...rest] = pattern.split("*");
    const last = rest.pop();
    if (last === undefined) return pattern === text;
    if (!text.startsWith(first)) return false;
    let from = first.length;
    for (const part of rest) {
        const at = text.indexOf(part, from);
        if (at < 0) return false;
        from = at + part.length;
    }
    return text.length - from >= last.length && text.endsWith(last);
}
