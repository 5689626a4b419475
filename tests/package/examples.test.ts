import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { readManifest, root } from "./install";

interface Example {
    /** `docs/components.md:47` */
    readonly place: string;
    readonly text: string;
}

const documents = ["README.md", ...filesBelow("docs", ".md"), ...filesBelow("examples", ".md")];
const sources = ["model", "planners", "components"].flatMap((room) => filesBelow(room, ".ts"));

const examples = [...documents, ...sources].filter(isThere).flatMap(examplesIn);

/** Generated documentation aside. */
function filesBelow(folder: string, ending: string): string[] {
    return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
        .map((file) => path.posix.join(folder, file))
        .filter((file) => file.endsWith(ending) && !/node_modules|docs\/api/.test(file));
}

function isThere(file: string): boolean {
    return existsSync(path.join(root, file));
}

/** The blocks of TypeScript in a text or in the comments of a source. */
function examplesIn(file: string): Example[] {
    const text = readFileSync(path.join(root, file), "utf8");
    const blocks = text.matchAll(/^( \* |)```(?:ts|typescript)\n([\s\S]*?)^ ?\*? ?```$/gm);
    return [...blocks].map((block) => ({
        place: `${file}:${text.slice(0, block.index).split("\n").length}`,
        text: (block[2] ?? "").replace(block[1] ? /^ \* ?/gm : /^$/, ""),
    }));
}

/** What the compiler says of the examples, as a user with the built package would hear it. */
function compile(given: readonly Example[]): string[] {
    const name = (index: number) => path.join(root, "examples", `example-${index}.ts`);
    const texts = new Map(given.map(({ text }, index) => [name(index), text]));
    const options: ts.CompilerOptions = {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleDetection: ts.ModuleDetectionKind.Force,
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        paths: { [readManifest(root).name]: [path.join(root, "dist/index.d.ts")] },
    };
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists, readFile } = host;
    host.fileExists = (file) => texts.has(file) || fileExists(file);
    host.readFile = (file) => texts.get(file) ?? readFile(file);
    host.getSourceFile = (file, ...rest) => {
        const text = texts.get(file);
        if (text !== undefined) return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
        return getSourceFile(file, ...rest);
    };
    const program = ts.createProgram([...texts.keys()], options, host);
    return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
        const index = [...texts.keys()].indexOf(file?.fileName ?? "");
        const message = ts.flattenDiagnosticMessageText(messageText, "\n");
        return `${given[index]?.place ?? file?.fileName}: ${message}`;
    });
}

describe("the examples in documents and comments", () => {
    it("cover every component", () => {
        const texts = examples.map(({ text }) => text).join("\n");
        const schema = JSON.parse(readFileSync(path.join(root, "schema.json"), "utf8"));
        const described = Object.keys(schema.resources)
            .map((token) => token.split(":").at(-1) ?? "")
            .filter((component) => !/^Environment(Access|Secrets|Workloads)$/.test(component));
        for (const component of described) {
            assert.match(texts, new RegExp(`new ${component}\\(`), `${component} has no example`);
        }
        assert.ok(examples.some(({ place }) => place.startsWith("planners/trustPolicy.ts:")));
    });

    it("compile against the package", () => {
        assert.deepEqual(compile(examples), []);
    });

    it("would be refused if they did not compile", () => {
        const place = "here:1";
        const wrong = {
            place,
            text: 'import { loose } from "@access-as-code/rollcall";\nloose();\n',
        };
        assert.match(compile([wrong]).join("\n"), /^here:1: .*no exported member 'loose'/);
    });
});
