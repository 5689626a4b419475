import { randomInt } from "node:crypto";
import type { InputDefinition, Provider, ResourceType } from "../resourceType";
import { flag, number, text, type Values } from "../values";

const replacing: InputDefinition = { type: "boolean", default: true, replaces: true };
const least: InputDefinition = { type: "number", default: 0, replaces: true };

/** The character classes, each with the input that allows it and the input for its minimum. */
const kinds = [
    { allowed: "special", least: "minSpecial", characters: "!@#$%&*()-_=+[]{}<>:?" },
    { allowed: "upper", least: "minUpper", characters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
    { allowed: "lower", least: "minLower", characters: "abcdefghijklmnopqrstuvwxyz" },
    { allowed: "numeric", least: "minNumeric", characters: "0123456789" },
] as const;

/** Nothing of it is in the world: as with the real provider, a password is in the state only. */
const randomPassword: ResourceType<object> = {
    source: "terraform-provider-random resource_password.go",
    inputs: {
        length: { type: "number", required: true, replaces: true },
        keepers: { type: "map", replaces: true },
        special: replacing,
        upper: replacing,
        lower: replacing,
        numeric: replacing,
        number: { type: "boolean", computed: true, replaces: true },
        minSpecial: least,
        minUpper: least,
        minLower: least,
        minNumeric: least,
        overrideSpecial: { type: "string", replaces: true },
    },
    outputs: { result: [] },
    secretOutputs: ["result"],
    check(inputs) {
        const wanted = kinds.reduce((sum, kind) => sum + number(inputs, kind.least), 0);
        if (number(inputs, "length") < Math.max(1, wanted)) {
            return `Attribute length value must be at least sum of the minimums, ${Math.max(1, wanted)}`;
        }
        const some = kinds.some((kind) => flag(inputs, kind.allowed));
        return some ? undefined : "at least one of special, upper, lower and numeric must be true";
    },
    create: () => "none",
    read: ({ state }) => ({ ...state, result: text(state, "result") || passwordFor(state) }),
    delete: () => undefined,
};

function passwordFor(inputs: Values): string {
    const sets = kinds.map(({ allowed, least, characters }) => {
        const special = allowed === "special" ? text(inputs, "overrideSpecial") : "";
        return {
            characters: flag(inputs, allowed) ? special || characters : "",
            least: number(inputs, least),
        };
    });
    const any = sets.map(({ characters }) => characters).join("");
    const drawn = sets.flatMap(({ characters, least }) =>
        Array.from({ length: least }, () => draw(characters || any)),
    );
    while (drawn.length < number(inputs, "length")) drawn.push(draw(any));
    return shuffled(drawn).join("");
}

function draw(characters: string): string {
    return characters.charAt(randomInt(characters.length));
}

function shuffled(characters: readonly string[]): string[] {
    const mixed = [...characters];
    for (let last = mixed.length - 1; last > 0; last -= 1) {
        const other = randomInt(last + 1);
        [mixed[last], mixed[other]] = [mixed[other] ?? "", mixed[last] ?? ""];
    }
    return mixed;
}

/** Passwords. The real provider's `bcryptHash` is left out: nothing here uses one. */
export const random: Provider<object> = {
    name: "random",
    configure: () => ({}),
    resources: { "random:index/randomPassword:RandomPassword": randomPassword },
    functions: {},
};
