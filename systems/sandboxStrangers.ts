import { organizationStack } from "../planners/resources";
import { emailOf, type SandboxPlace } from "./sandboxWorld";
import type { Known, Stranger } from "./stranger";
import type { System } from "./system";

/** Accounts of the world that the roster does not know, as the other readers find them. */
export const strangersIn: Readonly<
    Record<System, (place: SandboxPlace, known: Known, accessor: string) => Stranger[]>
> = { github: inGitHub, aws: inAws, vault: inVault };

function inGitHub({ world }: SandboxPlace, known: Known): Stranger[] {
    const where = { system: "github", stack: organizationStack, target: "org/github" } as const;
    const members = world.list("github/members");
    const inside = new Set(members.map(({ accountId }) => accountId));
    const owner = world.list("github/organizations")[0]?.login;
    const outside = new Set(
        world
            .list("github/collaborators")
            .map(({ accountId }) => accountId)
            .filter((id) => !inside.has(id)),
    );
    const nameOf = (id: number) =>
        `${world.read("github/accounts", id)?.login ?? "an account"} (${id})`;
    return [
        ...members
            .filter(({ accountId }) => !known.githubIds.has(accountId))
            .map(({ accountId, role, state }) => ({
                ...where,
                kind: state === "pending" ? ("invitation" as const) : ("membership" as const),
                permission: role === "admin" ? "owner" : "member",
                what: state === "pending" ? `invitation to ${owner}` : `membership of ${owner}`,
                account: nameOf(accountId),
            })),
        ...[...outside]
            .filter((id) => !known.githubIds.has(id))
            .map((id) => ({
                ...where,
                kind: "outside collaborator" as const,
                permission: "outside collaborator",
                what: "outside collaborator",
                account: nameOf(id),
            })),
    ];
}

function inAws({ world, words }: SandboxPlace, known: Known): Stranger[] {
    const users = new Map(world.list("aws/users").map((user) => [user.userId, user]));
    const isKnown = (id: string) => {
        const user = users.get(id);
        const email = (user && emailOf(user)) ?? "";
        return (
            known.userIds.has(id) ||
            known.userNames.has(user?.userName ?? "") ||
            known.names.has(email.toLowerCase())
        );
    };
    return world.list("aws/groupMemberships").flatMap(({ groupId, userId }) => {
        const name = world.read("aws/groups", groupId)?.displayName ?? "";
        const role = words.role(name);
        if (!role || isKnown(userId)) return [];
        const account = `${users.get(userId)?.userName ?? "a user"} (${userId})`;
        return [{ ...inGroup("aws", name, role), kind: "group membership" as const, account }];
    });
}

function inVault({ world, words }: SandboxPlace, known: Known, accessor: string): Stranger[] {
    const led = new Set(
        world
            .list("vault/entityAliases")
            .filter(
                ({ name, mountAccessor }) =>
                    mountAccessor === accessor && known.aliases.has(name.toLowerCase()),
            )
            .map(({ canonicalId }) => canonicalId),
    );
    const names = new Map(world.list("vault/entities").map(({ id, name }) => [id, name]));
    const isKnown = (id: string) =>
        known.entityIds.has(id) || led.has(id) || known.keys.has(names.get(id) ?? "");
    return world.list("vault/groups").flatMap(({ name, memberEntityIds }) => {
        const role = words.role(name);
        if (!role) return [];
        return memberEntityIds
            .filter((id) => !isKnown(id))
            .map((id) => ({
                ...inGroup("vault", name, role),
                kind: "group" as const,
                account: `${names.get(id) ?? "an entity"} (${id})`,
            }));
    });
}

function inGroup<S extends System>(
    system: S,
    name: string,
    { stack, permission }: { readonly stack: string; readonly permission: string },
) {
    return { system, stack, target: stack, permission, what: `group ${name}` };
}
