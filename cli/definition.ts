import type { Command } from "commander";
import type { Invocation } from "./invocation";
import type { Io } from "./io";

/** A command, apart from its name: what it takes, and what it does. */
export interface Definition<Options extends object = object> {
    /** Calls that help shows, each with its purpose. */
    readonly examples: readonly (readonly [call: string, purpose: string])[];
    /** Adds the command's own arguments and options. */
    configure?(command: Command): void;
    /** Options that every other command has and that mean nothing here: taken, and not shown. */
    readonly idle?: readonly ("roster" | "json" | "live" | "yes")[];
    /** More that help says after the examples. */
    help?(io: Io): string;
    /** @returns the exit code. */
    run(
        invocation: Invocation,
        options: Options,
        ...args: readonly (string | undefined)[]
    ): number | Promise<number>;
}
