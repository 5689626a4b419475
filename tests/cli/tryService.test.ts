import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { rollcall } from "./support";

/** What it answers of a provisioned world stands in tests/e2e/workflowRuns.test.ts. */
describe("rollcall try", () => {
    const nowhere = { environment: { ROLLCALL_HOME: "/nowhere/at/all", CI: "" } };
    const tryIt = (line: string) => rollcall(`try ${line}`, nowhere);

    it("says what to run if nothing is provisioned yet, and creates nothing", async () => {
        const { code, stdout } = await tryIt("checkout --environment prod --json");
        assert.equal(code, 1);
        const { mode, error } = JSON.parse(stdout);
        assert.equal(mode, "sandbox");
        assert.match(
            error.message,
            /^prod\/checkout is not provisioned yet: .*role\/rollcall\/prod/,
        );
        assert.equal(error.hint, "run: rollcall up");
        assert.equal(existsSync("/nowhere"), false);
    });

    it("answers without a world if the roster gives nothing at all", async () => {
        const { code, stdout } = await tryIt("design-tokens --environment dev --json");
        const services = await tryIt("ci --environment dev --json");
        assert.equal(code, 2, "and says so of what the roster does not know");
        assert.match(JSON.parse(stdout).error.message, /no service called "design-tokens"/);
        const reason = "ci does not deploy to dev; it deploys to: nowhere";
        const verdict = { granted: false, reason };
        assert.equal(services.code, 0);
        assert.deepEqual(JSON.parse(services.stdout), {
            mode: "sandbox",
            aws: verdict,
            vault: verdict,
        });
    });

    it("is refused for live systems, and requires the place to be stated in CI", async () => {
        const live = await tryIt("checkout --environment prod --live --json");
        assert.equal(live.code, 2);
        assert.equal(JSON.parse(live.stdout).mode, "live");
        assert.match(
            JSON.parse(live.stdout).error.message,
            /^--live is refused: only GitHub signs/,
        );
        const ci = { environment: { ROLLCALL_HOME: "/nowhere", CI: "true" } };
        assert.equal((await rollcall("try checkout --environment prod", ci)).code, 2);
    });

    const wrong: readonly [string, RegExp][] = [
        ["checkout", /--environment/],
        ["--environment prod", /service/],
        [
            "chekout --environment prod",
            /no service called "chekout"\n {2}did you mean "checkout"\?/,
        ],
        ["checkout --environment prd", /no environment called "prd"\n {2}did you mean "prod"\?/],
        ["checkout --environment prod --branch a --tag b", /on a branch or on a tag/],
        ["checkout --environment prod --repository checkout", /give OWNER\/REPOSITORY/],
        ["checkout --environment prod --repository-id x", /--repository-id is "x"/],
        ["checkout --environment prod --owner-id 0", /ids are positive/],
    ];
    for (const [line, expected] of wrong) {
        it(`refuses wrong use: try ${line}`, async () => {
            const { code, stderr } = await tryIt(line);
            assert.equal(code, 2);
            assert.match(stderr, expected);
        });
    }
});
