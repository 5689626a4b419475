import type { PolicyKind } from "../../../../model/iam/policy";

export const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
export const policy = (...statements: readonly object[]) => ({
    Version: "2012-10-17",
    Statement: statements,
});

/** What is wrong, where it is found, and a word of what is said about it. */
export type Mistake = readonly [
    what: string,
    source: unknown,
    path: string,
    said: RegExp,
    kind?: PolicyKind,
];

export const on = (Condition: unknown) => policy({ ...allow, Condition });
export const trusting = (Principal: unknown) =>
    policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal });
