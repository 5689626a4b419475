import { compare } from "../model/problem";
import type { Leaver, Person, Roster } from "../model/roster";
import type { Holdings } from "./holdings";

/** A person's accounts in the systems, whether current or leaver. */
type Subject = Pick<Person | Leaver, "github" | "aws" | "vault"> & { readonly email?: string };

/** The name under which a person logs in to Vault; undefined if none is known. */
export function vaultAlias(roster: Roster, subject: Subject): string | undefined {
    switch (roster.organization.vault?.login.alias) {
        case "email":
            return subject.email;
        case "github":
            return subject.github?.login;
        case "person":
            return subject.vault?.alias;
        case undefined:
            return undefined;
    }
}

/** Whether Identity Center knows the person, or will once Rollcall has created the user. */
export function isInAws(roster: Roster, subject: Subject): boolean {
    const users = roster.organization.aws?.identityCenter.users;
    return users === "managed" || (users === "external" && subject.aws !== undefined);
}

/**
 * The people who get identities in AWS and Vault: everybody except machines, which get one only where they
 * hold a role. An account that nobody needs is one that nobody watches.
 */
export function peopleWithIdentity(holdings: Holdings): Person[] {
    const holders = new Set(
        holdings.roles.flatMap((role) => role.members.map(({ person }) => person.key)),
    );
    return [...holdings.people.values()]
        .filter((person) => !person.machine || holders.has(person.key))
        .sort((a, b) => compare(a.key, b.key));
}
