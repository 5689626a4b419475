import type { Access } from "./access";

type Block = Readonly<Record<string, unknown>>;

/**
 * The same resources for OpenTofu, in its JSON syntax, with a block for each. If one block had a thousand
 * instances, OpenTofu would evaluate all of them for each one.
 */
export function configurationOf({ teams, people }: Access): Block {
    const grants = teams.flatMap(({ name, repositories }) =>
        repositories.map(({ id, name: repository, permission }) => [
            `${name}_${id}`,
            { team_id: idOf(name), repository, permission },
        ]),
    );
    const memberships = people.flatMap(({ key, login: username, teams: joined }) =>
        joined.map(({ name, role }) => [
            `${key}_${name}`,
            // If the person left the organisation first, deleting this membership would fail.
            { team_id: idOf(name), username, role, depends_on: [`github_membership.${key}`] },
        ]),
    );
    return {
        terraform: { required_providers: { github: { source: "integrations/github" } } },
        variable: { owner: {}, base_url: {} },
        provider: {
            github: { owner: "${var.owner}", base_url: "${var.base_url}", write_delay_ms: 1 },
        },
        resource: {
            github_team: Object.fromEntries(
                teams.map(({ name, description }) => [
                    name,
                    { name, description, privacy: "closed", create_default_maintainer: false },
                ]),
            ),
            github_team_repository: Object.fromEntries(grants),
            github_membership: Object.fromEntries(
                people.map(({ key, login: username, role }) => [key, { username, role }]),
            ),
            github_team_membership: Object.fromEntries(memberships),
        },
    };
}

function idOf(team: string): string {
    return `\${github_team.${team}.id}`;
}
