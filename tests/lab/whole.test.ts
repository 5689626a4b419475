import assert from "node:assert/strict";
import { type Workload, workloadRoleArn, workloadsOf } from "../../planners/workloads";
import { claimsOf } from "../../sandbox/githubToken";
import { assumeRoleWithWebIdentity } from "../../sandbox/tokenExchange";
import { newTokenSigner } from "../../sandbox/tokenSigner";
import { foundInSandbox, foundOnServers } from "./holdings/foundAccess";
import { holdingsInSandbox, holdingsOf } from "./holdings/holdings";
import { trustOnServer } from "./holdings/trustOnServer";
import { requireProvider, requireTools } from "./servers/requireTools";
import { changes } from "./wholeChanges";
import { accounts, WholeLab } from "./wholeLab";
import { type Done, stacks } from "./wholeSide";
import { knockersAt } from "./workflowRuns";

describe("the sample organisation on all three systems at once, and in the sandbox", function () {
    this.timeout(600_000);
    let lab: WholeLab;

    before(async function () {
        lab = await WholeLab.open(await requireTools(this), await requireProvider(this));
    });
    after(() => lab?.close());

    /** The same entitlements on both, as the systems' own APIs tell them. */
    const compare = async () => {
        const [real, sandbox] = [await holdingsOf(lab), holdingsInSandbox(lab)];
        for (const system of ["github", "aws", "vault"] as const) {
            assert.deepEqual(real[system], sandbox[system], system);
        }
        return Object.values(real).flat();
    };
    /** What people have in the words of the systems' readers, of which proofs are made. */
    const compareFound = async () => {
        const found = await foundOnServers(lab);
        assert.deepEqual(found, await foundInSandbox(lab));
        return found;
    };

    it("is provisioned by the same plan, with the same result", async () => {
        const [live, twin] = await lab.both((side) => side.up());
        assert.deepEqual(plan(live), plan(twin));
        for (const { created } of live) assert.ok(created > 50);
        assert.ok((await compare()).length > 400);
        assert.ok((await compareFound()).length > 200);
        // checkout's in staging and prod, gateway's in all three.
        const values = [...(await lab.deliveredValues()).values()];
        assert.deepEqual(values.map(({ length }) => length).sort(), [48, 48, 64, 64, 64]);
        assert.equal(new Set(values).size, 5);
        for (const stack of stacks) {
            const stored = await lab.storedState(stack);
            assert.match(stored, /"resources": ?\[/, stack);
            assert.ok(!values.some((value) => stored.includes(value)), stack);
        }
    });

    it("then has nothing to do", async () => {
        // In the sandbox the end-to-end tests show it.
        const again = await lab.live.up();
        assert.deepEqual(
            again.map(({ stack }) => stack),
            stacks,
        );
        for (const { stack, unchanged, seconds: _, steps: __, ...counts } of again) {
            assert.deepEqual(counts, nothing, stack);
            assert.ok(unchanged > 50, stack);
        }
    });

    it("changes by the same plan, with the same result", async () => {
        lab.makeAccount("nora-acme", 5_000_099);
        for (const change of changes) lab.edit(...change);
        const [live, twin] = await lab.both((side) => side.up());
        assert.deepEqual(plan(live), plan(twin));
        for (const { created, updated, deleted } of live) {
            assert.ok(created + updated + deleted > 5, JSON.stringify(live));
        }
        await compare();
        const delivered = await lab.deliveredValues();
        const key = JSON.parse(delivered.get("staging/gateway-archive-key") ?? "");
        assert.deepEqual(await lab.activeKeys(), [key.accessKeyId]);
    });

    it("lets each service's workflow in exactly where the sandbox does, and no stranger", async () => {
        const roster = lab.live.read();
        const server = await trustOnServer(lab.servers.aws, Object.values(accounts));
        const signer = await newTokenSigner();
        const now = Date.now();
        let granted = 0;
        for (const workload of workloadsOf(roster)) {
            for (const each of knockersAt(roster, workload)) {
                const { what, run, may, audience = "sts.amazonaws.com" } = each;
                const request = {
                    roleArn: workloadRoleArn(workload),
                    token: await signer.sign(claimsOf(run, audience, now)),
                    keys: signer.keys,
                };
                const real = await assumeRoleWithWebIdentity(server, request, now);
                const sandbox = await assumeRoleWithWebIdentity(lab.twin.world, request, now);
                const said = `${what} of ${workload.target}: ${real.reason}`;
                assert.deepEqual(verdict(real), verdict(sandbox), said);
                if (!isUntold(what, workload)) assert.equal(real.granted, may, said);
                granted += Number(real.granted);
            }
        }
        assert.ok(granted > 20, `${granted}`);
    });

    it("ends for a leaver by the same plan, with the same proof and the same result", async () => {
        for (const side of [lab.live, lab.twin]) {
            const { code, stderr } = await side.rollcall("leave", "bob", "--reason", "moved on");
            assert.equal(code, 0, stderr);
        }
        const begun = Date.now();
        const [live, twin] = await Promise.all([
            lab.live.rollcall("up", "--live", "--yes", "--json"),
            lab.twin.rollcall("up", "--sandbox", "--json"),
        ]);
        assert.deepEqual([live.code, twin.code], [0, 0], live.stderr + twin.stderr);
        const took = Date.now() - begun;
        const document = timeless(live.stdout);
        assert.deepEqual(document, timeless(twin.stdout));
        const [times, others] = [timesIn(live.stdout), timesIn(twin.stdout)];
        assert.ok(times.length > 0);
        for (const [index, time] of times.entries()) {
            // Each reads the clock itself, while both run.
            const apart = Math.abs(Date.parse(time) - Date.parse(others[index] ?? ""));
            assert.ok(apart <= took, `${time} is ${others[index]} in the sandbox`);
        }
        assert.deepEqual(...(await lab.both((side) => side.urns())));
        assert.ok(document.stacks.every(({ revoked }: { revoked: number }) => revoked > 0));
        await compare();
        assert.deepEqual(
            (await compareFound()).filter((each) => each.startsWith("bob ")),
            [],
        );
        await lab.deliveredValues();
    });

    it("is removed and leaves nothing", async () => {
        const [live, twin] = await lab.down();
        assert.deepEqual(plan(live), plan(twin));
        for (const { deleted } of live) assert.ok(deleted > 50);
        assert.deepEqual(await compare(), ['organization: {"basePermission":"none"}']);
        assert.deepEqual(await compareFound(), []);
    });
});

const nothing = { created: 0, updated: 0, deleted: 0, replaced: 0, failed: 0 };

/** STS is told neither of an event nor, where a subject of the legacy form is taken, of an owner's id. */
function isUntold(what: string, { service }: Workload): boolean {
    return (
        what === "a pull request's target" ||
        (what === "another owner of that name" && service.subject === "legacy")
    );
}

/** What was done, without how long it took. */
function plan(done: readonly Done[]) {
    return done.map(({ seconds: _, ...counts }) => counts);
}

function verdict({ granted, mismatches }: Awaited<ReturnType<typeof assumeRoleWithWebIdentity>>) {
    return { granted, mismatches };
}

const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

function timesIn(stdout: string): string[] {
    return stdout.match(time) ?? [];
}

/** A document without its mode and without times, which are compared by themselves. */
function timeless(stdout: string) {
    const text = stdout
        .replace(time, "<time>")
        .replace(/"seconds": ?[\d.]+/g, '"seconds": 0')
        .replace(/"mode": ?"\w+"/, '"mode": ""')
        .replace(/certificates\/\w+\//g, "certificates/");
    return JSON.parse(text);
}
