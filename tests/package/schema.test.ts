import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental";
import * as rollcall from "../../index";

const root = path.resolve(__dirname, "../..");
const golden = path.join(root, "schema.json");

interface Schema {
    readonly resources: Readonly<Record<string, Described>>;
    readonly types: Readonly<Record<string, Described>>;
}

interface Described {
    readonly description?: string;
    readonly properties?: Readonly<Record<string, Described>>;
    readonly inputProperties?: Readonly<Record<string, Described>>;
    readonly enum?: readonly (Described & { readonly name: string })[];
}

type Component = ConstructorParameters<typeof ComponentProvider>[0]["components"][number];

const components = Object.values<unknown>(rollcall).filter(isComponent);

function isComponent(value: unknown): value is Component {
    return typeof value === "function" && value.prototype instanceof pulumi.ComponentResource;
}

describe("schema.json", () => {
    it("is what users of other languages see of the exported components", async () => {
        const provider = new ComponentProvider({
            name: "rollcall",
            namespace: "access-as-code",
            dirname: root,
            components,
        });
        const schema = JSON.parse(await provider.getSchema()) as Schema;
        if (process.env.UPDATE_GOLDEN) {
            writeFileSync(golden, `${JSON.stringify(schema, undefined, 4)}\n`);
        }
        assert.deepEqual(
            JSON.parse(readFileSync(golden, "utf8")),
            schema,
            "what other languages see changed: `npm run schema`, and read the diff",
        );
    });

    it("has a description for everything", () => {
        const { resources, types } = JSON.parse(readFileSync(golden, "utf8")) as Schema;
        const parts = Object.entries({ ...resources, ...types }).flatMap(([token, one]) => [
            ...(token in resources ? [[token, one] as const] : []),
            ...Object.entries({ ...one.inputProperties, ...one.properties }).map(
                ([name, each]) => [`${token}.${name}`, each] as const,
            ),
            ...(one.enum ?? []).map((each) => [`${token}.${each.name}`, each] as const),
        ]);
        assert.ok(parts.length > 200, `found only ${parts.length}`);
        const silent = parts.filter(([, { description }]) => !description).map(([name]) => name);
        assert.deepEqual(silent, []);
    });

    it("names every component after its class", () => {
        const { resources } = JSON.parse(readFileSync(golden, "utf8")) as Schema;
        assert.deepEqual(
            Object.keys(resources).sort(),
            components.map(({ name }) => `rollcall:index:${name}`).sort(),
        );
        for (const component of components) {
            assert.equal(
                (component as { __pulumiType?: string }).__pulumiType,
                `rollcall:index:${component.name}`,
            );
        }
    });
});
