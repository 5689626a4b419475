import { Command, CommanderError } from "commander";
import { nearest, suggestion } from "../model/nearest";
import type { Entry } from "./commands";
import { commands } from "./commands";
import type { Definition } from "./definition";
import { Failure, refused, wrongUse } from "./failure";
import type { CommonOptions } from "./invocation";
import { createInvocation, defaultRoster } from "./invocation";
import type { Io } from "./io";
import { readVersion } from "./package";
import { harmlessLines } from "./text/harmless";
import { styleFor } from "./text/style";

const description = [
    "Access as code for CI/CD: one roster in git says who may do what, where and until when;",
    "Pulumi provisions it in GitHub, AWS and Vault.",
].join("\n");

/** As wide as the narrowest terminal that is usual. */
const helpColumns = 80;

const environmentHelp = `
Environment:
  ROLLCALL_HOME    where all goes that rollcall makes (default: .rollcall)
  ROLLCALL_NOW     an instant instead of the clock, such as 2026-12-01T08:00:00Z
  ROLLCALL_ENGINE  where Pulumi comes from: auto, path, download or build
  NO_COLOR         no colours

Exit codes:
  0  done, or nothing to do
  1  refused, failed, or something is wrong
  2  wrong use: an option, a name or a folder that there is not`;

/** Runs one command line, without `node` and the script; returns the exit code. */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
    let code = 0;
    const program = createProgram(args, io, (exitCode) => {
        code = exitCode;
    });
    try {
        checkHelped(args);
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
        .showSuggestionAfterError(false) // ours, below, as for every other name
        .configureOutput({
            writeOut: (text) => io.out.write(text),
            writeErr: (text) => io.err.write(text),
            outputError: () => undefined, // reported once, below, as every other failure
            getOutHelpWidth: () => Math.min(io.out.columns, helpColumns),
            getErrHelpWidth: () => Math.min(io.err.columns, helpColumns),
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
    const called = calledBy(args);
    for (const entry of commands) addCommand(program, entry, entry.name === called, io, finish);
    addMisnamed(program);
    return program;
}

/** The word that stands where a command's name does. */
function calledBy(args: readonly string[]): string | undefined {
    const named = args.filter((arg) => !arg.startsWith("-"));
    return named[0] === "help" ? named[1] : named[0];
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
        .option("--no-color", "no colours");
    for (const option of command.options) {
        option.hideHelp((definition.idle ?? []).some((name) => name === option.name()));
    }
    command
        .addHelpText("after", () => helpText(definition, io))
        .action(async () => {
            const options = command.opts<CommonOptions>();
            const invocation = createInvocation(io, options);
            finish(await definition.run(invocation, options, ...command.processedArgs.flat()));
        });
}

function helpText({ examples, help }: Definition, io: Io): string {
    const width = Math.max(...examples.map(([call]) => call.length));
    const fits = examples.every(([, purpose]) => width + purpose.length + 4 <= helpColumns);
    const lines = examples.map(([call, purpose]) =>
        fits ? `  ${call.padEnd(width)}  ${purpose}` : `  ${call}\n      ${purpose}`,
    );
    return `\nExamples:\n${lines.join("\n")}${help ? `\n\n${help(io)}` : ""}`;
}

/** Of a command that there is not, commander would show all of the help, and say nothing. */
function checkHelped(args: readonly string[]): void {
    const [word, called] = args.filter((arg) => !arg.startsWith("-"));
    if (word !== "help" || called === undefined || called === "help") return;
    if (!commands.some(({ name }) => name === called)) throw unknownCommand(called);
}

function unknownCommand(name: string): Failure {
    if (name === "plan") return misnamed();
    const names = commands.map((entry) => entry.name);
    return wrongUse(`there is no command ${JSON.stringify(name)}`, suggestion(name, names));
}

/** The word that other tools have for two of ours. */
function addMisnamed(program: Command): void {
    program
        .command("plan", { hidden: true })
        .allowUnknownOption()
        .allowExcessArguments()
        .action(() => {
            throw misnamed();
        });
}

function misnamed(): Failure {
    return wrongUse(
        'there is no command "plan"',
        "did you mean preview (what the engine would do) or access (who may do what)?",
    );
}

/** Says what went wrong in the form that was asked for; answers the exit code. */
export function reportFailure(error: unknown, args: readonly string[], io: Io): number {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = failureOf(error, args, io);
    const { message, hint, details, exitCode } = failure;
    if (args.includes("--json")) {
        const document = {
            ...details,
            error: { message, ...(hint === undefined ? {} : { hint }) },
        };
        io.out.write(`${JSON.stringify(document, undefined, 2)}\n`);
    } else if (message !== "") {
        const style = styleFor(io, io.err, !args.includes("--no-color"));
        const text = `${style("red", "rollcall:")} ${message}\n${hint ? `${indent(hint)}\n` : ""}`;
        io.err.write(harmlessLines(text));
    }
    return exitCode;
}

function failureOf(error: unknown, args: readonly string[], io: Io): Failure {
    if (error instanceof Failure) return error;
    if (error instanceof CommanderError) return misuse(error, args, io);
    if (isSystemError(error)) return refused(error.message);
    return unexpected(error, io);
}

/** What commander refuses: what was meant, or how the command is called. */
function misuse({ code, message }: CommanderError, args: readonly string[], io: Io): Failure {
    // Without any argument commander has shown the help already.
    if (code === "commander.help") return wrongUse("");
    const [said = ""] = message.replace(/^error: /, "").split("\n");
    const called = calledBy(args) ?? "";
    if (code === "commander.unknownCommand") return unknownCommand(/'(.*)'/.exec(said)?.[1] ?? "");
    const entry = commands.find(({ name }) => name === called);
    if (!entry) return wrongUse(said, "rollcall --help lists the commands");
    const program = createProgram([called], io, () => undefined);
    const command = program.commands.find((one) => one.name() === called);
    const [example = []] = entry.load().examples;
    const hints = [
        ...(code === "commander.unknownOption" ? meantOption(said, command) : []),
        `usage: rollcall ${called} ${command?.usage() ?? ""}`,
        `such as: ${example[0] ?? ""}`,
        `all of it: rollcall ${called} --help`,
    ];
    return wrongUse(said, hints.join("\n"));
}

function meantOption(said: string, command: Command | undefined): string[] {
    const known = command?.options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? "");
    const meant = nearest(/'(.*?)(?:=.*)?'/.exec(said)?.[1] ?? "", known ?? []);
    return meant === undefined ? [] : [`did you mean ${JSON.stringify(meant)}?`];
}

function indent(text: string): string {
    return text.replace(/^/gm, "  ");
}

/** What the operating system refuses, such as a folder that may not be written or a disk that is full. */
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
