import type { MemberPath } from "../model/graph";
import { formatInstant } from "../model/instant";
import type { Grant, Person, Place, Reference, Service } from "../model/roster";

/** A line of the roster from which something follows, and what it says. */
export interface Reason {
    readonly file: string;
    readonly line: number;
    readonly text: string;
}

export function grantReason(grant: Grant): Reason {
    const services =
        grant.services === "all"
            ? "all services"
            : grant.services?.map(({ key }) => key).join(", ");
    const environments = grant.in?.map(({ key }) => key).join(", ");
    const until = grant.until === undefined ? "" : ` until ${formatInstant(grant.until, "until")}`;
    const why = grant.reason ? ` (${grant.reason})` : "";
    return reason(
        grant.at,
        [
            `${grant.principal.kind} ${grant.principal.key} is ${grant.role.key}`,
            services ? ` on ${services}` : "",
            environments ? ` in ${environments}` : "",
            until,
            why,
        ].join(""),
    );
}

/** The membership, then each team along the path. */
export function memberReasons(path: MemberPath): Reason[] {
    const { person, member, teams } = path;
    const until =
        member.until === undefined ? "" : ` until ${formatInstant(member.until, "until")}`;
    return teams.map((team, index) =>
        index === 0
            ? reason(member.at, `${person.key} is in ${team.key}${until}`)
            : reason(
                  teams[index - 1]?.parent?.at ?? team.at,
                  `${teams[index - 1]?.key} is part of ${team.key}`,
              ),
    );
}

/** A person's own end ends everything that the person has. */
export function personReason(person: Person): Reason[] {
    if (person.until === undefined) return [];
    return [
        reason(person.at, `${person.key} leaves after ${formatInstant(person.until, "until")}`),
    ];
}

export function reviewerReason(reviewer: Reference, service: Service, environment: string): Reason {
    return reason(
        reviewer.at,
        `${reviewer.key} reviews deployments of ${service.key} to ${environment}`,
    );
}

export function reason(at: Place, text: string): Reason {
    return { file: at.file, line: at.line, text };
}
