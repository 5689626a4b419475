import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { Instant } from "../model/instant";
import { parseInstant } from "../model/instant";
import type { Denial } from "../planners/denials";

/** What a stack is told; who has what is the roster's to say. */
export interface StackConfig {
    /** `org`, or an environment of the roster. */
    readonly stack: string;
    /** The roster's folder. */
    readonly roster: string;
    readonly instant: Instant;
    /** True where a passphrase, and no key in a cloud, keeps the secrets in the stack's state. */
    readonly passphrase: boolean;
    /** True where plugins of the sandbox stand in for the systems. */
    readonly sandbox: boolean;
    /** How to reach the environment's own account, where the credentials are another's. */
    readonly account: AwsAccess;
    /** How to reach Identity Center's account. */
    readonly identityCenter: AwsAccess;
    /** Digest of the access plan by which access is only narrowed: then broken rules will do. */
    readonly narrowing: string | undefined;
    /** True where whoever runs this has read back that the membership behind a denial is gone. */
    readonly isAbsent: (denial: Denial) => boolean;
}

/** A place to find credentials; neither is one. */
export interface AwsAccess {
    readonly profile?: string;
    readonly roleArn?: string;
}

/** How far ROLLCALL_NOW may be from the clock where real access is at stake: five minutes. */
const tolerance = 5 * 60_000;

/**
 * Reads `rollcall:environment` (default: the stack's name) and `rollcall:roster` (default
 * `roster`, relative to the folder of Pulumi.yaml), and the clock, which ROLLCALL_NOW replaces:
 * freely where `rollcall:sandbox` is set, elsewhere by no more than five minutes, because a
 * variable that was left over would give back what has ended.
 */
export function readConfig(): StackConfig {
    const config = new pulumi.Config("rollcall");
    const sandbox = config.getBoolean("sandbox") ?? false;
    const stack = config.get("environment") ?? pulumi.getStack();
    return {
        stack,
        roster: path.resolve(rootFolder(), config.get("roster") ?? "roster"),
        sandbox,
        account: readAccess(config, "account"),
        identityCenter: readAccess(config, "identityCenter"),
        instant: readInstant(process.env.ROLLCALL_NOW, sandbox),
        narrowing: process.env[narrowingVariable],
        isAbsent: readAbsent(stack, process.env[absentVariable]),
        passphrase: keptByPassphrase(process.env),
    };
}

/**
 * The command line's word to the program in its narrowing phase. It holds for one plan: a variable that
 * was left over sets no rule aside.
 */
const narrowingVariable = "ROLLCALL_NARROWING";

/** `["<stack> <role> <user id>", ...]`: the command line's word on what it has read back. */
const absentVariable = "ROLLCALL_ABSENT";

function readAbsent(stack: string, text: string | undefined): StackConfig["isAbsent"] {
    const absent = new Set<unknown>(text ? JSON.parse(text) : []);
    return ({ role, userId }) => absent.has(`${stack} ${role} ${userId}`);
}

/**
 * The engine tells a program nothing of its secrets provider. The stack's settings do, where it has
 * written them: a salt belongs to a passphrase. Where there are none, a passphrase in the
 * environment is the only sign, and taken for one.
 */
function keptByPassphrase(environment: NodeJS.ProcessEnv): boolean {
    const { secretsprovider, encryptionsalt } = readSettings();
    if (secretsprovider !== undefined) return secretsprovider === "passphrase";
    return (
        encryptionsalt !== undefined ||
        Boolean(environment.PULUMI_CONFIG_PASSPHRASE || environment.PULUMI_CONFIG_PASSPHRASE_FILE)
    );
}

function readSettings(): { readonly secretsprovider?: unknown; readonly encryptionsalt?: unknown } {
    try {
        const file = path.join(rootFolder(), `Pulumi.${pulumi.getStack()}.yaml`);
        return parse(readFileSync(file, "utf8")) ?? {};
    } catch {
        return {};
    }
}

/** `rollcall:accountProfile`, `rollcall:accountRoleArn`, and the same of `identityCenter`. */
function readAccess(config: pulumi.Config, name: string): AwsAccess {
    const profile = config.get(`${name}Profile`);
    const roleArn = config.get(`${name}RoleArn`);
    return { ...(profile ? { profile } : {}), ...(roleArn ? { roleArn } : {}) };
}

/**
 * Older language hosts do not say where Pulumi.yaml is, and the SDK answers with a word instead of a
 * path; there the program's folder is below it.
 */
function rootFolder(): string {
    try {
        const folder = pulumi.getRootDirectory();
        if (path.isAbsolute(folder)) return folder;
    } catch {
        // as below
    }
    return path.resolve(process.cwd(), "..");
}

function readInstant(now: string | undefined, sandbox: boolean): Instant {
    const clock = Date.now();
    if (!now) return clock;
    const instant = parseInstant(now, "from");
    if (instant === undefined) {
        throw new pulumi.RunError(
            `ROLLCALL_NOW is "${now}"; give an instant such as 2026-12-01T08:00:00Z, or leave it out`,
        );
    }
    if (!sandbox && Math.abs(instant - clock) > tolerance) {
        throw new pulumi.RunError(
            `ROLLCALL_NOW is ${now}, which is not now; only the sandbox takes another instant`,
        );
    }
    return instant;
}
