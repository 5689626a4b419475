import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Script } from "node:vm";
import { enhanceMatrix } from "../../cli/html/enhanceMatrix";
import { html } from "../../cli/html/html";
import { matrixStyle } from "../../cli/html/matrixStyle";
import { copyOfTiny, rollcall, text, tiny } from "./support";

describe("rollcall matrix", () => {
    it("shows a table for the organisation and one per service", async () => {
        const { code, stdout, stderr } = await rollcall(`matrix --roster ${tiny}`);
        assert.equal(code, 0);
        assert.equal(stderr, "");
        assert.equal(
            stdout,
            text`
                tiny · The organisation and its environments themselves
                          organisation  dev  prod
                ────────────────────────────────────
                alice     member        -    -
                bob       member        -    -
                erin      owner         -    auditor
                frank     owner         -    -
                payments  member        -    -

                checkout · The checkout page
                          repository  dev                          prod
                ───────────────────────────────────────────────────────────
                alice     push        developer, viewer, service*  viewer
                bob       push        developer, viewer, service*  viewer
                erin      admin*      service*                     service*
                frank     admin*      service*                     service*
                payments  push        developer, viewer, service*  viewer

                * through something else, such as a repository: rollcall who NAME says what
            `,
        );
    });

    it("has every permission in JSON, including weaker ones", async () => {
        const { stdout } = await rollcall(`matrix --roster ${tiny} --json`);
        const { rows } = JSON.parse(stdout);
        assert.deepEqual(rows[0], {
            person: "alice",
            cells: {
                "org/github": ["member"],
                "org/checkout": ["pull", "push"],
                "dev/checkout": ["developer", "service", "viewer"],
                "prod/checkout": ["viewer"],
            },
        });
        assert.deepEqual(
            rows.map(({ person }: { person: string }) => person),
            ["alice", "bob", "erin", "frank", "payments"],
        );
    });

    it("shows the whole sample in a terminal of the usual width", async () => {
        const { stdout } = await rollcall("matrix");
        for (const line of stdout.split("\n")) assert.ok(line.length <= 110, line);
    });
});

describe("rollcall matrix --html", () => {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-cli-"));
    after(() => rmSync(folder, { recursive: true, force: true }));

    async function page(roster = tiny): Promise<string> {
        const file = join(folder, "some/where/matrix.html");
        const { code, stdout } = await rollcall(["matrix", "--roster", roster, "--html", file]);
        assert.equal(code, 0);
        assert.equal(stdout, `wrote ${file}\n`);
        return readFileSync(file, "utf8");
    }

    it("says when and where it holds, and for which plan", async () => {
        const { stdout } = await rollcall(`access --roster ${tiny} --json`);
        const { digest, instant } = JSON.parse(stdout);
        const written = await page();
        assert.match(written, /<title>Access at tiny<\/title>/);
        assert.match(written, /planned: what the roster says; no system was asked/);
        assert.ok(written.includes(`<time datetime="${instant}">2026-12-01 12:00:00 UTC</time>`));
        assert.ok(written.includes(`<code>${digest}</code>`));
    });

    it("is a single file that loads nothing and may load nothing", async () => {
        const written = await page();
        assert.doesNotMatch(written, /\b(src|href)="(?!#)/);
        assert.doesNotMatch(written, /@import|url\(|https?:/);
        const policy = /content="(default-src[^"]*)"/.exec(written)?.[1] ?? "";
        const [script = ""] = /(?<=<script>)[\s\S]*?(?=<\/script>)/.exec(written) ?? [];
        const hash = (source: string) =>
            `sha256-${createHash("sha256").update(source).digest("base64")}`;
        assert.deepEqual(policy.replaceAll("&#39;", "'").split("; "), [
            "default-src 'none'",
            `style-src '${hash(matrixStyle)}'`,
            `script-src '${hash(script)}'`,
            "base-uri 'none'",
            "form-action 'none'",
        ]);
        assert.equal(written.match(/<script/g)?.length, 1);
        assert.doesNotMatch(written, /<[^>]+\s(style|on\w+)=/);
    });

    it("is complete without scripts, except for the form, which would do nothing", async () => {
        const written = (await page())
            .replace(/<script>[\s\S]*<\/script>/, "")
            .replaceAll("\u00a0", " ");
        assert.match(written, /<form [^>]*hidden>/);
        assert.equal(written.match(/ hidden>/g)?.length, 1);
        for (const words of [
            "developer",
            "via repository checkout",
            "until 2026-12-31",
            "auditor",
        ]) {
            assert.ok(written.includes(words), words);
        }
    });

    it("has accessible tables: a scope on every heading, a label on every table and field", async () => {
        const written = await page();
        const headings = written.match(/<th[ >][^>]*/g) ?? [];
        assert.ok(headings.length > 10);
        for (const heading of headings) assert.match(heading, / scope="(col|row)"/);
        for (const table of written.match(/<table[^>]*>/g) ?? []) {
            const id = /aria-labelledby="([^"]+)"/.exec(table)?.[1];
            assert.ok(written.includes(`<h2 id="${id}">`), table);
        }
        for (const field of written.match(/.{9}[^>]*<(select|input)[^>]*>/g) ?? []) {
            assert.match(field, /<label>\w+<(select|input)/);
        }
        assert.match(written, /<html lang="en">/);
    });

    it("escapes everything from the roster", async () => {
        const copy = copyOfTiny();
        const file = join(copy.folder, "people.yaml");
        const evil = `</th><script>alert("x")</script>&amp;'`;
        writeFileSync(
            file,
            readFileSync(file, "utf8").replace("name: Bob Berg", `name: ${JSON.stringify(evil)}`),
        );
        const written = await page(copy.folder);
        copy.remove();
        assert.equal(written.match(/<script/g)?.length, 1);
        assert.ok(
            written.includes(
                "<small>&lt;/th&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;amp;&#39;</small>",
            ),
        );
    });

    it("contains a self-contained script", () => {
        const source = `(${enhanceMatrix.toString()})();`;
        assert.doesNotThrow(() => new Script(source));
        assert.doesNotMatch(source, /\brequire\(|\bexports\.|\b\w+_\d+\.|<\//);
    });
});

