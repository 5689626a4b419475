import assert from "node:assert/strict";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { downloadEngine } from "../../engine/download";
import { removeFolder, scratchFolder } from "./support";

describe("a download", () => {
    let folder: string;
    beforeEach(async () => {
        folder = await scratchFolder();
    });
    afterEach(() => removeFolder(folder));

    it("is abandoned, with all its processes, once no data arrives any more", async () => {
        const target = join(folder, "target");
        const beat = join(folder, "beat");
        await mkdir(target);
        const beats = `setInterval(() => fs.appendFileSync(${JSON.stringify(beat)}, "."), 50)`;
        const script = `child_process.spawn(process.execPath, ["-e", ${JSON.stringify(beats)}])`;
        const installer = () => ({ file: process.execPath, args: ["-e", script] });
        await assert.rejects(
            downloadEngine({ folder: target, environment: {}, installer, patienceSeconds: 1 }),
            /the download made no progress for 1 s/,
        );
        const beaten = (await stat(beat)).size;
        assert.ok(beaten > 0);
        await sleep(300);
        assert.equal((await stat(beat)).size, beaten);
    });

    it("continues as long as data arrives", async () => {
        const target = join(folder, "target");
        await mkdir(target);
        const drips = `let size = 0; const timer = setInterval(() => {
            require("node:fs").writeFileSync(process.argv[1], "x".repeat(++size));
            if (size === 9) clearInterval(timer);
        }, 400)`;
        const args = ["-e", drips, join(target, "archive")];
        await downloadEngine({
            folder: target,
            environment: {},
            installer: () => ({ file: process.execPath, args }),
            patienceSeconds: 2,
        });
    });
});
