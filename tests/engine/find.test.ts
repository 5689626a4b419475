import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { Interrupted } from "../../engine/command";
import type { Installer } from "../../engine/download";
import { type EngineMode, EngineNotFound, findEngine } from "../../engine/find";
import { pinnedVersion } from "../../engine/probe";
import { fakeProgram, removeFolder, scratchFolder } from "./support";

describe("finding the engine", () => {
    let folder: string;
    let cache: string;
    let lines: string[];

    beforeEach(async () => {
        folder = await scratchFolder();
        cache = join(folder, "home", "engine");
        lines = [];
    });
    afterEach(() => removeFolder(folder));

    const find = (mode: EngineMode, path: string[] = [], installer: Installer = noNetwork) =>
        findEngine({
            home: join(folder, "home"),
            mode,
            environment: { PATH: path.map((name) => join(folder, name)).join(delimiter) },
            report: (line) => lines.push(line),
            installer,
        });

    const refused = async (search: Promise<unknown>): Promise<string> => {
        const error: unknown = await search.then(
            () => assert.fail("an engine was found"),
            (reason: unknown) => reason,
        );
        assert.ok(error instanceof EngineNotFound, String(error));
        return error.message;
    };

    const pulumi = (name: string, version: string) =>
        fakeProgram(join(folder, name, "pulumi"), `console.log("v${version}")`);
    const host = (name: string) => fakeProgram(join(folder, name, "pulumi-language-nodejs"), "");
    const unfinished = async () =>
        existsSync(cache) ? (await readdir(cache)).filter((name) => name.startsWith(".")) : [];

    describe("on PATH", () => {
        it("is used if it has a language host beside it, and nothing is created", async () => {
            await pulumi("bin", "3.230.1");
            await host("bin");
            assert.deepEqual(await find("auto", ["bin"]), {
                folder: join(folder, "bin"),
                pulumi: join(folder, "bin", "pulumi"),
                version: "3.230.1",
                source: "path",
            });
            assert.deepEqual(lines, [
                `engine: pulumi 3.230.1 from PATH (${join(folder, "bin", "pulumi")})`,
            ]);
        });

        it("is skipped without a language host beside it, even if there is one elsewhere", async () => {
            await pulumi("bin", "3.230.1");
            await host("hosts");
            const message = await refused(find("path", ["bin", "hosts"]));
            assert.match(message, /has no pulumi-language-nodejs beside it/);
        });

        it("is used through a link to a folder that has both", async () => {
            await pulumi("opt/pulumi", "3.230.1");
            await host("opt/pulumi");
            await mkdir(join(folder, "bin"));
            await symlink(join(folder, "opt/pulumi/pulumi"), join(folder, "bin/pulumi"));
            assert.equal((await find("path", ["bin"])).folder, join(folder, "opt/pulumi"));
        });

        it("is skipped and named if it is older than 3.220", async () => {
            await pulumi("old", "3.219.9");
            await host("old");
            const message = await refused(find("path", ["old"]));
            assert.match(message, /pulumi is 3\.219\.9: 3\.220\.0 or newer is needed/);
            await pulumi("new", "3.220.0");
            await host("new");
            assert.equal((await find("path", ["old", "new"])).version, "3.220.0");
        });

        for (const [what, body, said] of [
            ["fails", "console.error('broken library'); process.exit(3)", /it said broken library/],
            ["says something else", "console.log('hello')", /it said hello/],
        ] as const) {
            it(`is skipped if it ${what}`, async () => {
                await fakeProgram(join(folder, "bin", "pulumi"), body);
                await host("bin");
                assert.match(await refused(find("path", ["bin"])), said);
            });
        }

        it("is skipped if it is not a program", async () => {
            await host("bin");
            await writeFile(join(folder, "bin", "pulumi"), "\0\0\0", { mode: 0o755 });
            assert.match(await refused(find("path", ["bin"])), /pulumi does not (start|tell)/);
            await chmod(join(folder, "bin", "pulumi"), 0o644);
            assert.match(await refused(find("path", ["bin"])), /PATH: no pulumi there/);
        });
    });

    describe("by downloading", () => {
        it("is kept and found again without another download", async () => {
            const first = await find("auto", [], installs(["pulumi", "pulumi-language-nodejs"]));
            assert.equal(first.source, "download");
            assert.equal(first.folder, join(cache, pinnedVersion, "bin"));
            assert.deepEqual(await find("auto"), { ...first, source: "cache" });
            assert.deepEqual(await find("download"), { ...first, source: "cache" });
            assert.deepEqual(await unfinished(), []);
        });

        it("does not count if it breaks off halfway", async () => {
            const message = await refused(find("download", [], installs(["pulumi"], 1)));
            assert.match(message, /download: connection reset/);
            assert.deepEqual(await unfinished(), []);
            assert.match(
                await refused(find("download")),
                /cache: no engine .*\n.*download: no network/,
            );
        });

        it("does not count if a program is missing or has another version", async () => {
            const half = await refused(find("download", [], installs(["pulumi"])));
            assert.match(half, /has no pulumi-language-nodejs beside it/);
            const both = ["pulumi", "pulumi-language-nodejs"];
            const other = await refused(find("download", [], installs(both, 0, "3.100.0")));
            assert.match(other, /is 3\.100\.0, not 3\.259\.0/);
            assert.match(await refused(find("download")), /cache: no engine/);
        });
    });

    describe("by building", () => {
        const go = (options: { fails?: string } = {}) =>
            fakeProgram(join(folder, "go", "go"), fakeGo(join(folder, "calls"), options.fails));

        it("comes from the pinned modules, reports each step and is kept", async () => {
            await go();
            const engine = await find("auto", ["go"]);
            assert.equal(engine.source, "build");
            assert.deepEqual(lines, [
                `engine: downloading pulumi ${pinnedVersion}`,
                "engine: no network",
                "engine: building the engine with go1.26.8: some four minutes, once",
                "engine: pulumi: getting its sources",
                "engine: pulumi: compiling",
                "engine: pulumi-language-nodejs: getting its sources",
                "engine: pulumi-language-nodejs: compiling",
                `engine: pulumi ${pinnedVersion} just built (${engine.pulumi})`,
            ]);
            const calls = await readFile(join(folder, "calls"), "utf8");
            assert.equal((await find("build", ["go"])).source, "cache");
            assert.equal(await readFile(join(folder, "calls"), "utf8"), calls);
            const builds = calls.split("\n").filter((call) => call.startsWith("build"));
            assert.equal(builds.length, 2);
            for (const call of builds)
                assert.match(call, /-mod=readonly.*GOWORK=off.*CGO_ENABLED=0/);
        });

        it("leaves nothing usable if the second program fails", async () => {
            await go({ fails: "pulumi-language-nodejs" });
            assert.match(await refused(find("build", ["go"])), /build: go build failed: disk full/);
            assert.ok(!existsSync(join(cache, pinnedVersion)));
            assert.deepEqual(await unfinished(), []);
            await go();
            assert.equal((await find("build", ["go"])).source, "build");
        });

        it("ends without a trace and without further attempts if this process is told to end", async () => {
            await go({ fails: "hang" });
            const search = find("auto", ["go"]);
            while (!lines.at(-1)?.endsWith("compiling")) await new Promise(setImmediate);
            // As if the terminal were closed: nothing else in the test process listens to it.
            process.emit("SIGHUP", "SIGHUP");
            await assert.rejects(search, Interrupted);
            assert.deepEqual(await readdir(cache), []);
        });

        it("says so if there is no Go, or only one that is too old", async () => {
            assert.match(await refused(find("build")), /build: no Go toolchain on PATH: Go 1\.26/);
            const old = `console.error("go: go.mod requires go >= 1.26 (running go 1.22.1)");
                process.exit(1)`;
            await fakeProgram(join(folder, "go", "go"), old);
            assert.match(await refused(find("build", ["go"])), /requires go >= 1\.26/);
        });
    });

    describe("in the cache", () => {
        it("never uses what a killed run left, which is removed once its process is gone", async () => {
            const dead = join(cache, `.unfinished-${await deadPid()}-x`, "bin");
            const alive = join(cache, `.unfinished-${process.pid}-x`, "bin");
            for (const left of [dead, alive]) {
                await fakeProgram(join(left, "pulumi"), `console.log("v${pinnedVersion}")`);
                await fakeProgram(join(left, "pulumi-language-nodejs"), "");
            }
            assert.match(await refused(find("auto")), /cache: no engine/);
            assert.deepEqual(await unfinished(), [`.unfinished-${process.pid}-x`]);
        });

        it("is replaced if it no longer works", async () => {
            const both = installs(["pulumi", "pulumi-language-nodejs"]);
            const { pulumi: file } = await find("auto", [], both);
            await fakeProgram(file, "process.exit(1)");
            assert.equal((await find("auto", [], both)).source, "download");
            assert.equal((await find("auto")).source, "cache");
        });

        it("is not used if another way is asked for", async () => {
            await find("download", [], installs(["pulumi", "pulumi-language-nodejs"]));
            assert.match(
                await refused(find("build")),
                /cache: the cached engine was downloaded, but ROLLCALL_ENGINE asks for build/,
            );
            assert.match(await refused(find("path")), /PATH: no pulumi there/);
        });
    });

    it("says why each way failed, and names the three ways out", async () => {
        assert.equal(
            await refused(find("auto")),
            [
                "no Pulumi engine could be found or made",
                "  PATH: no pulumi there",
                `  cache: no engine ${pinnedVersion} in ${cache}`,
                "  download: no network",
                "  build: no Go toolchain on PATH: Go 1.26 or newer is needed",
                "any one of these helps:",
                "  - install pulumi 3.220.0 or newer from https://www.pulumi.com/docs/install and put it on PATH",
                "  - let this machine reach get.pulumi.com, from where it is then downloaded",
                "  - install Go 1.26 or newer from https://go.dev/dl, with which it is then built",
            ].join("\n"),
        );
    });

    it("pins the same version everywhere", async () => {
        const module = await readFile(join(__dirname, "../../engine/go/cli/go.mod"), "utf8");
        assert.ok(module.includes(`github.com/pulumi/pulumi/pkg/v3 v${pinnedVersion}`));
        assert.ok(module.includes(`github.com/pulumi/pulumi/sdk/v3 v${pinnedVersion}`));
    });
});

