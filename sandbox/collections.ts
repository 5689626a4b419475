import type { AwsCollections } from "./collections/aws";
import type { GitHubCollections } from "./collections/github";
import type { VaultCollections } from "./collections/vault";

/**
 * What a world holds: one JSON file per object, `world/<collection>/<key>.json`.
 *
 * Objects refer to each other by the ids of the real systems, never by names, which may change. The comment
 * on each interface says what its key is.
 */
export interface Collections extends GitHubCollections, AwsCollections, VaultCollections {}

export type Collection = keyof Collections;

export type * from "./collections/aws";
export type * from "./collections/github";
export type * from "./collections/vault";
