import { Command, CommanderError } from "commander";
import type { Entry } from "./commands";
import { commands } from "./commands";
import type { Definition } from "./definition";
import { Failure, refused, wrongUse } from "./failure";
import type { CommonOptions } from "./invocation";
import { createInvocation, defaultRoster } from "./invocation";
import type { Io } from "./io";
import { readVersion } from "./package";
import { styleFor } from "./text/style";

const description = [
    "Access as code for CI/CD: one roster in git says who may do what, where and until when;",
    "Pulumi provisions it in GitHub, AWS and Vault.",
].join("\n");

const environmentHelp = `
Environment:
  ROLLCALL_HOME    where everything goes that rollcall makes (default: .rollcall)
  ROLLCALL_NOW     an instant instead of the clock, such as 2026-12-01T08:00:00Z
  ROLLCALL_ENGINE  where the Pulumi engine comes from: auto, path, download or build
  NO_COLOR         no colours

Exit codes: 0 done or nothing to do, 1 refused or failed, 2 wrong use.`;

/** Runs one command line, without `node` and the script; returns the exit code. */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
    let code = 0;
    const program = createProgram(args, io, (exitCode) => {
        code = exitCode;
    });
    try {
        await program.parseAsync(args, { from: "user" });
        return code;
    } catch (error) {
        return reportFailure(error, args, io);
    }
}

function createProgram(
    args: readonly string[],
    io: Io,
    finish: (exitCode: number) => void,
): Command {
    const colours = (output: Io["out"]) => styleFor(io, output, !args.includes("--no-color"));
    const program = new Command("rollcall")
        .description(description)
        .usage("<command> [options]")
        .exitOverride()
        .configureOutput({
            writeOut: (text) => io.out.write(text),
            writeErr: (text) => io.err.write(text),
            outputError: () => undefined, // reported once, below, as every other failure
            getOutHelpWidth: () => Math.min(io.out.columns, 110),
            getErrHelpWidth: () => Math.min(io.err.columns, 110),
        })
        .configureHelp({
            sortSubcommands: false,
            styleTitle: (title) => colours(io.out)("bold", title),
        })
        .addHelpText("after", environmentHelp);
    program.option("--version", "the version of rollcall").on("option:version", () => {
        io.out.write(`${readVersion()}\n`);
        throw new CommanderError(0, "commander.version", "");
    });
    const named = args.filter((arg) => !arg.startsWith("-"));
    const called = named[0] === "help" ? named[1] : named[0];
    for (const entry of commands) addCommand(program, entry, entry.name === called, io, finish);
    addMisnamed(program);
    return program;
}

function addCommand(
    program: Command,
    { name, summary, load }: Entry,
    called: boolean,
    io: Io,
    finish: (exitCode: number) => void,
): void {
    const command = program.command(name).description(summary);
    if (!called) return;
    const definition = load();
    definition.configure?.(command);
    command
        .option("--roster <folder>", "the folder with the roster's files", defaultRoster)
        .option("--json", "one JSON document on standard output")
        .option("--no-color", "no colours")
        .addHelpText("after", () => helpText(definition, io))
        .action(async () => {
            const options = command.opts<CommonOptions>();
            const invocation = createInvocation(io, options);
            finish(await definition.run(invocation, options, ...command.processedArgs.flat()));
        });
}

function helpText({ examples, help }: Definition, io: Io): string {
    const width = Math.max(...examples.map(([call]) => call.length));
    const lines = examples.map(([call, purpose]) => `  ${call.padEnd(width)}  ${purpose}`);
    return `\nExamples:\n${lines.join("\n")}${help ? `\n\n${help(io)}` : ""}`;
}

/** The name that other tools use for two of our commands. */
function addMisnamed(program: Command): void {
    program
        .command("plan", { hidden: true })
        .allowUnknownOption()
        .allowExcessArguments()
        .action(() => {
            throw wrongUse(
                "there is no command plan",
                "did you mean preview (what the engine would do) or access (who may do what)?",
            );
        });
}

/** Reports what went wrong in the form that was asked for; returns the exit code. */
export function reportFailure(error: unknown, args: readonly string[], io: Io): number {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = failureOf(error, io);
    const { message, hint, details, exitCode } = failure;
    if (args.includes("--json")) {
        const document = {
            ...details,
            error: { message, ...(hint === undefined ? {} : { hint }) },
        };
        io.out.write(`${JSON.stringify(document, undefined, 2)}\n`);
    } else if (message !== "") {
        const style = styleFor(io, io.err, !args.includes("--no-color"));
        io.err.write(`${style("red", "rollcall:")} ${message}\n${hint ? `  ${hint}\n` : ""}`);
    }
    return exitCode;
}

function failureOf(error: unknown, io: Io): Failure {
    if (error instanceof Failure) return error;
    if (error instanceof CommanderError) {
        // Without any argument commander has already shown the help.
        if (error.code === "commander.help") return wrongUse("");
        const [message = "", ...more] = error.message.replace(/^error: /, "").split("\n");
        const hint = more.join(" ").replace(/^\((.*)\)$/, "$1");
        return wrongUse(message, hint || "rollcall --help lists the commands and their options");
    }
    if (isSystemError(error)) return refused(error.message);
    return unexpected(error, io);
}

/** What the operating system refuses: a folder that may not be written, a disk that is full. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
    return error instanceof Error && "syscall" in error && "code" in error;
}

/** A bug of ours: one line, and how to report it. */
function unexpected(error: unknown, { environment, err }: Io): Failure {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    if (environment.ROLLCALL_DEBUG === "1" && stack) err.write(`${stack}\n`);
    return new Failure(1, `unexpected: ${message.split("\n")[0]}`, {
        hint: "this is a bug in rollcall; please report it with what ROLLCALL_DEBUG=1 adds",
    });
}
