import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { destroyTargets, upStack } from "../../engine/run";
import { GitHubLab } from "./gitHubLab";

/** A minute of GitHub's limits, and a second of the provider's patience, is a 40th of that here. */
const speed = 40;
const people = 250;

describe("the lab: five hundred entitlements under GitHub's limits", function () {
    this.timeout(300_000);
    let lab: GitHubLab;

    before("gets the provider, which may have to be built", async function () {
        lab = await GitHubLab.open(this, { limits: true, speed, writeDelay: 1_000 / speed });
        takeIn(lab);
    });
    after(() => lab?.close());

    it("are granted at the provider's own pace without a single refusal", async () => {
        const summary = await upStack(lab.stack());
        assert.deepEqual([summary.error, summary.failed], [undefined, 0]);
        const { requests, limits, state } = lab.github;
        const given = [...state.teams.values()].reduce((sum, { members }) => sum + members.size, 0);
        assert.ok(state.members.size + given >= 500);
        assert.deepEqual(
            requests.all.filter(({ status }) => status >= 400),
            [],
        );
        // One write of five points a second, and what is read beside: without that pace it would be more.
        assert.ok(limits.busiestMinute <= 330, `${limits.busiestMinute} points in a minute`);
    });

    const limited = (status: number) => ({
        concerns: ({ method }: { readonly method: string }) => method === "DELETE",
        times: 1,
        answer: {
            status,
            headers: { "retry-after": "1" },
            body: { message: "slow down", documentation_url: "https://x/#secondary-rate-limits" },
        },
    });
    const leave = async (person: string) =>
        destroyTargets(lab.stack(), (await lab.leavesOf(person)).others);

    for (const [index, status] of [403, 429].entries()) {
        it(`wait as long as GitHub asks for with ${status}, and continue`, async () => {
            const { requests, state, faults } = lab.github;
            const guests = [...state.teams.values()].find(({ slug }) => slug === "guests");
            const id = 1_000 + index;
            assert.ok(guests);
            assert.ok(guests.members.has(id));
            requests.clear();
            faults.push(limited(status));
            const summary = await leave(`p${index}`);
            assert.deepEqual([summary.error, summary.deleted], [undefined, 1]);
            const [asked, again, ...more] = requests.writes;
            assert.deepEqual([asked?.route, asked?.status, more], ["fault", status, []]);
            assert.deepEqual([again?.path, again?.status], [asked?.path, 204]);
            const waited = (again?.at ?? 0) - (asked?.at ?? 0);
            assert.ok(waited >= 1_000, `${waited} ms`);
            assert.ok(!guests.members.has(id));
        });
    }
});

/** Many people more, each in one team: a membership and a team membership. */
function takeIn(lab: GitHubLab): void {
    const keys = Array.from({ length: people }, (_, index) => `p${index}`);
    const file = join(lab.folder, "roster/roster.yaml");
    const declared = keys.map((key, index) => {
        lab.github.state.accounts.push({ id: 1_000 + index, login: `${key}-lab` });
        const github = `{ login: ${key}-lab, id: ${1_000 + index} }`;
        return `  ${key}: { name: Pat ${key}, email: ${key}@lab.example, github: ${github} }`;
    });
    const text = readFileSync(file, "utf8")
        .replace("teams:\n", `${declared.join("\n")}\nteams:\n`)
        .replace("members: [cody, lea]", `members: [cody, lea, ${keys.join(", ")}]`);
    writeFileSync(file, text);
}
