import type { ExportedResource } from "../../engine/run";

/** What a stack grants in GitHub, as somebody without a roster or components would write it down. */
export interface Access {
    readonly teams: readonly AccessTeam[];
    readonly people: readonly AccessPerson[];
}

interface AccessTeam {
    readonly name: string;
    readonly description: string;
    readonly repositories: readonly {
        readonly id: string;
        readonly name: string;
        readonly permission: string;
    }[];
}

interface AccessPerson {
    readonly key: string;
    readonly login: string;
    readonly role: string;
    readonly teams: readonly { readonly name: string; readonly role: string }[];
}

/** Derives it from a stack's state, so that all contenders create the same resources. */
export function accessOf(resources: readonly ExportedResource[]): Access {
    const all = resources.map(({ type, urn, id, inputs }) => ({
        kind: type.split(":").at(-1),
        name: urn.split("::").at(-1) ?? "",
        id,
        input: (key: string) => String(inputs?.[key]),
    }));
    const of = (kind: string) => all.filter((resource) => resource.kind === kind);
    const teamNames = new Map(of("Team").map(({ id, name }) => [id, name]));
    const grants = of("TeamRepository");
    const memberships = of("TeamMembership");
    return {
        teams: of("Team").map(({ id = "", name, input }) => ({
            name,
            description: input("description"),
            repositories: grants
                .filter((grant) => grant.input("teamId") === id)
                .map((grant) => ({
                    id: grant.name.split("/").at(-1) ?? "",
                    name: grant.input("repository"),
                    permission: grant.input("permission"),
                })),
        })),
        people: of("Membership").map(({ name, input }) => ({
            key: name,
            login: input("username"),
            role: input("role"),
            teams: memberships
                .filter((each) => each.input("username") === input("username"))
                .map((membership) => ({
                    name: teamNames.get(membership.input("teamId")) ?? "",
                    role: membership.input("role"),
                })),
        })),
    };
}