const noNetwork: Installer = () => ({
    file: process.execPath,
    args: ["-e", "console.error('no network'); process.exit(1)"],
});

/** Puts programs into `bin/`, then breaks off if told to. */
function installs(names: string[], code = 0, version = pinnedVersion): Installer {
    const script = `
        const { mkdirSync, writeFileSync } = require("node:fs");
        const [folder, ...names] = process.argv.slice(1);
        mkdirSync(folder + "/bin", { recursive: true });
        for (const name of names) {
            const body = "#!" + process.execPath + "\\nconsole.log('v${version}')";
            writeFileSync(folder + "/bin/" + name, body, { mode: 0o755 });
        }
        if (${code}) { console.error("connection reset"); process.exit(${code}); }`;
    return (folder) => ({ file: process.execPath, args: ["-e", script, folder, ...names] });
}

/** Notes its calls, answers as the toolchain does, and builds programs that tell the version. */
function fakeGo(calls: string, fails = ""): string {
    return `
        const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
        const { dirname, basename } = require("node:path");
        const args = process.argv.slice(2);
        const { GOWORK, CGO_ENABLED } = process.env;
        appendFileSync(${JSON.stringify(calls)},
            args.join(" ") + " GOWORK=" + GOWORK + " CGO_ENABLED=" + CGO_ENABLED + "\\n");
        if (args[0] === "env") console.log("go1.26.8");
        if (args[0] === "list") console.log("one\\ntwo");
        if (args[0] === "build") {
            const out = args[args.indexOf("-o") + 1];
            if (${JSON.stringify(fails)} === "hang") return setTimeout(() => {}, 60_000);
            if (basename(out) === ${JSON.stringify(fails)}) {
                console.error("disk full");
                process.exit(1);
            }
            mkdirSync(dirname(out), { recursive: true });
            const body = "#!" + process.execPath + "\\nconsole.log('v${pinnedVersion}')";
            writeFileSync(out, body, { mode: 0o755 });
        }`;
}

async function deadPid(): Promise<number> {
    const { spawn } = await import("node:child_process");
    const child = spawn(process.execPath, ["-e", ""]);
    await new Promise((done) => child.once("exit", done));
    return child.pid ?? assert.fail("no process was started");
}
