import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { commands } from "../../cli/commands";
import { Failure } from "../../cli/failure";
import { reportFailure } from "../../cli/program";
import { fakeIo, rollcall, text, tiny } from "./support";

describe("the command line", () => {
    it("lists every command in its help", async () => {
        const { code, stdout, stderr } = await rollcall("--help");
        assert.equal(code, 0);
        assert.equal(stderr, "");
        for (const { name, summary } of commands) {
            assert.match(stdout, new RegExp(`^  ${name} .*`, "m"));
            assert.ok(stdout.replace(/\s+/g, " ").includes(summary), summary);
        }
        assert.doesNotMatch(stdout, /^ {2}plan/m);
        for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    });

    for (const { name } of commands) {
        it(`shows examples in the help of ${name}`, async () => {
            const { code, stdout } = await rollcall(`${name} --help`);
            assert.equal(code, 0);
            assert.match(stdout, new RegExp(`\nExamples:\n(.*\n)*.*${name}`));
            assert.equal(stdout.includes("--json"), name !== "schema");
            assert.equal(stdout.includes("--roster <folder>"), !/schema|down/.test(name));
            assert.match(stdout, /--no-color/);
            // A line for a shell is as long as its paths are.
            const lines = stdout.split("\n").filter((line) => !line.startsWith("  export "));
            for (const line of lines) assert.ok(line.length <= 80, line);
        });
    }

    it("hides options that would be refused, and shows which are required", async () => {
        assert.doesNotMatch((await rollcall("down --help")).stdout, /--live|--yes/);
        const { stdout } = await rollcall("try --help");
        assert.doesNotMatch(stdout, /--live/);
        assert.match(stdout, /^Usage: rollcall try <service> --environment <key> \[options\]\n/);
    });

    it("prints the same help for the command `help`", async () => {
        assert.equal((await rollcall("help who")).stdout, (await rollcall("who --help")).stdout);
    });

    it("prints its version", async () => {
        const { code, stdout } = await rollcall("--version");
        assert.equal(code, 0);
        assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    });

    it("exits with 2 on wrong use and suggests the nearest command", async () => {
        assert.deepEqual(await rollcall("chek"), {
            code: 2,
            stdout: "",
            stderr: 'rollcall: there is no command "chek"\n  did you mean "check"?\n',
        });
        assert.match((await rollcall("help foo")).stderr, /no command "foo"\n {2}known: check, /);
        assert.equal((await rollcall("help")).code, 0);
        assert.equal((await rollcall("")).code, 2);
        assert.equal((await rollcall("check --wat")).code, 2);
        assert.equal((await rollcall("check surplus")).code, 2);
        assert.equal((await rollcall("check --roster")).code, 2);
    });

    it("shows the correct usage of a command that was called wrongly", async () => {
        const { code, stdout, stderr } = await rollcall("leave --reson x");
        assert.deepEqual([code, stdout], [2, ""]);
        assert.equal(
            stderr,
            text`
                rollcall: unknown option '--reson'
                  did you mean "--reason"?
                  usage: rollcall leave [options] <people...>
                  such as: rollcall leave alice --reason "moved on"
                  all of it: rollcall leave --help
            `,
        );
        assert.match((await rollcall("rotate")).stderr, /'secret'\n {2}usage: rollcall rotate /);
    });

    it("understands `plan`", async () => {
        const { code, stderr } = await rollcall("plan -s dev --diff");
        assert.equal(code, 2);
        assert.match(stderr, /did you mean preview .* or access /);
    });

    it("prints errors as one document with --json, and nothing else to standard output", async () => {
        const { code, stdout, stderr } = await rollcall("check --json --wat");
        assert.equal(code, 2);
        assert.equal(stderr, "");
        assert.deepEqual(Object.keys(JSON.parse(stdout)), ["error"]);
        assert.equal(JSON.parse(stdout).error.message, "unknown option '--wat'");
    });

    it("shows no stack trace for an internal error, but how to report it", () => {
        const io = fakeIo();
        assert.equal(reportFailure(new TypeError("x is not a function\nat y"), [], io), 1);
        assert.deepEqual(io.written, [
            [],
            [
                "rollcall: unexpected: x is not a function\n" +
                    "  this is a bug in rollcall; please report it with what ROLLCALL_DEBUG=1 adds\n",
            ],
        ]);
    });

    it("shows the stack with ROLLCALL_DEBUG=1", () => {
        const io = fakeIo({ environment: { ROLLCALL_DEBUG: "1" } });
        reportFailure(new TypeError("x is not a function"), [], io);
        assert.match(io.written[1]?.join("") ?? "", /program\.test\.ts/);
    });

    it("does not report a read-only folder as an internal error", () => {
        const io = fakeIo();
        assert.equal(
            reportFailure(
                thrownBy(() => mkdirSync("/dev/null/x")),
                [],
                io,
            ),
            1,
        );
        assert.match(
            io.written[1]?.join("") ?? "",
            /^rollcall: [A-Z]+: .*, mkdir '\/dev\/null\/x'\n$/,
        );
    });

    it("does not report a system error without a path, such as a full disk, as an internal error", () => {
        const io = fakeIo();
        const refusal = thrownBy(() => readFileSync(tmpdir()));
        assert.ok(!("path" in (refusal as object)));
        assert.equal(reportFailure(refusal, [], io), 1);
        assert.match(io.written[1]?.join("") ?? "", /^rollcall: EISDIR: .*, read\n$/);
    });

    it("includes the details of a failure with its error in JSON only", () => {
        const failure = new Failure(1, "no", { hint: "go", details: { ok: false } });
        const json = fakeIo();
        assert.equal(reportFailure(failure, ["up", "--json"], json), 1);
        assert.deepEqual(JSON.parse(json.written[0]?.join("") ?? ""), {
            ok: false,
            error: { message: "no", hint: "go" },
        });
        const people = fakeIo();
        reportFailure(failure, ["up"], people);
        assert.deepEqual(people.written, [[], ["rollcall: no\n  go\n"]]);
    });

    it("uses colours only on a terminal, and not if NO_COLOR or --no-color is set", async () => {
        const line = `check --roster ${tiny}`;
        const isColoured = ({ stdout }: { readonly stdout: string }) => stdout.includes("\u001b[");
        assert.ok(isColoured(await rollcall(line, { terminal: true })));
        assert.ok(!isColoured(await rollcall(line)));
        for (const surroundings of [
            { line: `${line} --no-color`, environment: {} },
            { line, environment: { NO_COLOR: "1" } },
            { line, environment: { TERM: "dumb" } },
        ]) {
            const { environment } = surroundings;
            assert.ok(
                !isColoured(await rollcall(surroundings.line, { terminal: true, environment })),
            );
        }
    });
});

/** What the operating system itself says. */
function thrownBy(work: () => void): unknown {
    try {
        work();
    } catch (error) {
        return error;
    }
    return assert.fail("nothing was refused");
}
