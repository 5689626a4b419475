import assert from "node:assert/strict";
import { previewStack, upStack } from "../../engine/run";
import { GitHubLab } from "./gitHubLab";

describe("the lab: the sample organisation through the real GitHub provider", function () {
    this.timeout(300_000);
    let lab: GitHubLab;

    before(async function () {
        const opened = await GitHubLab.open();
        if (!opened) return this.skip();
        lab = opened;
    });
    after(() => lab?.close());

    it("makes everything, and then has nothing to do", async () => {
        const made = await upStack(lab.stack());
        assert.equal(made.error, undefined);
        console.log(made, lab.github.requests.byRoute(), lab.github.requests.all.length);
        lab.github.requests.clear();
        const again = await previewStack(lab.stack());
        console.log(again, lab.github.requests.byRoute());
    });
});
