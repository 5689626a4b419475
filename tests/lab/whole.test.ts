import assert from "node:assert/strict";
import type { Summary } from "../../engine/events";
import { holdingsInSandbox, holdingsOf } from "./holdings/compareHoldings";
import { requireProvider, requireTools } from "./servers/requireTools";
import { WholeLab } from "./wholeLab";

/** What was done, without how long it took. */
const plan = (summaries: readonly Summary[]) =>
    summaries.map(({ seconds: _, ...counts }) => counts);

describe("the sample organisation on all three systems at once, and in the sandbox", function () {
    this.timeout(600_000);
    let lab: WholeLab;

    before(async function () {
        lab = await WholeLab.open(await requireTools(this), await requireProvider(this));
    });
    after(() => lab?.close());

    /** Each entitlement as the systems' own APIs tell it, on both sides. */
    const compare = async () => {
        console.time("holdings");
        const [real, sandbox] = [await holdingsOf(lab), holdingsInSandbox(lab)];
        console.timeEnd("holdings");
        for (const system of ["github", "aws", "vault"] as const) {
            const [a, b] = [real[system], sandbox[system]];
            console.log(system, a.length, b.length);
            for (const l of a) if (!b.includes(l)) console.log("LIVE", l);
            for (const l of b) if (!a.includes(l)) console.log("TWIN", l);
        }
        return real;
    };

    it("comes up the same", async () => {
        console.time("up");
        const [live, twin] = await lab.both((side) => side.up());
        console.timeEnd("up");
        assert.deepEqual(plan(live), plan(twin));
        await compare();
    });
    it("has nothing to do", async () => {
        console.time("again");
        const [live, twin] = await lab.both((side) => side.up());
        console.timeEnd("again");
        assert.deepEqual(plan(live), plan(twin));
        console.log(plan(live));
    });
    it("down", async () => {
        console.time("down");
        const r = await Promise.allSettled([lab.live, lab.twin].map((side) => side.destroy()));
        console.timeEnd("down");
        console.log(r);
        await compare();
    });
});
