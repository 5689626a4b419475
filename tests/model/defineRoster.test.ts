import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { defineRoster } from "../../model/defineRoster";
import type { RosterInput } from "../../model/schema";
import { exampleInput } from "./rosters";

function messages(input: RosterInput): string[] {
    return defineRoster(input).problems.map(({ rule, message }) => `${rule} ${message}`);
}

describe("a roster in a program", () => {
    it("names what is wrong by its path", () => {
        const input = exampleInput();
        const { problems } = defineRoster({
            ...input,
            grants: [
                ...(input.grants ?? []),
                { team: "payments", role: "operater", services: ["checkout"], in: ["dev"] },
            ],
        });
        assert.deepEqual(problems, [
            {
                severity: "error",
                rule: "unknown-role",
                message: 'grants[4].role: no role "operater"; did you mean "operator"?',
                file: "defineRoster",
                line: 1,
                column: 1,
            },
        ]);
    });

    it("names the other place of a conflict by its path too", () => {
        const input = exampleInput();
        const kim = { name: "Kim Two", email: "KIM@partner.example" };
        assert.deepEqual(messages({ ...input, people: { ...input.people, kim2: kim } }), [
            "duplicate-identity people.kim2.email: the e-mail address KIM@partner.example belongs " +
                "to kim, at people.kim.email; each needs its own",
        ]);
    });

    it("does not hold on to the object that was passed", () => {
        const input = exampleInput();
        const before = JSON.stringify(input);
        const { roster } = defineRoster(input);
        assert.equal(JSON.stringify(input), before);
        assert.notEqual(roster, undefined);
    });

    it("treats undefined as absent", () => {
        const input = exampleInput();
        const people = { ...input.people, olga: { ...input.people.olga, github: undefined } };
        assert.deepEqual(messages({ ...input, people } as RosterInput), []);
    });

    it("reports as problems what the compiler would have refused", () => {
        const circular: Record<string, unknown> = {};
        circular.people = circular;
        for (const value of [undefined, null, 5, [], {}, circular, { people: new Map() }]) {
            const { problems, roster } = defineRoster(value as unknown as RosterInput);
            assert.equal(roster, undefined);
            assert.ok(problems.length > 0);
        }
    });

    it("is type-checked by the compiler", () => {
        const input = exampleInput();
        const github = { permission: "write" } as const;
        const emial = "a@b.example";
        const wrong = [
            // @ts-expect-error a permission that GitHub does not have
            messages({ ...input, roles: { a: { description: "A", github } } }),
            // @ts-expect-error a key that people do not have
            messages({ ...input, people: { a: { name: "A", email: emial, emial } } }),
            // @ts-expect-error a grant needs a role
            messages({ ...input, grants: [{ team: "payments" }] }),
        ];
        for (const found of wrong) assert.ok(found.length > 0);
    });
});
