import assert from "node:assert/strict";
import { exportStack, previewStack, upStack } from "../../engine/run";
import { createGitHubReader } from "../../systems/github";
import { subjectOf } from "../../systems/subject";
import { GitHubLab, sampleRoster } from "./gitHubLab";

describe("the lab: the sample organisation through the real GitHub provider", function () {
    this.timeout(300_000);
    let lab: GitHubLab;

    before("gets the provider, which may have to be built", async function () {
        lab = await GitHubLab.open(this, { roster: sampleRoster });
    });
    after(() => lab?.close());

    it("creates everything, then has nothing to do and asks next to nothing", async () => {
        const made = await upStack(lab.stack());
        assert.deepEqual([made.error, made.failed], [undefined, 0]);
        lab.github.requests.clear();
        const again = await previewStack(lab.stack());
        assert.deepEqual(
            { ...again, seconds: 0 },
            { ...none, stack: "org", unchanged: made.created, seconds: 0 },
        );
        assert.ok(lab.github.requests.all.every(({ route }) => route === "/orgs/{org}"));
        assert.ok(lab.github.requests.all.length <= 5);
    });

    it("keeps the token out of the state", async () => {
        assert.ok(!JSON.stringify(await exportStack(lab.stack())).includes(lab.token));
    });

    it("gives everybody what the roster says, as the reader reads it back", async () => {
        const roster = lab.roster();
        const reader = readerOf(lab);
        assert.deepEqual(await reader.canary(), {
            ok: true,
            reason: "an owner whom the roster names is seen as one",
        });
        const subjects = [...roster.people.values(), ...roster.leavers.values()].map((person) =>
            subjectOf(roster, person),
        );
        const { found, unread } = await reader.find(subjects);
        assert.deepEqual(unread, []);
        const declared = (await lab.resources()).filter(
            ({ type, urn }) => type.startsWith("github:") && urn.includes("PersonAccess$"),
        );
        assert.deepEqual(
            found.flatMap(({ leaves }) => leaves).sort(),
            declared.map(({ type, urn }) => leafNamed(type, urn)).sort(),
        );
    });

    it("lets the reader remove what it found", async () => {
        const kim = lab.roster().people.get("kim");
        assert.ok(kim);
        const subject = subjectOf(lab.roster(), kim);
        const reader = readerOf(lab);
        const { found } = await reader.find([subject]);
        assert.deepEqual(
            found.map(({ kind }) => kind),
            ["membership", "team membership"],
        );
        for (const each of found) await reader.remove(each);
        assert.deepEqual(await reader.find([subject]), { found: [], unread: [] });
        assert.equal(lab.github.state.members.has(5_000_009), false);
    });
});

/** As a plan names a resource: `org:PersonAccess/alice:<type>::alice/payments`. */
function leafNamed(type: string, urn: string): string {
    const name = urn.split("::").at(-1) ?? "";
    return `org:PersonAccess/${name.split("/")[0]}:${type}::${name}`;
}

const none = { created: 0, updated: 0, deleted: 0, replaced: 0, unchanged: 0, failed: 0 };

function readerOf(lab: GitHubLab) {
    return createGitHubReader(lab.roster(), {
        token: lab.token,
        baseUrl: `${lab.github.url}api/v3`,
    });
}
