import type { SecretStatus } from "../../planners/secretStatus";

/** Values that somebody still knows who may no longer read them, and that no run can change yet. */
export function waitingValues(found: readonly SecretStatus[]): string[] {
    return found.flatMap(({ secret, environment, knownBy = [], overlapUntil }) =>
        knownBy.length > 0 && overlapUntil !== undefined
            ? [
                  `${secret} in ${environment}: ${knownBy.join(", ")} still ${knownBy.length > 1 ? "know" : "knows"} ` +
                      `the value, which waits for the overlap until ${overlapUntil}; the first run of ` +
                      "rollcall up after that retires the value before, and the next makes a new one",
              ]
            : [],
    );
}
