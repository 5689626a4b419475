import type { components } from "@octokit/openapi-types";

/** GitHub's own description of what it answers. */
export type Schemas = components["schemas"];

/** What the lab says of it: any of its properties, and none that it does not have. */
export type Part<T> = T extends readonly (infer Item)[]
    ? Part<Item>[]
    : T extends object
      ? { [Key in keyof T]?: Part<T[Key]> }
      : T;
