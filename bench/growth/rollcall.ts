import { join, resolve } from "node:path";
import { destroyTargets, previewStack, type Run, upStack } from "../../engine/run";
import { accessOf } from "./access";
import type { Contender } from "./contender";
import { writeGitHubRoster } from "./gitHubRoster";
import type { Ground } from "./ground";
import { expect, openStack, resourcesOf } from "./pulumiStack";

/** Who becomes a maintainer of their team, and who leaves. */
const changed = "p7";
const leaver = "p5";

/**
 * Runs the program of the `org` stack; a leaver is revoked with the same engine calls as by `rollcall
 * revoke`.
 */
export const rollcall = {
    name: "Rollcall",
    open: async (ground) => {
        const roster = join(ground.folder, "roster");
        const run = await openOwn(ground);
        return {
            provision: async () => expect(await upStack(run), { created: ground.resources }),
            "preview, no change": async () => expect(await previewStack(run), {}),
            "one change": async () => {
                writeGitHubRoster(roster, { people: ground.people, maintainers: [changed] });
                expect(await upStack(run), { updated: 1 });
            },
            "one leaver": () => revoke(run),
        };
    },
    access: async (ground) => accessOf(await resourcesOf(await openOwn(ground))),
} satisfies Contender;

function openOwn(ground: Ground): Promise<Run> {
    const dist = resolve(__dirname, "../../dist");
    const config = { "rollcall:roster": join(ground.folder, "roster") };
    // From source, the engine's settings lack this file: only compiled files can be required.
    const preload = [join(dist, "engine/leanProgram.js")];
    return openStack(ground, join(dist, "stacks/index.js"), config, preload);
}

/** Works from state, without the program: team memberships first, then the membership of the organisation. */
async function revoke(run: Run): Promise<void> {
    const leaves = (await resourcesOf(run)).filter(
        ({ urn }) => /^[^/]+/.exec(urn.split("::").at(-1) ?? "")?.[0] === leaver,
    );
    const isMembership = ({ type }: { readonly type: string }) => type.endsWith(":Membership");
    for (const membership of [false, true]) {
        const urns = leaves
            .filter((leaf) => isMembership(leaf) === membership)
            .map(({ urn }) => urn);
        expect(await destroyTargets(run, urns), { deleted: 1 });
    }
}
