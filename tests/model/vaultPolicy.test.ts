import assert from "node:assert/strict";
import { isHclObject } from "../../model/hcl";
import { parseVaultPolicy, vaultBlocks, vaultCapabilities } from "../../model/vaultPolicy";

const read = (source: string) =>
    vaultBlocks(parseVaultPolicy(source)).map(([path, rules]) => [
        path,
        isHclObject(rules) ? vaultCapabilities(rules) : undefined,
    ]);

describe("a Vault policy", () => {
    const cases: Record<string, [source: string, paths: unknown]> = {
        "in HCL": ['path "a/*" { capabilities = ["read", "list"] }', [["a/*", ["read", "list"]]]],
        "with a comma that is one too many": [
            'path "a" { capabilities = ["read",] }',
            [["a", ["read"]]],
        ],
        "as an object": ['path = { "a" = { capabilities = ["read"] } }', [["a", ["read"]]]],
        "with a quoted key": ['"path" "a" { "capabilities" = ["read"] }', [["a", ["read"]]]],
        "in JSON": ['{ "path": { "a": { "capabilities": ["read"] } } }', [["a", ["read"]]]],
        "in JSON, as a list": [
            '{ "path": [{ "a": { "capabilities": ["read"] } }, { "b": { "policy": "deny" } }] }',
            [
                ["a", ["read"]],
                ["b", ["deny"]],
            ],
        ],
        "with several blocks of a path": [
            'path "a" { policy = "read" }\npath "a" { policy = "sudo" }',
            [
                ["a", ["read", "list"]],
                ["a", ["create", "read", "update", "delete", "list", "sudo"]],
            ],
        ],
        "with comments": ['# path "x" {}\n// x\n/* path "y" { */ path "a" {}', [["a", []]]],
        "if it is empty": ["", []],
    };
    for (const [name, [source, paths]] of Object.entries(cases)) {
        it(`is parsed ${name}`, () => assert.deepEqual(read(source), paths));
    }

    const wrong: Record<string, RegExp> = {
        'path "a"': /^Error: line 1: expected \{, got the end$/,
        'path "a" {\n  capabilities = ["read"]': /^Error: line 2: expected a key, got the end$/,
        'path = "a"': /^Error: path must be a block$/,
        'path "a" { capabilities = ["read" "list"] }': /expected , or \]/,
        'path "\\x': /^Error: line 1: illegal character "$/,
        "{": /^SyntaxError/,
    };
    for (const [source, expected] of Object.entries(wrong)) {
        it(`is refused: ${source}`, () => assert.throws(() => read(source), expected));
    }
});
