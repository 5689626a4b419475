import type { Glob } from "./glob";
import { matchesGlob } from "./glob";

const parts = 6;

/** Splits into `arn`, partition, service, region, account and resource, which may itself contain colons. */
export function splitArn(arn: string): readonly string[] | undefined {
    const [...split] = arn.split(":");
    if (split.length < parts) return undefined;
    return [...split.slice(0, parts - 1), split.slice(parts - 1).join(":")];
}

/** The account in an ARN; undefined if it has none, like a bucket's. */
export function accountOf(arn: string): string | undefined {
    return splitArn(arn)?.[4] || undefined;
}

/**
 * Matches an ARN part by part, as the ARN operators do: a star never spans one of the first five colons, as
 * it may in a `Resource` and under `StringLike`.
 */
export function matchesArn(pattern: Glob, arn: string): boolean {
    const values = splitArn(arn);
    const globs = splitGlob(pattern);
    return (
        values !== undefined &&
        globs.length === parts &&
        globs.every((glob, index) => matchesGlob(glob, values[index] ?? ""))
    );
}

function splitGlob(pattern: Glob): Glob[] {
    const ends: number[] = [];
    for (const [index, part] of pattern.entries()) {
        if (part === ":" && ends.length < parts - 1) ends.push(index);
    }
    return [...ends, pattern.length].map((end, index) =>
        pattern.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end),
    );
}
