import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";

export interface GitHubRoster {
    readonly people: number;
    /** Keys of people who maintain their team. */
    readonly maintainers?: readonly string[];
}

/** Each team has this many people and its own repository. */
const teamSize = 10;

/** A membership and a team membership per person, a team and its repository per team. */
export function countResources(people: number): number {
    return 2 * people + 2 * Math.ceil(people / teamSize);
}

/**
 * A roster for GitHub alone, which is all that every contender can provision. Each person has two
 * entitlements: membership of the organisation, and write access to the team's repository.
 */
export function writeGitHubRoster(
    folder: string,
    { people, maintainers = [] }: GitHubRoster,
): void {
    const keys = range(people, (index) => `p${index}`);
    const teams = range(Math.ceil(people / teamSize), (index) => ({
        key: `t${index}`,
        service: `s${index}`,
        members: keys.slice(index * teamSize, (index + 1) * teamSize),
        repository: { name: `s${index}`, id: 789_000 + index },
    }));
    const roster = {
        organization: {
            name: "acme",
            github: { owner: "acme", ownerId: 100_200, owners: ["p0", "p1"] },
        },
        environments: {},
        people: Object.fromEntries(keys.map((key, index) => [key, declarePerson(key, index)])),
        teams: Object.fromEntries(
            teams.map(({ key, members }) => [
                key,
                {
                    description: `Team ${key}`,
                    members: members.map((person) =>
                        maintainers.includes(person) ? { person, role: "maintainer" } : person,
                    ),
                },
            ]),
        ),
        roles: { developer: { description: "Changes a service", github: { permission: "push" } } },
        grants: teams.map(({ key, service }) => ({
            team: key,
            role: "developer",
            services: [service],
        })),
        services: Object.fromEntries(
            teams.map(({ key, service, repository }) => [
                service,
                { description: `Service ${service}`, owner: key, repository },
            ]),
        ),
    };
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "roster.yaml"), stringify(roster));
}

function declarePerson(key: string, index: number) {
    return {
        name: `Person ${index}`,
        email: `${key}@acme.example`,
        github: { login: `${key}-acme`, id: 5_000_000 + index },
    };
}

function range<T>(length: number, make: (index: number) => T): T[] {
    return Array.from({ length }, (_, index) => make(index));
}
