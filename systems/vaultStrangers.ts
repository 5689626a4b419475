import { mapLimited } from "./mapLimited";
import type { Known, Stranger } from "./stranger";
import type { Entity, Group, VaultPlace } from "./vaultIdentity";

/** Entities in Rollcall's groups that the roster does not know; costs two lists and one read per group. */
export async function findVaultStrangers(place: VaultPlace, known: Known): Promise<Stranger[]> {
    const { client, words, accessor } = place;
    const infos = await client.listWithInfo<Partial<Entity>>("identity/entity/id");
    const isKnown = (id: string) => {
        const { name = "", aliases } = infos.get(id) ?? {};
        return (
            known.entityIds.has(id) ||
            known.keys.has(name) ||
            (aliases ?? []).some(
                (alias) =>
                    alias.mount_accessor === accessor &&
                    known.aliases.has(alias.name.toLowerCase()),
            )
        );
    };
    const groups = (await client.list("identity/group/name")).flatMap((name) => {
        const role = words.role(name);
        return role ? [{ name, role }] : [];
    });
    const found = await mapLimited(groups, 4, async ({ name, role: { stack, permission } }) => {
        const group = await client.read<Group>(`identity/group/name/${encodeURIComponent(name)}`);
        return (group?.member_entity_ids ?? [])
            .filter((id) => !isKnown(id))
            .map((id) => ({
                system: "vault" as const,
                kind: "group" as const,
                stack,
                target: stack,
                permission,
                what: `group ${name}`,
                account: `${infos.get(id)?.name ?? "an entity"} (${id})`,
            }));
    });
    return found.flat();
}
