/**
 * Runs tasks side by side, at most `limit` at a time; answers their results in the tasks' order.
 *
 * The first that throws ends the whole; tasks whose failures must not stop others catch their own.
 */
export async function runLimited<T>(
    tasks: readonly (() => Promise<T>)[],
    limit: number,
): Promise<T[]> {
    const results = new Map<number, T>();
    const waiting = [...tasks.entries()];
    const work = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
            const [index, task] = next;
            results.set(index, await task());
        }
    };
    await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, work));
    return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