describe("html", () => {
    it("escapes texts, and leaves markup and lists of markup alone", () => {
        const item = html`<li title="${'"'}">${"<b>"}</li>`;
        assert.equal(
            html`<ul>${[item, item]}${undefined}${0}</ul>`.text,
            '<ul><li title="&quot;">&lt;b&gt;</li><li title="&quot;">&lt;b&gt;</li>0</ul>',
        );
    });
});

describe("rollcall access", () => {
    it("prints the access plan as JSON", async () => {
        const { code, stdout, stderr } = await rollcall(`access --roster ${tiny} --json`);
        assert.equal(code, 0);
        assert.equal(stderr, "");
        const plan = JSON.parse(stdout);
        assert.deepEqual(Object.keys(plan), [
            "instant",
            "digest",
            "entitlements",
            "guards",
            "coordinates",
        ]);
        assert.equal(plan.instant, "2026-12-01T12:00:00Z");
        assert.match(plan.digest, /^sha256:[0-9a-f]{64}$/);
    });

    it("prints one line per entitlement for people", async () => {
        const { stdout } = await rollcall(`access --roster ${tiny}`);
        assert.match(stdout, /^access at 2026-12-01T12:00:00Z: \d+ entitlements, \d+ guards\n/);
        assert.match(stdout, /\nperson:erin +aws +prod +auditor +until 2027-03-31\n/);
        assert.match(stdout, /\ndeployment +prod\/checkout +branches main, reviewers payments, /);
    });

    it("works with a roster that breaks a rule, and says so on standard error", async () => {
        const copy = copyOfTiny();
        const file = join(copy.folder, "organization.yaml");
        writeFileSync(
            file,
            readFileSync(file, "utf8").replace('reviewers: ["${owner}"]', "reviewers: []"),
        );
        const { code, stdout, stderr } = await rollcall(`access --roster ${copy.folder} --json`);
        copy.remove();
        assert.equal(code, 0);
        assert.ok(JSON.parse(stdout).entitlements.length > 0);
        assert.match(stderr, /^note: this roster has 1 error, so nothing would be provisioned/);
    });

    it("refuses an unreadable roster with every problem, and says which kind of error it is", async () => {
        const copy = copyOfTiny();
        const file = `${copy.folder}/access.yaml`;
        const text = readFileSync(file, "utf8");
        writeFileSync(file, text.replace("      - gone\n", "      - gonne\n"));
        const mistaken = await rollcall(`who alice --roster ${copy.folder}`);
        writeFileSync(file, `${text}\nroles: [`);
        const torn = await rollcall(`access --roster ${copy.folder} --json`);
        copy.remove();
        assert.deepEqual([mistaken.code, mistaken.stdout, torn.code], [1, "", 1]);
        assert.match(
            mistaken.stderr,
            /^rollcall: the roster was read and has 1 error, so nobody can tell .*\n.*access\.yaml:10:9 unknown-person /,
        );
        const { ok, error, problems } = JSON.parse(torn.stdout);
        assert.equal(ok, false);
        assert.match(error.message, /^the roster cannot be read: \d errors?$/);
        assert.equal(problems[0].rule, "syntax");
    });

    it("exits with 2 if run where there is no roster folder", async () => {
        for (const line of ["access", "who alice", "matrix", "leave alice", "rotate key"]) {
            const { code, stdout, stderr } = await rollcall(`${line} --roster nowhere`);
            assert.deepEqual([code, stdout], [2, ""], line);
            assert.match(
                stderr,
                /^rollcall: no folder "nowhere" in .*\n {2}run where the roster is/,
            );
        }
    });
});
