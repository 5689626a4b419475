import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadRoster } from "../../model/load";
import { renameRepository } from "./github/state";
import { LiveLab } from "./liveLab";
import { requireProvider, requireTools } from "./servers/requireTools";
import { people } from "./servers/vaultGround";

const none = { revoked: 0, created: 0, updated: 0, deleted: 0, replaced: 0, failed: 0 };

describe("a live run, on the real GitHub provider and a real Vault", function () {
    this.timeout(300_000);
    let lab: LiveLab;
    /** How many of each the roster has. */
    const things = { teams: 0, repositories: 0 };

    before(async function () {
        lab = await LiveLab.open(await requireTools(this), await requireProvider(this));
        const { roster } = loadRoster(join(lab.folder, "roster"));
        assert.ok(roster);
        things.teams = roster.teams.size;
        things.repositories = [...roster.services.values()].filter((one) => one.repository).length;
    });
    after(() => lab?.close());

    const account = (id: number) => {
        const found = lab.github.state.accounts.find((each) => each.id === id);
        assert.ok(found);
        return found;
    };
    /** What is asked by GraphQL is only read. */
    const writes = () =>
        lab.github.requests.writes
            .filter(({ route }) => route !== "/graphql")
            .map(({ method }) => method);
    /**
     * What was read of GitHub. A look asks for the members of each team, and for four lists of each
     * repository; people are shown by the organisation's lists, whose number depends on nothing. One by
     * one are asked for: the owner by whom a token is seen to see, and who is in no such list.
     */
    const assertReads = ({ looks = 0, canaries = 0, leavers = 0, secrets = 0, lists = 0 }) => {
        const { all } = lab.github.requests;
        const read = all.filter(({ method, path }) => method === "GET" || path === "/graphql");
        const isOf: Readonly<Record<string, RegExp>> = {
            people: /\{username\}$|^\/user\//,
            teams: /\{team_slug\}\/members$|^\/graphql$/,
            repositories: /\{repo\}/,
        };
        const kindOf = (route: string) =>
            Object.keys(isOf).find((kind) => isOf[kind]?.test(route)) ?? "lists";
        const found = { people: 0, teams: 0, repositories: 0, lists: 0 };
        for (const { route } of read) found[kindOf(route) as keyof typeof found] += 1;
        const { teams, repositories } = things;
        const said = JSON.stringify(lab.github.requests.byRoute(read), undefined, 1);
        assert.equal(found.teams, looks * teams, said);
        // Of a leaver each repository's workflow runs are listed too, by five states.
        const most = (looks * 4 + leavers * 5) * repositories + secrets * 3;
        assert.ok(found.repositories >= looks * 4 * repositories, said);
        assert.ok(found.repositories <= most, said);
        assert.ok(found.people <= 2 * canaries + 3 * leavers * looks, said);
        assert.ok(found.lists <= lists + leavers, said);
    };
    const enter = async (email: string) => {
        const jwt = await lab.issuer.mintToken({ sub: email, email, aud: people.audience });
        return lab.view.logIn(people.mount, people.role, jwt);
    };
    /** Her workflow may have taken that of a service which nobody reviews. */
    const ofPipelines = /^service on dev\/stove in vault: a token that its workflow took .* until /;
    /** All access is gone; what could be read once works for its overlap, and is said. */
    const onlyTheOldValue = ({ reasons }: { readonly reasons: readonly string[] }) => {
        const [secret = "", token = "", ...others] = [...reasons].sort();
        assert.match(secret, /^secret stove-key in prod was rotated, .* works until /);
        assert.match(token, ofPipelines);
        assert.deepEqual(others, []);
    };
    /** Stacks in which something was done. */
    const changesOf = ({ stacks }: { stacks: Record<string, unknown>[] }) =>
        stacks.filter((stack) => Object.keys(none).some((count) => stack[count] !== 0));

    it("asks first, and touches nothing without a yes", async () => {
        const { code, stderr } = await lab.rollcall(["up", "--live"]);
        assert.equal(code, 2, stderr);
        assert.equal(lab.github.requests.all.length, 0);
    });

    it("shows what a first run would do, and gives nothing", async () => {
        const { code, stdout, stderr } = await lab.rollcall(["preview", "--live", "--json"]);
        assert.equal(code, 0, stderr);
        const [org] = JSON.parse(stdout).stacks;
        assert.ok(org.created > 40, stdout);
        assert.match(stderr, /made in the backend, empty: org, dev, prod/);
        assert.deepEqual(writes(), []);
        assert.deepEqual(resourcesOf("org"), []);
    });

    it("grants what the roster says, with state encrypted with the user's own key", async () => {
        const { document } = await lab.up();
        const [org] = document.stacks;
        assert.ok(org.created > 40, JSON.stringify(document));
        for (const id of [11, 12, 13, 14, 15, 16, 17]) assert.ok(lab.github.state.members.has(id));
        assert.equal((await enter("lea@lab.example")).granted, true);
        for (const stack of ["org", "dev", "prod"]) {
            const { secrets_providers: kept } = lab.state(stack);
            assert.equal(kept?.type, "cloud", stack);
            assert.match(JSON.stringify(kept?.state), /hashivault:/, stack);
        }
        lab.github.requests.clear();
        assert.deepEqual(changesOf((await lab.up()).document), []);
        // Everything is looked over once, for access that somebody gave by hand.
        assertReads({ looks: 1, canaries: 1, lists: 25 });
        const names = readdirSync(lab.folder).filter((name) => name.startsWith("Pulumi."));
        for (const name of names) {
            assert.doesNotMatch(readFileSync(join(lab.folder, name), "utf8"), /encryptedkey/);
        }
    });

    it("grants nothing to a login that the account no longer has", async () => {
        account(16).login = "cody-now";
        lab.edit("permission: push", "permission: pull");
        lab.github.requests.clear();
        const { document } = await lab.up(1);
        assert.deepEqual(document.refused, [
            "cody is declared as cody-lab in GitHub, but the account 16 goes by cody-now now: " +
                "write cody-now into people.cody.github.login",
        ]);
        // What others lose does not wait for that.
        assert.deepEqual([...new Set(writes())].sort(), ["DELETE", "PUT"]);
        const keepers = [...lab.github.state.teams.values()].find(({ slug }) => slug === "keepers");
        assert.deepEqual([...(keepers?.repositories.values() ?? [])], ["pull"]);
        lab.edit("login: cody-lab", "login: cody-now");
        lab.edit("permission: pull", "permission: push");
        await lab.up();
        assert.ok(lab.github.state.members.has(16));
        assert.deepEqual(changesOf((await lab.up()).document), []);
    });

    it("withdraws what a leaver never accepted, though the answer to that is lost", async () => {
        const { state, faults } = lab.github;
        state.acceptAtOnce = false;
        state.accounts.push({ id: 19, login: "nina-lab" });
        const nina =
            "{ name: Nina No, email: nina@lab.example, github: { login: nina-lab, id: 19 } }";
        const own =
            "person: nina, role: keeper, services: [books], until: 2091-12-31, reason: reads";
        lab.edit("people:\n", `people:\n  nina: ${nina}\n`);
        lab.edit("members: [cody", "members: [nina, cody");
        lab.edit("grants:\n", `grants:\n  - { ${own} }\n`);
        const invited = () => ({
            organization: state.members.get(19)?.state,
            teams: [...state.teams.values()].flatMap(({ slug, members }) =>
                members.has(19) ? `${slug} ${members.get(19)?.state}` : [],
            ),
            repositories: [...state.repositories.values()].flatMap(({ name, invitations }) =>
                [...invitations.values()].some(({ accountId }) => accountId === 19) ? name : [],
            ),
        });
        await lab.up();
        assert.deepEqual(invited(), {
            organization: "pending",
            teams: ["guests pending"],
            repositories: ["books"],
        });
        assert.deepEqual(changesOf((await lab.up()).document), []);
        const left = await lab.rollcall(["leave", "nina"]);
        assert.equal(left.code, 0, left.stderr);
        const isLost = { status: 502, body: { message: "Server Error" } };
        const ofOrganization = /\/orgs\/lab\/memberships\/nina-lab$/;
        faults.push({
            concerns: ({ method, path }) => method === "DELETE" && ofOrganization.test(path),
            answer: isLost,
            afterwards: true,
            times: 1,
        });
        const revoked = await lab.rollcall(["revoke", "--live", "--yes", "--json"]);
        assert.equal(revoked.code, 0, revoked.stderr);
        const document = JSON.parse(revoked.stdout);
        assert.equal(faults.pop()?.times, 0);
        assert.deepEqual(invited(), { organization: undefined, teams: [], repositories: [] });
        const [certificate] = document.certificates;
        assert.deepEqual(
            [
                certificate.person,
                certificate.reasons.filter((one: string) => !ofPipelines.test(one)),
            ],
            ["nina", []],
        );
        state.acceptAtOnce = true;
    });

    it("a leaver who renamed the account and holds a token has nothing left", async () => {
        const { token } = await enter("lea@lab.example");
        const canRead = async () =>
            (await lab.view.ask(token, "GET", "auth/token/lookup-self")).status;
        assert.equal(await canRead(), 200);
        account(14).login = "lea-gone";
        const left = await lab.rollcall(["leave", "lea", "--reason", "moved on"]);
        assert.equal(left.code, 0, left.stderr);
        lab.github.requests.clear();
        const { document } = await lab.up();
        // The sweep looks before and after, the certificate once more, and then what is there by hand is
        // looked for, also of nina. The environment's secret is sealed anew.
        assertReads({ looks: 4, canaries: 5, leavers: 2, secrets: 1, lists: 74 });
        // Phase 0, the apply and the sweep together ask once for each.
        const { requests } = lab.github;
        const deleted = Object.entries(requests.byRoute(requests.writes)).filter(([route]) =>
            route.startsWith("DELETE "),
        );
        assert.deepEqual(Object.fromEntries(deleted), {
            "DELETE /repos/{owner}/{repo}/collaborators/{username}": 1,
            "DELETE /orgs/{org}/teams/{team_slug}/memberships/{username}": 2,
            "DELETE /orgs/{org}/memberships/{username}": 1,
        });
        const [certificate] = document.certificates;
        assert.equal(certificate.person, "lea");
        onlyTheOldValue(certificate);
        assert.ok(!lab.github.state.members.has(14));
        for (const team of lab.github.state.teams.values()) assert.ok(!team.members.has(14));
        assert.equal(await canRead(), 403);
        assert.equal((await enter("lea@lab.example")).granted, false);
        assert.equal((await enter("mona@lab.example")).granted, true);
        const again = await lab.rollcall(["certificate", "lea", "--live", "--json"]);
        const read = JSON.parse(again.stdout);
        assert.equal(read.mode, "live");
        onlyTheOldValue(read);
        assert.ok(read.items.length > 3, again.stdout);
        for (const { status } of read.items) assert.equal(status, "revoked");
    });

    /** What a stack's state has, apart from what the run recorded of itself. */
    const resourcesOf = (stack: string) =>
        (lab.state(stack).resources ?? []).filter(({ type }) => type !== "pulumi:pulumi:Stack");
    const urnsOf = (stack: string) => resourcesOf(stack).map(({ urn }) => urn);
    const booksOfGuests = () => {
        const { teams, repositories } = lab.github.state;
        const guests = [...teams.values()].find(({ slug }) => slug === "guests");
        const [books] = [...repositories.values()].filter(({ name }) => name === "books");
        return guests?.repositories.get(books?.id ?? 0);
    };

    it("what a token for other repositories cannot see stays, and in state; people still go", async () => {
        const guests = "  - { team: guests, role: guest, services: [books] }\n";
        const own = "person: ida, role: guest, services: [books], until: 2091-12-31, reason: reads";
        lab.edit(guests, `${guests}  - { ${own} }\n`);
        await lab.up();
        lab.edit(guests, "");
        const left = await lab.rollcall(["leave", "ida"]);
        assert.equal(left.code, 0, left.stderr);
        const onBooks = () =>
            urnsOf("org")
                .map((urn) => urn.split("::").slice(-1)[0] ?? "")
                .filter((name) => /^(guests|ida)\/102$/.test(name));
        assert.deepEqual(onBooks().sort(), ["guests/102", "ida/102"]);
        const narrowed = lab.github.token("owner", [101]);
        const { document } = await lab.up(1, { GITHUB_TOKEN: narrowed });
        const { failed, error } = document.stacks[0];
        assert.equal(failed, 2, error);
        for (const leaf of onBooks()) {
            assert.match(error, new RegExp(`${leaf}: no repository with the id 102 is shown, and`));
        }
        assert.match(document.refused.join(), /no repository with the id 102 is to be seen/);
        assert.equal(onBooks().length, 2);
        assert.equal(booksOfGuests(), "pull");
        assert.ok(!lab.github.state.members.has(18));
        const [certificate] = document.certificates;
        assert.match(certificate.reasons.join(), /the token is not shown repository books \(102\)/);
        await lab.up();
        assert.equal(booksOfGuests(), undefined);
        assert.deepEqual(onBooks(), []);
    });

    const hasKey = () =>
        [...lab.github.state.repositories.values()]
            .find(({ name }) => name === "stove")
            ?.environments.get("prod")
            ?.secrets.has("STOVE_KEY");
    const losses = [
        ["nothing", /GET orgs\/lab: answered 404: Not Found; give /, /GET orgs\/lab: answered 404/],
        [
            "member",
            /the token in GITHUB_TOKEN does not administer github organisation lab/,
            /GET repos\/lab\/stove\/environments\/prod\/secrets: answered 404: Not Found; give /,
        ],
    ] as const;

    it("a token that lost its permissions changes nothing in GitHub; the rest is revoked", async () => {
        const left = await lab.rollcall(["leave", "mona"]);
        assert.equal(left.code, 0, left.stderr);
        // Cody goes without a tombstone, and what is in no state by then is never looked for again.
        lab.edit(/\n {2}cody: .*/, "");
        lab.edit(/members: \[cody(, )?/, "members: [");
        account(16).login = "cody-then";
        lab.edit("deliver: { github: STOVE_KEY, vault", "deliver: { vault");
        const before = resourcesOf("org");
        for (const [may, whyOrg, whyProd] of losses) {
            lab.github.requests.clear();
            const { document, stderr } = await lab.up(1, { GITHUB_TOKEN: lab.github.token(may) });
            assert.deepEqual(writes(), []);
            assert.deepEqual(resourcesOf("org"), before);
            assert.ok(hasKey());
            assert.ok(urnsOf("prod").some((urn) => urn.includes("ActionsEnvironmentSecret")));
            for (const id of [15, 16]) assert.ok(lab.github.state.members.has(id));
            // What is Vault's went the first time, beside the secret that is GitHub's.
            assert.ok(!urnsOf("prod").some((urn) => urn.includes("::mona/")), stderr);
            for (const [stack, why] of [
                ["org", whyOrg],
                ["prod", whyProd],
            ] as const) {
                const { failed, error } = document.stacks.find(
                    (each: { stack: string }) => each.stack === stack,
                );
                assert.ok(failed >= 1, error);
                assert.match(error, why);
            }
            for (const { reasons } of document.certificates) {
                assert.match(reasons.join(), /github/, "absence was believed of a blind token");
            }
            // The canary of two stacks and of the sweep, the program's, what three looks ask, and
            // whether there are repositories that the token is not shown.
            const { "GET /orgs/{org}": asked = 0 } = lab.github.requests.byRoute();
            assert.ok(asked <= 14, JSON.stringify(lab.github.requests.byRoute()));
        }
        // The secret has two values until tomorrow, and never three: the run fails by that alone.
        const { document: after, stderr } = await lab.up(1);
        // No sweep had to look for what went by another login: a run over org alone has none.
        assert.doesNotMatch(stderr, /^cody: /m);
        for (const id of [15, 16]) assert.ok(!lab.github.state.members.has(id));
        assert.ok(!hasKey());
        const reasons = after.certificates.flatMap((each: { reasons: string[] }) => each.reasons);
        const secrets = reasons.filter((reason: string) => !ofPipelines.test(reason));
        assert.equal(secrets.length, 2);
        for (const reason of secrets) assert.match(reason, /^secret stove-key in prod was /);
    });

    it("finds a leaver and a repository by their ids, though no file can be read any more", async () => {
        const { state } = lab.github;
        const own =
            "person: rita, role: keeper, services: [books], until: 2091-12-31, reason: reads";
        lab.edit("grants:\n", `grants:\n  - { ${own} }\n`);
        // What earlier leavers could read once may fail it, and has nothing to do with her.
        await lab.rollcall(["up", "--live", "--yes"]);
        account(17).login = "rita-gone";
        renameRepository(state, "books", "books-legacy");
        const books = state.repositories.get(102);
        assert.equal(books?.collaborators.get(17), "push");
        // Somebody else has both names by now, and as much as she.
        state.accounts.push({ id: 99, login: "rita-lab" });
        state.members.set(99, { role: "member", state: "active" });
        const teams = [...state.teams.values()].filter(({ members }) => members.has(17));
        assert.ok(teams.length > 0);
        for (const team of teams) team.members.set(99, { role: "member", state: "active" });
        books.collaborators.set(99, "pull");
        state.repositories.set(902, {
            ...books,
            id: 902,
            name: "books",
            formerNames: [],
            collaborators: new Map([[99, "pull"]]),
        });
        lab.github.requests.clear();
        const left = await lab.rollcall(["leave", "rita"]);
        assert.equal(left.code, 0, left.stderr);
        const broken = join(lab.folder, "roster/broken.yaml");
        writeFileSync(broken, "grants: [{ team: nobody, role: guest }]\n");
        const { document, stderr } = await lab.up(1);
        assert.match(stderr, /the roster cannot be read/);
        assert.equal(document.stacks[0].failed, 0, document.stacks[0].error);
        assert.ok(!state.members.has(17));
        assert.equal(books.collaborators.get(17), undefined);
        assert.ok(!teams.some(({ members }) => members.has(17)));
        assert.deepEqual([...(state.repositories.get(902)?.collaborators ?? [])], [[99, "pull"]]);
        assert.equal(books.collaborators.get(99), "pull");
        assert.ok(state.members.has(99) && teams.every(({ members }) => members.has(99)));
        const named = lab.github.requests.writes.filter(({ path }) => path.endsWith("/rita-lab"));
        assert.deepEqual(named, []);
        const leaf = /\$github:.*::rita(\/|$)/;
        assert.ok(!urnsOf("org").some((urn) => leaf.test(urn)), urnsOf("org").join("\n"));
    });
});
