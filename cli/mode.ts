import type { Roster } from "../model/roster";
import { sandboxFolders } from "../sandbox/environment";
import { refused, wrongUse } from "./failure";
import { displayPath } from "./home";
import type { Invocation } from "./invocation";

/** What a command works on: a world of files, or the real systems. */
export type Mode = "sandbox" | "live";

export interface ModeOptions {
    readonly live?: boolean;
    readonly sandbox?: boolean;
}

/**
 * The sandbox, unless --live is given. In CI nobody is there to notice a mistake, so one of the two
 * must be given.
 */
export function chooseMode({ io }: Invocation, { live, sandbox }: ModeOptions): Mode {
    if (live && sandbox) throw wrongUse("--live and --sandbox are two places: give one of them");
    if (!live && !sandbox && isCi(io.environment.CI)) {
        throw wrongUse(
            "CI is set, so the systems to work on must be named",
            "give --sandbox (a world of files) or --live (the real systems)",
        );
    }
    return live ? "live" : "sandbox";
}

function isCi(value: string | undefined): boolean {
    return value !== undefined && !["", "0", "false"].includes(value.toLowerCase());
}

/** The first line of every command that touches systems; for the real ones, it lists them. */
export function announce(invocation: Invocation, mode: Mode, roster?: Roster): void {
    const { io, home, style, print } = invocation;
    if (mode === "sandbox") {
        const place = displayPath(io, sandboxFolders(home).world);
        const nothing = "nothing real is touched";
        print(`${style("yellow", "sandbox")}: everything below happens in ${place}, ${nothing}`);
        return;
    }
    print(`${style("red", "live")}: everything below happens in the real systems`);
    for (const line of roster ? describePlaces(roster) : [unknownPlaces]) print(`  ${line}`);
}

const unknownPlaces =
    "the roster cannot be read: only the stacks' own records tell which systems these are";

function describePlaces({ organization, environments }: Roster): string[] {
    const { github, aws, vault } = organization;
    const accounts = [...environments.values()].flatMap(({ key, aws: account }) =>
        account ? `${account.accountId} (${key})` : [],
    );
    const center = aws?.identityCenter;
    return [
        `github: organisation ${github.owner} (${github.ownerId})`,
        ...(center ? [`aws: Identity Center in ${center.accountId}, ${center.region}`] : []),
        ...(accounts.length > 0 ? [`aws: accounts ${accounts.join(", ")}`] : []),
        ...(vault
            ? [`vault: ${vault.address}${vault.namespace ? `, namespace ${vault.namespace}` : ""}`]
            : []),
    ];
}

/** @throws Failure where nobody can be asked whether the real systems are to be changed. */
export function checkConfirmable({ io }: Invocation, mode: Mode, yes: boolean | undefined): void {
    if (mode === "sandbox" || yes || io.input.isTerminal) return;
    throw wrongUse("--live without a terminal needs --yes", "nothing was touched");
}

/**
 * Asks whether the real systems are to be changed; --yes has answered that already.
 *
 * @throws Failure where the answer is not yes.
 */
export async function confirmLive(
    { io, note }: Invocation,
    { yes }: { readonly yes?: boolean },
    { stacks, backend }: { readonly stacks: readonly string[]; readonly backend: string },
): Promise<void> {
    note(`stacks ${stacks.join(", ")}, with state in ${backend}`);
    if (yes) return;
    const answer = await io.input.ask("Change the real systems? Only yes goes on: ");
    if (answer.trim().toLowerCase() === "yes") return;
    throw refused("nothing was touched: the answer was not yes");
}
