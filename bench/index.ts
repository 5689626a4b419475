import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type Engine, findEngine } from "../engine/find";
import { benchGrowth } from "./growth";
import { benchLeaving } from "./leaving";
import { benchReading } from "./reading";
import { printTable } from "./table";

type Bench = (folder: string, engine: Engine) => Promise<void>;

/** Each benchmark measures one thing, in its own folder, and prints the result. */
const benches: Readonly<Record<string, Bench>> = {
    reading: async (folder) =>
        printTable("a roster of 1,000 people with 20 entitlements each", benchReading(folder)),
    leaving: async (folder, engine) =>
        printTable("one person leaves", await benchLeaving(folder, engine.folder)),
    growth: async (folder, engine) => {
        const tables = await benchGrowth(folder, engine);
        process.stdout.write(`how it grows\n\n${tables}\n`);
        if (process.env.UPDATE_GOLDEN) replaceBetween(speedPage, "growth", tables);
    },
};

const speedPage = path.resolve(__dirname, "../docs/speed.md");

/** `npm run bench [NAME...]`: prints times and memory next to what they are compared with. */
async function main(wanted: readonly string[]): Promise<void> {
    const unknown = wanted.filter((name) => !(name in benches));
    if (unknown.length > 0) {
        const known = Object.keys(benches).join(", ");
        throw new Error(`there is no bench ${unknown.join(", ")}; there are ${known}`);
    }
    const folder = mkdtempSync(path.join(tmpdir(), "rollcall-bench-"));
    try {
        const engine = await findEngine({
            home: process.env.ROLLCALL_HOME ?? path.resolve(".rollcall"),
            mode: "auto",
            environment: process.env,
            report: () => undefined,
        });
        for (const [name, bench] of Object.entries(benches)) {
            if (wanted.length === 0 || wanted.includes(name)) {
                await bench(path.join(folder, name), engine);
            }
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** Replaces the text between `<!-- NAME -->` and `<!-- /NAME -->` in a page. */
function replaceBetween(file: string, name: string, text: string): void {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const page = readFileSync(file, "utf8");
    const [from, to] = [page.indexOf(begin), page.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${file} has no ${begin} ... ${end}`);
    const before = page.slice(0, from + begin.length);
    writeFileSync(file, `${before}\n${text}${page.slice(to)}`);
}

main(process.argv.slice(2)).catch((error: Error) => {
    process.stderr.write(`bench: ${error.message}\n`);
    process.exitCode = 1;
});
