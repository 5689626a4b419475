import assert from "node:assert/strict";
import { renameRepository } from "./github/state";
import { LiveLab } from "./liveLab";
import { requireProvider, requireTools } from "./servers/requireTools";

/** The repository of the roster, and those that others made by names that it gave up. */
const [books, second, third] = [102, 902, 903];

describe("a live run after a repository's name has passed to another repository", function () {
    this.timeout(600_000);
    let lab: LiveLab;

    before(async function () {
        lab = await LiveLab.open(await requireTools(this), await requireProvider(this));
        await lab.up();
    });
    after(() => lab?.close());
    beforeEach(() => lab.github.requests.clear());

    /** Somebody makes one by that name, and gives a team of the roster access by hand. */
    function create(id: number, name: string): void {
        const { repositories, teams } = lab.github.state;
        const like = repositories.get(books);
        assert.ok(like);
        repositories.set(id, {
            ...like,
            id,
            name,
            formerNames: [],
            collaborators: new Map([[17, "pull"]]),
            environments: new Map(),
        });
        for (const { slug, repositories: has } of teams.values()) {
            if (slug === "guests") has.set(id, "pull");
        }
    }

    const team = (slug: string) => {
        const found = [...lab.github.state.teams.values()].find((each) => each.slug === slug);
        return Object.fromEntries(found?.repositories ?? []);
    };
    const writesTo = (name: string) =>
        lab.github.requests.writes.filter(({ path }) =>
            new RegExp(`/repos/lab/${name}(/|$)`).test(path),
        );
    const leaves = () =>
        (lab.state("org").resources ?? []).map(({ urn }) => urn.split("::").slice(2).join(" "));
    const lea = /\n {2}- \{ person: lea,[^\n]*/;

    it("removes by id what goes by the name, and grants nothing", async () => {
        renameRepository(lab.github.state, "books", "books-legacy");
        create(second, "books");
        lab.edit("team: guests, role: guest", "team: keepers, role: guest");
        const { document } = await lab.up(1);
        assert.deepEqual(document.refused, [
            "books is declared as lab/books in GitHub, but the repository 102 is lab/books-legacy " +
                "now: write books-legacy into services.books.repository.name",
        ]);
        assert.deepEqual(team("guests"), { [second]: "pull" });
        assert.deepEqual(team("keepers"), { 101: "push" });
        assert.deepEqual(writesTo("books"), []);
        const listed = lab.github.requests.byRoute()["GET /orgs/{org}/repos"] ?? 0;
        assert.ok(
            listed > 0 && lab.github.requests.byRoute()["GET /repos/{owner}/{repo}"] === undefined,
        );
    });

    it("continues once the roster has the current name, and leaves the other repository alone", async () => {
        lab.edit("name: books,", "name: books-legacy,");
        await lab.up(0);
        assert.deepEqual(team("keepers"), { 101: "push", [books]: "pull" });
        assert.deepEqual(team("guests"), { [second]: "pull" });
        assert.deepEqual(writesTo("books"), []);
        assert.equal(lab.github.state.repositories.get(books)?.collaborators.get(14), "push");
    });

    it("keeps on record what it could remove only under a name that is now another's", async () => {
        create(third, "books-legacy");
        lab.github.state.repositories.delete(books); // to another organisation
        lab.edit(lea, "");
        const { document } = await lab.up(1);
        const [declared] = document.refused;
        assert.match(
            declared,
            /^books is declared as lab\/books-legacy .* no repository with the id 102/,
        );
        const org = document.stacks.find(({ stack }: { stack: string }) => stack === "org");
        assert.match(org.error, /lea\/102.*books-legacy is another repository \(903\)/);
        assert.equal(org.failed, 1);
        assert.ok(leaves().some((each) => each.endsWith(" lea/102")));
        assert.deepEqual(writesTo("books-legacy"), []);
        // Nor when nothing in the roster has to do with it any more.
        lab.edit(/\n {2}books: \{ description[^\n]*/, "");
        lab.edit(/\n {2}- \{ team: keepers, role: guest[^\n]*/, "");
        lab.github.requests.clear();
        const { document: after } = await lab.up(1);
        assert.match(after.refused.join(), /books-legacy is another repository \(903\)/);
        assert.ok(leaves().some((each) => each.endsWith(" keepers/102")));
        assert.deepEqual(writesTo("books-legacy"), []);
    });
});
