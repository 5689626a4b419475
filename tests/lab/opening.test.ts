import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { runCommand } from "../../engine/command";
import { temporaryFolder } from "../temporaryFolder";
import { requireProvider, requireTools } from "./servers/requireTools";
import { Started } from "./servers/started";

describe("the resources started by a lab", () => {
    it("are stopped if opening fails, newest first, including late and stubborn ones", async () => {
        const stopped: string[] = [];
        const late = new Promise<string>((resolve) => setTimeout(resolve, 20, "late"));
        const opening = Started.open(async (started) => {
            await started.keep("first", (it) => stopped.push(it));
            await started.keep("stubborn", () => {
                throw new Error("it stays");
            });
            await Promise.all([
                started.keep(late, (it) => stopped.push(it)),
                started.keep(Promise.reject(new Error("no port")), () => stopped.push("never")),
            ]);
        });
        await assert.rejects(opening, /no port; Error: it stays/);
        assert.deepEqual(stopped, ["late", "first"]);
    });
});

describe("a lab that fails to open", function () {
    this.timeout(300_000);
    let arguments_ = "";

    before("gets what the labs need", async function () {
        const given = [await requireTools(this), await requireProvider(this)];
        arguments_ = given.map((each) => JSON.stringify(each)).join(", ");
    });

    const labs: Readonly<Record<string, (given: string) => string>> = {
        gitHubLab: () => "GitHubLab.open({ timeout() {}, skip() {} })",
        liveLab: (given) => `LiveLab.open(${given})`,
        wholeLab: (given) => `WholeLab.open(${given})`,
    };
    for (const [file, open] of Object.entries(labs)) {
        it(`lets its process end and leaves nothing behind: ${file}`, async () => {
            const folder = temporaryFolder();
            // This comes after all servers have started.
            const program = `
                require("ts-node/register/transpile-only");
                require("./provider/gitHubProvider").installProvider = () => {
                    throw new Error("no room for it");
                };
                require("./${file}").${open(arguments_)}.then(
                    () => console.log("opened"),
                    ({ message }) => console.log(message),
                );
            `;
            const { code, stdout, stderr } = await runCommand({
                file: process.execPath,
                args: ["-e", program],
                cwd: __dirname,
                environment: { ...process.env, TMPDIR: folder },
                abort: AbortSignal.timeout(120_000),
            });
            assert.deepEqual([code, stdout], [0, "no room for it"], stderr);
            const left = readdirSync(folder).filter((name) => name.startsWith("rollcall-"));
            assert.deepEqual(left, []);
        });
    }
});
