import type { Glob } from "./glob";
import { matchesGlob } from "./glob";

const parts = 6;

/** `arn`, partition, service, region, account and resource, which may have colons of its own. */
export function splitArn(arn: string): readonly string[] | undefined {
    const [...split] = arn.split(":");
    if (split.length < parts) return undefined;
    return [...split.slice(0, parts - 1), split.slice(parts - 1).join(":")];
}

/** The account in an ARN; undefined where there is none, as in a bucket's. */
export function accountOf(arn: string): string | undefined {
    return splitArn(arn)?.[4] || undefined;
}

/**
 * Whether a pattern matches an ARN part by part, as the ARN operators do: a star never reaches
 * over one of the first five colons, which it may in a `Resource` and under `StringLike`.
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
