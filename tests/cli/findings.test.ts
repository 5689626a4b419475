import assert from "node:assert/strict";
import { findFindings } from "../../cli/runs/findings";
import type { Issuing } from "../../cli/runs/issueCertificates";
import { loadRoster } from "../../model/load";
import { planAccess } from "../../planners/planAccess";
import type { AccessReader } from "../../systems/system";
import { now } from "../planners/organization";
import { tiny } from "./support";

const { roster } = loadRoster(tiny);
assert.ok(roster);
const plan = planAccess(roster, now);
const stacks = [...new Set(plan.entitlements.map(({ stack }) => stack))];

/** A system in which nothing is, as its reader sees it. */
function reader(system: AccessReader["system"], seen: Partial<AccessReader> = {}): AccessReader {
    return {
        system,
        canary: async () => ({ ok: true, reason: "sees" }),
        find: async () => ({ found: [], unread: [] }),
        strangers: async () => [],
        blocks: async () => [],
        remove: async () => undefined,
        endSessions: async () => [],
        ...seen,
    };
}

async function search(readers: readonly AccessReader[], of = plan) {
    const issuing = { roster, plan: of, readers, clock: () => now } as unknown as Issuing;
    const { unseen, blind } = await findFindings(issuing, stacks, { whole: true });
    return { unseen, blind };
}

const silent = { canary: async () => ({ ok: false, reason: "sees no member" }) };
const fails = async () => Promise.reject(new Error("503"));

describe("searching for access granted by hand", () => {
    it("finds nothing when everything is accounted for", async () => {
        const all = (["github", "aws", "vault"] as const).map((system) => reader(system));
        assert.deepEqual(await search(all), { unseen: [], blind: false });
    });

    it("counts a reader as blind if somebody has access but it sees nobody or does not answer", async () => {
        for (const [seen, unseen] of [
            [silent, "aws: sees no member"],
            [{ find: fails }, "aws: 503"],
            [{ strangers: fails }, "aws: 503"],
        ] as const) {
            assert.deepEqual(await search([reader("aws", seen)]), {
                unseen: [unseen],
                blind: true,
            });
        }
    });

    it("does not count a reader as blind if nobody has anything to see", async () => {
        const entitlements = plan.entitlements.filter(({ system }) => system !== "aws");
        assert.deepEqual(await search([reader("aws", silent)], { ...plan, entitlements }), {
            unseen: ["aws: sees no member"],
            blind: false,
        });
    });

    it("reports an unreadable place once, without counting the reader as blind", async () => {
        const unread = [1, 2].map(() => ({
            system: "github" as const,
            target: "org/x",
            reason: "403",
        }));
        const find = async () => ({ found: [], unread });
        assert.deepEqual(await search([reader("github", { find })]), {
            unseen: ["github: org/x: 403"],
            blind: false,
        });
    });
});
