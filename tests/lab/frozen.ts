import type { WorldReader } from "../../sandbox/world";

/** A world as it is now, read from its files once: for many questions about one moment. */
export function frozen(world: WorldReader): WorldReader {
    const known = new Map<string, unknown>();
    const once = <T>(key: string, read: () => T): T => {
        if (!known.has(key)) known.set(key, read());
        return known.get(key) as T;
    };
    return {
        list: (collection) => once(collection, () => world.list(collection)),
        read: (collection, key) => once(`${collection}/${key}`, () => world.read(collection, key)),
    };
}
