import type { LeaverRecord } from "./leaverRecord";
import { shareAccount } from "./subject";
import type { Subject } from "./system";

/**
 * The record with the accounts as they are stated now. Newly stated accounts are added to the known ones: a
 * tombstone may contain a mistake, which may be corrected only after everything seemed to be gone. A new
 * account has not been searched for, so the earlier proof no longer holds.
 */
export function knownAs(record: LeaverRecord, now: Subject): LeaverRecord {
    const { subject, formerly = [] } = record;
    const next: Subject = {
        ...now,
        ...pick("email", now, subject),
        ...pick("github", now, subject),
        ...merged("aws", now, subject),
        ...merged("vault", now, subject),
    };
    const looked = [subject, ...formerly].flatMap(accountsOf);
    const isNew = accountsOf(next).some((account) => !looked.includes(account));
    const dropped = without(subject, next);
    const { provedAt: _, ...unproved } = record;
    return {
        ...(isNew ? unproved : record),
        subject: next,
        ...(dropped ? { formerly: [...formerly, dropped] } : {}),
    };
}

/**
 * All identities under which to search for the person, but never an account of somebody who stays: that one
 * was named by mistake.
 */
export function subjectsOf(
    { subject, formerly = [] }: Pick<LeaverRecord, "subject" | "formerly">,
    staying: readonly Subject[],
): Subject[] {
    const { key, previously } = subject;
    const others = formerly.filter((one) => !staying.some((person) => shareAccount(person, one)));
    return [subject, ...others.map((one) => ({ ...one, key, previously }))];
}

type Accounts = Pick<Subject, "email" | "github" | "aws" | "vault">;

function pick(name: "email" | "github", now: Accounts, before: Accounts) {
    const found = now[name] ?? before[name];
    return found === undefined ? {} : { [name]: found };
}

function merged(name: "aws" | "vault", now: Accounts, before: Accounts) {
    const found: object = { ...before[name], ...now[name] };
    return Object.keys(found).length === 0 ? {} : { [name]: found };
}

/** The accounts of one that the other lacks; undefined if it has them all. */
function without(one: Subject, other: Subject): Subject | undefined {
    const kept = accountsOf(other);
    const parts = ["email", "github", "aws", "vault"] as const;
    const dropped = parts.filter((name) =>
        accountsOf({ [name]: one[name] }).some((account) => !kept.includes(account)),
    );
    if (dropped.length === 0) return undefined;
    const { key, previously } = one;
    return { key, previously, ...Object.fromEntries(dropped.map((name) => [name, one[name]])) };
}

/** What decides where a person is searched for; a login alone is only a name. */
function accountsOf({ email, github, aws, vault }: Accounts): string[] {
    return Object.entries({
        email: email?.toLowerCase(),
        github: github?.id,
        user: aws?.userId,
        userName: aws?.userName,
        alias: vault?.alias,
        entity: vault?.entityId,
    }).flatMap(([kind, id]) => (id === undefined ? [] : [`${kind} ${id}`]));
}
