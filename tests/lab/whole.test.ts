import { requireProvider, requireTools } from "./servers/requireTools";
import { WholeLab } from "./wholeLab";

describe("the sample organisation on all three systems at once, and in the sandbox", function () {
    this.timeout(600_000);
    let lab: WholeLab;

    before(async function () {
        lab = await WholeLab.open(await requireTools(this), await requireProvider(this));
    });
    after(() => lab?.close());

    it("comes up the same", async () => {
        console.time("up");
        const [live, twin] = await lab.both((side) => side.up());
        console.timeEnd("up");
        console.log(live, twin);
    });
    it("down", async () => {
        console.time("down");
        const [live, twin] = await lab.both((side) => side.destroy());
        console.timeEnd("down");
        console.log(live, twin);
    });
});
