import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { areStale, readLocks } from "../../engine/locks";

const held = (host: string, pid: number) =>
    "the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or " +
    "delete the lock file with `pulumi cancel`.\n  file:///b/.pulumi/locks/organization/rollcall/" +
    `org/1.json: created by root@${host} (pid ${pid}) at 2026-11-24T13:00:00Z`;

/** Of a process that has ended. */
const { pid: gone } = spawnSync(process.execPath, ["--version"]);

describe("locks", () => {
    it("are read from the engine's refusal", () => {
        assert.deepEqual(readLocks(held("build-1.local", 4711)), [
            { user: "root", host: "build-1.local", pid: 4711 },
        ]);
        assert.deepEqual(readLocks("another update is currently in progress"), []);
    });

    it("are stale if the process was on this host and is gone, and only then", () => {
        const stale = (message: string) => areStale(readLocks(message));
        assert.equal(stale(held(hostname(), gone)), true);
        assert.equal(stale(held(hostname(), process.pid)), false);
        assert.equal(stale(held("elsewhere", gone)), false);
        assert.equal(stale(`${held(hostname(), gone)}\n${held("elsewhere", gone)}`), false);
        assert.equal(stale("another update is currently in progress"), false);
    });
});
