import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Summary } from "../../engine/events";
import { previewStack, upStack } from "../../engine/run";
import type { Contender, Operation } from "./contender";
import { accessAfter } from "./contender";
import { expect, openStack } from "./pulumiStack";

/** A Pulumi program without Rollcall, flat or with a component for each person and team. */
export function byHand(name: string, { grouped }: { readonly grouped: boolean }): Contender {
    return {
        name,
        open: async (ground, accesses) => {
            const access = join(ground.folder, "access.json");
            const run = await openStack(ground, require.resolve("./byHand.program.js"), {
                "rollcall:access": access,
                "rollcall:owner": "acme",
                "rollcall:grouped": grouped,
            });
            const up = (operation: Operation, wanted: Partial<Summary>) => async () => {
                writeFileSync(access, JSON.stringify(accessAfter(operation, accesses)));
                expect(await upStack(run), wanted);
            };
            return {
                provision: up("provision", { created: ground.resources }),
                "preview, no change": async () => expect(await previewStack(run), {}),
                "one change": up("one change", { updated: 1 }),
                "one leaver": up("one leaver", { deleted: 2 }),
            };
        },
    };
}
