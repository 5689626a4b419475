import { readFileSync } from "node:fs";
import * as rollcall from "@access-as-code/rollcall";
import type { ComponentResource, ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { type ConstructResult, main, type Provider } from "@pulumi/pulumi/provider";

interface Schema {
    readonly version: string;
    readonly resources: Readonly<Record<string, { readonly properties?: object }>>;
}

type Component = new (
    name: string,
    args: Inputs,
    options: ComponentResourceOptions,
) => ComponentResource;

/**
 * Serves the components to programs in any language, as the package's `schema.json` has them. The
 * SDK's own host would make a schema anew at each start, from compiled types, in which it finds no
 * enum.
 */
class Components implements Provider {
    readonly schema = readFileSync(require.resolve("@access-as-code/rollcall/schema.json"), "utf8");
    private readonly known = JSON.parse(this.schema) as Schema;
    readonly version = this.known.version;

    async construct(
        name: string,
        type: string,
        inputs: Inputs,
        options: ComponentResourceOptions,
    ): Promise<ConstructResult> {
        const described = this.known.resources[type];
        if (!described) throw new Error(`there is no ${type} in Rollcall ${this.version}`);
        const components = rollcall as unknown as Readonly<Record<string, Component>>;
        const Made = components[type.split(":").at(-1) ?? ""];
        if (!Made) throw new Error(`the package has no ${type}, which its schema.json has`);
        const made = new Made(name, inputs, options);
        const outputs = Object.entries(made).filter(([key]) => key in (described.properties ?? {}));
        return { urn: made.urn, state: Object.fromEntries(outputs) };
    }
}

void main(new Components(), process.argv.slice(2));
