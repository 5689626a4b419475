import { formatPlace } from "../../model/graph";
import type { RuleId } from "../../model/problem";
import type { Place } from "../../model/roster";
import type { Reason } from "../reasons";

/** Step by step, each with the line that it follows from; reads as one sentence. */
export type Path = readonly [Reason, ...Reason[]];

/** A path by which a principal of one environment is trusted in another. */
export interface Violation {
    readonly kind: "violation";
    /** The rule of the roster format that covers it: `isolation` where no other does. */
    readonly rule: RuleId;
    /** The narrowest thing whose change would settle it. */
    readonly at: Place;
    /** Where the path begins: `dev`, `dev/checkout`, `org/checkout`. */
    readonly from: string;
    /** The environment that it reaches. */
    readonly to: string;
    readonly path: Path;
    /** What to do: a phrase. */
    readonly settle: string;
    /** How many other paths the same line opens: the one reported is the gravest. */
    readonly more: number;
}

/** A path that may stand for others, which are then counted. */
export function violation(found: Omit<Violation, "kind" | "more">): Violation {
    return { kind: "violation", ...found, more: 0 };
}

/** Planes on which the platform itself does not separate environments. */
export const planes = [
    "github-environments",
    "github-owners",
    "identity-center",
    "identity-store-groups",
    "vault",
    "managed-policy",
    "machine",
    "workflow",
    "shared-bucket",
    "shared-path",
] as const;
export type Plane = (typeof planes)[number];

/** What no roster can separate, and which is therefore reported instead of refused. */
export interface Residual {
    readonly kind: "residual";
    readonly plane: Plane;
    /** Which part of that plane, where there are several: `ci`, `prod/gateway`. */
    readonly on?: string;
    /** The environments that share it, in declared order. */
    readonly environments: readonly string[];
    readonly path: Path;
    /** What makes it smaller: a phrase. */
    readonly reducedBy: string;
}

export type IsolationFinding = Violation | Residual;

/** `whoever may push to catalog (roster/grants.yaml:9), deploys catalog-api to dev ... (...)` */
export function describePath(path: Path): string {
    return path.map((step) => `${step.text} (${placeOf(step)})`).join(", ");
}

function placeOf({ file, line }: Reason): string {
    return formatPlace({ file, line, column: 1 });
}
