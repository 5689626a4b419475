/**
 * Maps concurrently, at most `limit` items at a time; results are in the order of the items.
 *
 * The first that throws ends the whole; what must not be stopped by another's failure catches its own.
 */
export async function mapLimited<T, R>(
    items: readonly T[],
    limit: number,
    map: (item: T) => Promise<R>,
): Promise<R[]> {
    const results = new Map<number, R>();
    const waiting = items.entries();
    const work = async () => {
        for (const [index, item] of waiting) results.set(index, await map(item));
    };
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
    return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
