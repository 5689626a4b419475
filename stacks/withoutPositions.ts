import * as pulumi from "@pulumi/pulumi";

// Imported first: where an exception comes from is in its message, and what an async one costs grows
// with its stack. The engine's older language hosts take no Node options from Pulumi.yaml.
Error.stackTraceLimit = 0;

/**
 * The SDK captures a stack for each resource, whatever that limit, and the engine keeps it in state,
 * where it would be two fifths of what a backend writes after each step. Nothing of a user's stands in
 * it: all frames are this package's own, with the paths of whoever ran it last.
 */
Object.assign(pulumi.Resource, { stackTrace: () => [] });
