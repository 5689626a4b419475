import { stripVTControlCharacters } from "node:util";
import type { Environment } from "./command";

/** Makes an engine message readable, without colours or stack traces, and redacts secrets. */
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

/** Stack frames, and the version line with which Node.js ends a trace. */
const traceLine = /^\s+at (.*[(:]|async )|^Node\.js v\d/;

const programFailed = /^Running program '.*' failed with an unhandled exception:\n/;

/** Node.js prints an error without a stack as `[Error: message]`. */
const inspectedError = /^\[\w*Error: ([\s\S]*)\]$/;

/** Providers built with Pulumi's bridge report each error twice: as a log line, and in a list of one. */
const bridgeLog = /^sdk-v2\/\S+: sdk\.\w+: ([\s\S]*): provider=\S+$/;
const bridgeError = /(?:\w+ing \S+: )?1 error occurred:\s+\* /;

const secretName =
    /TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIAL|(ACCESS|PRIVATE|API|ENCRYPTION)_?KEY/i;

/** Shorter values are words that messages contain anyway. */
const shortestSecret = 9;

/**
 * The engine masks the state's secrets, but a provider's message may quote the provider's own credentials.
 */
function redact(text: string, environment: Environment): string {
    let redacted = text.replace(/(:\/\/[^\s/:@]*):[^\s/@]+@/g, "$1:[secret]@");
    for (const [name, value] of Object.entries(environment)) {
        if (!value || value.length < shortestSecret || !secretName.test(name)) continue;
        redacted = redacted.replaceAll(value, "[secret]");
    }
    return redacted;
}

export type FailureReason = "locked" | "interrupted" | "policy";

/** The first wording comes from file and object-store backends, the second from Pulumi Cloud. */
export function isLockMessage(text: string): boolean {
    return /currently locked by \d+ lock|update is currently in progress/.test(text);
}
