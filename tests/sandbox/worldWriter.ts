import { World } from "../../sandbox/world";

/**
 * A process of its own for the world's tests: adds so many teams, and to a number that they share,
 * then waits to be killed in the middle of a transaction where it is told to.
 */
async function main(): Promise<void> {
    const [folder = "", name = "", count = "0", ending = ""] = process.argv.slice(2);
    const world = new World(folder);
    for (let n = 0; n < Number(count); n += 1) {
        await world.transaction((transaction) => {
            const [organization] = transaction.list("github/organizations");
            if (organization === undefined) throw new Error("no organisation");
            const id = organization.lastTeamId + 1;
            transaction.put("github/organizations", organization.id, {
                ...organization,
                lastTeamId: id,
            });
            transaction.put("github/teams", id, {
                id,
                name: `${name}-${n}`,
                slug: `${name}-${n}`,
                description: "",
                privacy: "closed",
                notificationSetting: "",
            });
        });
    }
    if (ending !== "hang") return;
    await world.transaction(() => {
        process.stdout.write("locked\n");
        for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    });
}

void main();
