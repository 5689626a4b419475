import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { upStack } from "../../engine/run";
import { GitHubLab } from "./gitHubLab";

/** A minute of GitHub's limits, and a second of the provider's patience, is a 40th of that here. */
const speed = 40;
const people = 240;

describe("the lab: five hundred entitlements under GitHub's limits", function () {
    this.timeout(300_000);
    let lab: GitHubLab;

    before(async function () {
        const opened = await GitHubLab.open({ limits: true, speed, writeDelay: 1_000 / speed });
        if (!opened) return this.skip();
        lab = opened;
        join_(lab);
    });
    after(() => lab?.close());

    it("are given at the provider's own pace without one refusal", async () => {
        const summary = await upStack(lab.stack());
        assert.deepEqual([summary.error, summary.failed], [undefined, 0]);
        const { requests, limits, state } = lab.github;
        const given = [...state.teams.values()].reduce((sum, { members }) => sum + members.size, 0);
        assert.ok(state.members.size + given >= 500);
        assert.deepEqual(
            requests.all.filter(({ status }) => status >= 400),
            [],
        );
        assert.ok(limits.busiestMinute <= 900, `${limits.busiestMinute} points in a minute`);
        console.log(
            limits.busiestMinute,
            requests.all.length,
            requests.writes.length,
            summary.seconds,
        );
    });
});

/** Two hundred and forty people more, each in one team: a membership and a team membership. */
function join_(lab: GitHubLab): void {
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
