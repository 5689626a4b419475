import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { createGraph } from "../../model/graph";
import { rosterJsonSchema } from "../../model/jsonSchema";
import { loadRoster } from "../../model/load";
import { readingRules, strictRules, waivableRules, warningRules } from "../../model/problem";
import { findHoldings } from "../../planners/holdings";
import { judge } from "../../planners/judge";
import { planEnvironment } from "../../planners/planEnvironment";
import { rollcall, root, today } from "../cli/support";
import { lines, readTexts } from "../model/rosters";

interface Block {
    /** What stands behind the backticks: `yaml complete`. */
    readonly kind: string;
    readonly text: string;
}

interface Page {
    readonly file: string;
    readonly text: string;
    readonly blocks: readonly Block[];
}

const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)].map(
    readPage,
);

function readPage(file: string): Page {
    const text = readFileSync(join(root, file), "utf8");
    const blocks = [...text.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map(
        ([, kind = "", content = ""]) => ({ kind, text: content }),
    );
    return { file, text, blocks };
}

function page(file: string): Page {
    const found = pages.find((one) => one.file === file);
    assert.ok(found, file);
    return found;
}

function section({ text }: Page, heading: string): string {
    const [, after] = text.split(`\n${heading}\n`);
    assert.ok(after, heading);
    return after.split(/^#+ /m)[0] ?? "";
}

describe("documentation", () => {
    it("links only to files that exist", () => {
        const broken = pages.flatMap(({ file, text }) =>
            [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)]
                .map(([, target = ""]) => normalize(join(dirname(file), target)))
                .filter((target) => !existsSync(join(root, target)))
                .map((target) => `${file}: ${target}`),
        );
        assert.deepEqual(broken, []);
    });

    it("is in the package if the README links to it", () => {
        const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
        const shipped = files.map((file: string) => file.replace("*.md", ""));
        const links = [...page("README.md").text.matchAll(/\]\(([^)#:\s]+)/g)].flatMap(
            ([, target]) => target ?? [],
        );
        assert.ok(links.length > 5);
        assert.deepEqual(
            links.filter((link) => !shipped.some((file: string) => link.startsWith(file))),
            [],
        );
    });

    it("names only functions that exist in the files it links to", () => {
        const links = pages.flatMap(({ file, text }) =>
            [...text.matchAll(/\[`(\w+)`\]\(([^)]+\.ts)\)/g)].map(([, name = "", target = ""]) => ({
                name,
                file: normalize(join(dirname(file), target)),
            })),
        );
        assert.ok(links.length > 15, `found only ${links.length}`);
        const missing = links.filter(({ name, file }) => {
            const code = readFileSync(join(root, file), "utf8");
            return !new RegExp(`\\b(?:function|class|const|interface) ${name}\\b`).test(code);
        });
        assert.deepEqual(missing, []);
    });

    it("uses only commands and options that exist", async () => {
        const calls = pages.flatMap(({ file, text }) =>
            [...text.matchAll(/\brollcall ([a-z]+)([^`#|\n]*)/g)]
                .filter(
                    ([call], index, all) => all.findIndex(([other]) => other === call) === index,
                )
                .filter(([, command = ""]) => isCall(text, `rollcall ${command}`))
                .map(([, command = "", options = ""]) => ({ file, command, options })),
        );
        const known = (await rollcall("--help")).stdout;
        const wrong: string[] = [];
        let count = 0;
        for (const { file, command, options } of calls) {
            if (!new RegExp(`^ {2}${command} `, "m").test(known)) {
                wrong.push(`${file}: rollcall ${command}`);
                continue;
            }
            const help = (await rollcall([command, "--help"])).stdout;
            for (const [option] of options.matchAll(/(?<= )--[a-z-]+/g)) {
                count += 1;
                if (!help.includes(option)) wrong.push(`${file}: rollcall ${command} ${option}`);
            }
        }
        assert.ok(calls.length > 15 && count > 10, `found only ${calls.length} and ${count}`);
        assert.deepEqual(wrong, []);
    });
});

/** In code, not in a sentence: `the rollcall command` is none. */
function isCall(text: string, call: string): boolean {
    return new RegExp(`(?:\`|^|\\$ |npx |"\\$\\(npx )${call}\\b`, "m").test(text);
}

describe("docs/roster.md", () => {
    const roster = page("docs/roster.md");

    it("has complete examples without errors", () => {
        const examples = pages.flatMap(({ blocks }) =>
            blocks.filter(({ kind }) => kind === "yaml complete"),
        );
        assert.ok(examples.length > 0);
        for (const { text } of examples) {
            const loaded = readTexts({ "roster.yaml": text });
            assert.deepEqual(lines(loaded), []);
            assert.ok(loaded.roster);
            const instant = Date.parse(today);
            assert.deepEqual(
                lines({ problems: judge(loaded.roster, { instant, lapsed: "error" }) }),
                [],
            );
        }
    });

    const kinds: readonly [string, readonly string[]][] = [
        ["### The roster cannot be read", readingRules],
        ["### Never waived", strictRules],
        ["### Can be waived", waivableRules],
        ["### Warnings", warningRules],
    ];
    for (const [heading, rules] of kinds) {
        it(`names every rule under "${heading.slice(4)}" and no other`, () => {
            const rows = section(roster, heading).matchAll(/^\| (`[^|]+) \|/gm);
            const documented = [...rows].flatMap(([, cell = ""]) =>
                [...cell.matchAll(/`([a-z-]+)`/g)].map(([, rule = ""]) => rule),
            );
            assert.deepEqual(documented.sort(), [...rules].sort());
        });
    }

    it("names every key of the format", () => {
        const missing = [...keysOf(rosterJsonSchema())].filter(
            (key) => !new RegExp(`[\`.]${key}[\`.,]|^### ${key}`, "m").test(roster.text),
        );
        assert.deepEqual(missing, []);
    });
});

/** The names of all properties in a JSON Schema, wherever they stand. */
function keysOf(schema: unknown): Set<string> {
    const found = new Set<string>();
    const visit = (node: unknown): void => {
        if (typeof node !== "object" || node === null) return;
        const { properties } = node as { readonly properties?: object };
        for (const key of Object.keys(properties ?? {})) found.add(key);
        for (const child of Object.values(node)) visit(child);
    };
    visit(schema);
    return found;
}

describe("docs/walk.md", () => {
    const walk = page("docs/walk.md");

    it("shows what the commands print, in order", async () => {
        const calls = walk.blocks
            .filter(({ kind }) => kind === "console")
            .map(({ text }) => text.trimEnd().split("\n"))
            .filter(([call = ""]) => /^\$ npx rollcall (?:check|who) ?/.test(call));
        assert.equal(calls.length, 2);
        for (const [call = "", ...shown] of calls) {
            const { code, stdout } = await rollcall(call.replace("$ npx rollcall ", ""));
            assert.equal(code, 0);
            let output = stdout.split("\n");
            for (const line of shown) {
                const at = output.indexOf(line);
                assert.ok(at >= 0, `${call} does not say, there: ${line}`);
                output = output.slice(at + 1);
            }
        }
    });

    it("shows the specs as they are planned", () => {
        const { roster } = loadRoster("roster");
        assert.ok(roster);
        const holdings = findHoldings(createGraph(roster), Date.parse(today));
        const specs = walk.blocks.filter(({ kind }) => kind.startsWith("json spec="));
        assert.ok(specs.length > 0);
        for (const { kind, text } of specs) {
            const [environment = "", ...name] = kind.replace("json spec=", "").split("/");
            const planned = planEnvironment(holdings, environment).roles.find(
                (role) => role.name === name.join("/"),
            );
            assert.deepEqual(JSON.parse(text), planned);
        }
    });

    it("shows runs that account for every resource of the sample's stacks, and list as many", () => {
        const golden = readFileSync(join(root, "tests/e2e/urns.golden.txt"), "utf8");
        const runs = walk.blocks.filter(({ text }) =>
            /^\$ npx rollcall (?:preview|up)\n/.test(text),
        );
        assert.equal(runs.length, 2);
        for (const { text } of runs) {
            const rows = [...text.matchAll(/^(?:stack|org|dev|staging|prod) {2,}.*$/gm)].map(
                ([row]) => row.split(/ {2,}/),
            );
            const [head = [], ...stacks] = rows;
            assert.equal(stacks.length, 4);
            for (const [stack = "", ...cells] of stacks) {
                const count = (...names: readonly string[]) =>
                    cells
                        .filter((_, index) => names.includes(head[index + 1] ?? ""))
                        .reduce((sum, cell) => sum + Number(cell), 0);
                const there = ["updated", "deleted", "replaced", "revoked", "unchanged"];
                const named = [...there, "to update", "to delete", "to replace"];
                const urns = golden.split(`urn:pulumi:${stack}::`).length - 1;
                assert.equal(count(...named), urns, `${text.split("\n")[0]}: ${stack}`);
                const [, after] = text.split(`\n\n${stack}\n`);
                if (after === undefined && !text.startsWith("$ npx rollcall preview")) continue;
                const list = after?.split("\n\n")[0] ?? "";
                const more = Number(/^ {2}and (\d+) more$/m.exec(list)?.[1] ?? 0);
                const listed = [...list.matchAll(/^ {2}[-+~±] /gm)].length + more;
                const made = count("created", "to create");
                assert.equal(listed, count(...named) - count("unchanged") + made, stack);
            }
        }
    });

    it("shows URNs that exist in the sample's stacks", () => {
        const golden = readFileSync(join(root, "tests/e2e/urns.golden.txt"), "utf8").split("\n");
        const rows = [...walk.text.matchAll(/^\| (\w+) \| `([^`]+::[^`]+)` \|/gm)];
        assert.ok(rows.length >= 8);
        for (const [, stack = "", end = ""] of rows) {
            assert.ok(
                golden.some((urn) => urn.startsWith(`urn:pulumi:${stack}::`) && urn.endsWith(end)),
                `${stack}: ${end}`,
            );
        }
    });
});
