import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

const root = path.resolve(__dirname, "..");

/** Which rooms a room may import from, itself apart. */
const allowed: Readonly<Record<string, readonly string[]>> = {
    model: [],
    planners: ["model"],
    components: ["model", "planners"],
    stacks: ["model", "planners", "components"],
    systems: ["model", "planners"],
    engine: [],
    sandbox: ["model", "planners"],
    policy: ["model", "planners"],
    cli: ["model", "planners", "systems", "engine", "sandbox", "policy"],
};

/** Modules that a pure room may use: they read no clock, file, variable or random source. */
const pureModules = ["node:crypto", "zod", "yaml", "fastest-levenshtein"];

/** The modules at model's edge that read files, and what git says of them. */
const readers = ["model/load.ts", "model/commit.ts"];

interface Source {
    readonly room: string;
    readonly file: string;
    readonly text: string;
    /** Rooms by name, packages by their specifier. */
    readonly imports: readonly string[];
}

const sources = Object.keys(allowed).flatMap((room) =>
    existsSync(path.join(root, room))
        ? readdirSync(path.join(root, room), { recursive: true, encoding: "utf8" })
              .filter((file) => file.endsWith(".ts"))
              .map((file) => read(room, `${room}/${file}`))
        : [],
);

function read(room: string, file: string): Source {
    const text = readFileSync(path.join(root, file), "utf8");
    const imports = ts
        .preProcessFile(text)
        .importedFiles.map(({ fileName: specifier }) =>
            specifier.startsWith(".")
                ? (path
                      .relative(root, path.resolve(root, file, "..", specifier))
                      .split(path.sep)[0] ?? "")
                : specifier,
        );
    return { room, file, text, imports };
}

describe("layers", () => {
    it("finds the folders and their imports", () => {
        assert.ok(sources.length > 60, `found only ${sources.length} files`);
        const program = sources.find(({ file }) => file === "stacks/index.ts");
        assert.ok(program?.imports.includes("planners"));
    });

    it("are imported in one direction only", () => {
        const rooms = Object.keys(allowed);
        const wrong = sources.flatMap(({ room, file, imports }) =>
            imports
                .filter((other) => rooms.includes(other) && other !== room)
                .filter((other) => !allowed[room]?.includes(other))
                .map((other) => `${file} imports ${other}/`),
        );
        assert.deepEqual(wrong, []);
    });

    it("model and planners work on nothing but data", () => {
        const pure = sources.filter(
            ({ room, file }) =>
                (room === "model" || room === "planners") && !readers.includes(file),
        );
        const wrong = pure.flatMap(({ file, text, imports }) => [
            ...imports
                .filter((name) => !(name in allowed) && !pureModules.includes(name))
                .map((name) => `${file} imports ${name}`),
            ...[/\bDate\.now\b/, /\bnew Date\(\)/, /\bMath\.random\b/, /\bprocess\./, /\brandom/]
                .filter((pattern) => pattern.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")))
                .map((pattern) => `${file} uses ${pattern}`),
        ]);
        assert.deepEqual(wrong, []);
    });

    it("only stacks/config.ts reads the program's configuration, only cli/ prints", () => {
        const outside = sources.filter(({ room }) => room !== "cli");
        const wrong = [
            ...sources
                .filter(
                    ({ file, text }) =>
                        /\bnew pulumi\.Config\b/.test(text) && file !== "stacks/config.ts",
                )
                .map(({ file }) => `${file} reads pulumi.Config`),
            ...outside
                .filter(({ text }) => /\bconsole\.\w+\(/.test(text))
                .map(({ file }) => `${file} prints`),
        ];
        assert.deepEqual(wrong, []);
    });
});
