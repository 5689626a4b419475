import { suggestion } from "../../model/nearest";
import { organizationStack } from "../../planners/resources";
import { wrongUse } from "../failure";

/** The stacks of a roster: org, then the environments in their order. */
export function stacksOf(roster: {
    readonly environments: ReadonlyMap<string, unknown>;
}): string[] {
    return [organizationStack, ...roster.environments.keys()];
}

/**
 * Those of the stacks that are named, in the stacks' own order; all where none is.
 *
 * @throws Failure where a name is neither one of them nor one of the others that there are.
 */
export function selectStacks(
    stacks: readonly string[],
    named: readonly string[] = [],
    others: readonly string[] = [],
): string[] {
    const known = [...new Set([...stacks, ...others])];
    for (const name of named) {
        if (known.includes(name)) continue;
        throw wrongUse(`there is no stack ${JSON.stringify(name)}`, suggestion(name, known));
    }
    return named.length === 0 ? [...stacks] : stacks.filter((stack) => named.includes(stack));
}

/** Stacks that there are in the order of the roster's, and then the others; org is always the first. */
export function orderStacks(found: readonly string[], stacks: readonly string[]): string[] {
    const first = [...new Set([organizationStack, ...stacks])];
    return [
        ...first.filter((stack) => found.includes(stack)),
        ...found.filter((stack) => !first.includes(stack)),
    ];
}
