import { oneLine } from "../oneLine";
import { compare } from "../problem";
import type { Leaver, Member, Person, Place, Team } from "../roster";
import type { Loose, RosterInput } from "../schema";
import type { BuildContext } from "./build";
import { buildReference, buildWindow, defined } from "./build";

type PersonInput = RosterInput["people"][string];
type LeaverInput = (RosterInput["leavers"] & object)[string];
type TeamInput = (RosterInput["teams"] & object)[string];
type MemberInput = (TeamInput["members"] & object)[number];

export function buildPerson(
    context: BuildContext,
    entry: PersonInput,
    key: string,
    at: Place,
): Person {
    return defined({
        key,
        at,
        name: entry.name,
        email: entry.email,
        github: entry.github && { login: entry.github.login, id: entry.github.id },
        aws: entry.aws && { userId: entry.aws.userId },
        vault: entry.vault && { alias: entry.vault.alias },
        manager: buildReference(context, entry, "manager"),
        ...buildWindow(entry),
        sameAs: buildReference(context, entry, "sameAs"),
        machine: buildReference(context, entry, "machine"),
        previously: [...(entry.previously ?? [])],
    });
}

/**
 * A tombstone, from as much of it as can be read: a slip in a tombstone must not keep the person in, and
 * the key alone says whose access to remove.
 */
export function buildLeaver(
    context: BuildContext,
    entry: Loose<LeaverInput> & object,
    key: string,
    at: Place,
): Leaver {
    const { github, aws, vault } = entry;
    const { login, id } = github ?? {};
    return defined({
        key,
        at,
        name: entry.name ?? key,
        left: entry.left ?? "",
        reason: entry.reason && oneLine(entry.reason),
        email: entry.email,
        github: login !== undefined && id !== undefined ? { login, id } : undefined,
        aws: aws?.userId === undefined ? undefined : { userId: aws.userId },
        vault: vault?.alias === undefined ? undefined : { alias: vault.alias },
        sameAs: buildReference(context, entry, "sameAs"),
        previously: (entry.previously ?? []).filter((earlier) => earlier !== undefined),
    });
}

export function buildTeam(context: BuildContext, entry: TeamInput, key: string, at: Place): Team {
    const members = entry.members ?? [];
    return defined({
        key,
        at,
        description: oneLine(entry.description),
        parent: buildReference(context, entry, "parent"),
        members: members
            .map((member, index) => buildMember(member, context.locator.value(members, index)))
            .sort((a, b) => compare(a.person, b.person)),
        previously: [...(entry.previously ?? [])],
    });
}

function buildMember(member: MemberInput, at: Place): Member {
    if (typeof member === "string") return { person: member, at, role: "member" };
    return defined({
        person: member.person,
        at,
        role: member.role ?? "member",
        ...buildWindow(member),
        reason: member.reason && oneLine(member.reason),
    });
}
