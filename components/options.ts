import type * as pulumi from "@pulumi/pulumi";

/** Options for a child that stood under other names before: the same resource, not a new one. */
export function formerly(
    parent: pulumi.Resource,
    names: readonly string[],
): pulumi.ComponentResourceOptions & pulumi.CustomResourceOptions {
    return names.length === 0 ? { parent } : { parent, aliases: names.map((name) => ({ name })) };
}
