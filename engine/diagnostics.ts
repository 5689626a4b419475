import { stripVTControlCharacters } from "node:util";
import type { Environment } from "./command";

/** Makes an engine's message readable: no colours, no stack trace, no secret. */
export function cleanMessage(message: string, environment: Environment): string {
    const lines = stripVTControlCharacters(message)
        .split("\n")
        .filter((line) => !traceLine.test(line));
    const text = lines
        .join("\n")
        .trim()
        .replace(programFailed, "")
        .replace(/^error: /, "");
    const said = text
        .replace(inspectedError, "$1")
        .replace(/^Error: /, "")
        .replace(bridgeLog, "$1")
        .replace(bridgeError, "")
        .trim();
    return redact(said, environment);
}

/** Frames of a stack trace, and the line with which Node.js ends one. */
const traceLine = /^\s+at (.*[(:]|async )|^Node\.js v\d/;

const programFailed = /^Running program '.*' failed with an unhandled exception:\n/;

/** An error without a stack is shown by Node.js as `[Error: message]`. */
const inspectedError = /^\[\w*Error: ([\s\S]*)\]$/;

/** Providers built from Terraform's report each error twice: as a log line, and as a list of one. */
const bridgeLog = /^sdk-v2\/\S+: sdk\.\w+: ([\s\S]*): provider=\S+$/;
const bridgeError = /(?:\w+ing \S+: )?1 error occurred:\s+\* /;

const secretName =
    /TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIAL|(ACCESS|PRIVATE|API|ENCRYPTION)_?KEY/i;

/** Shorter values are words that messages contain anyway. */
const shortestSecret = 9;

/** The engine hides secrets of the state, but a provider's message may quote its own credentials. */
function redact(text: string, environment: Environment): string {
    let redacted = text.replace(/(:\/\/[^\s/:@]*):[^\s/@]+@/g, "$1:[secret]@");
    for (const [name, value] of Object.entries(environment)) {
        if (!value || value.length < shortestSecret || !secretName.test(name)) continue;
        redacted = redacted.replaceAll(value, "[secret]");
    }
    return redacted;
}

export type FailureReason = "locked" | "interrupted" | "policy";

/** The first is said by files and object stores, the second by Pulumi Cloud. */
export function isLockMessage(text: string): boolean {
    return /currently locked by \d+ lock|update is currently in progress/.test(text);
}
