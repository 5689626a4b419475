import * as pulumi from "@pulumi/pulumi";

/**
 * Options for a child that stood under other names before: the same resource, not a new one.
 *
 * Every child names its own. The engine would derive them from its parent's alias, but only in a
 * run in which the parent is found by that alias: a run that was cut short between the two would
 * leave the child under a name that nobody looks for any more.
 */
export function formerly(parent: pulumi.Resource, names: readonly string[] = []) {
    return names.length === 0 ? { parent } : { parent, aliases: named(names) };
}

/** The options of a component that had other names. */
export function withNames(
    opts: pulumi.ComponentResourceOptions | undefined,
    names: readonly string[] = [],
): pulumi.ComponentResourceOptions {
    if (names.length === 0) return opts ?? {};
    return pulumi.mergeOptions(opts, { aliases: named(names) });
}

function named(names: readonly string[]): pulumi.Alias[] {
    return names.map((name) => ({ name }));
}
