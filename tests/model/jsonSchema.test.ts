import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { z } from "zod";
import { rosterJsonSchema } from "../../model/jsonSchema";
import { exampleInput } from "./rosters";

/** Every schema within a schema. */
function parts(value: unknown): Record<string, unknown>[] {
    if (Array.isArray(value)) return value.flatMap(parts);
    if (typeof value !== "object" || value === null) return [];
    const record = value as Record<string, unknown>;
    return [record, ...Object.values(record).flatMap(parts)];
}

describe("the JSON Schema for editors", () => {
    const schema = rosterJsonSchema();
    const reader = z.fromJSONSchema(schema);

    it("accepts the example, whole and section by section", () => {
        const input = exampleInput();
        assert.equal(reader.safeParse(input).success, true);
        for (const [section, content] of Object.entries(input)) {
            assert.equal(reader.safeParse({ [section]: content }).success, true, section);
        }
    });

    it("accepts an organisation split over several files", () => {
        assert.equal(reader.safeParse({ organization: { name: "acme" } }).success, true);
    });

    it("refuses unknown keys, wrong values and missing values", () => {
        for (const wrong of [
            { poeple: {} },
            { people: { erin: { name: "Erin Ek" } } },
            { people: { Erin: { name: "Erin Ek", email: "erin@acme.example" } } },
            { roles: { one: { description: "One", github: { permission: "write" } } } },
            { grants: [{ team: "one", in: ["dev"] }] },
        ]) {
            assert.equal(reader.safeParse(wrong).success, false, JSON.stringify(wrong));
        }
    });

    it("has patterns that every editor can compile, each with a description", () => {
        const patterns = parts(schema).flatMap(({ pattern }) =>
            typeof pattern === "string" ? [pattern] : [],
        );
        assert.ok(patterns.length > 20);
        for (const pattern of patterns) assert.doesNotThrow(() => new RegExp(pattern, "u"));
        assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
        assert.equal(schema.title, "Rollcall roster");
        assert.equal("$id" in schema, false);
    });

    it("describes every section", () => {
        for (const [section, part] of Object.entries(schema.properties ?? {})) {
            assert.equal(typeof part.description, "string", section);
        }
    });
});
