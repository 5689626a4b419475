import assert from "node:assert/strict";
import { formatCertificate } from "../../cli/text/certificate";
import { plain } from "../../cli/text/style";
import { type CertificateArgs, createCertificate } from "../../systems/certificate";
import { renderCertificate } from "../../systems/certificatePage";
import type { RotatedSecret } from "../../systems/rotated";
import { evidence, things, withReading } from "./evidence";

function args(change: Partial<CertificateArgs> = {}): CertificateArgs {
    return {
        mode: "live",
        name: "Alice Andersson",
        evidence: evidence(),
        roster: { commit: "1f0c", digest: "sha256:aa" },
        tombstone: true,
        ...change,
    };
}

function secret(key: string, status: RotatedSecret["status"], detail: string): RotatedSecret {
    return { secret: key, environment: "prod", kind: "generated", status, detail };
}

describe("systems/certificate", () => {
    it("says what was proved, when, by whom and for which roster, as plain JSON", () => {
        const certificate = createCertificate(args());
        const { mode, person, verdict, reasons, rotated, roster, instant } = certificate;
        assert.deepEqual(
            { mode, person, verdict, reasons, rotated, roster, instant },
            {
                mode: "live",
                person: "alice",
                verdict: "complete",
                reasons: [],
                rotated: [],
                roster: { commit: "1f0c", digest: "sha256:aa" },
                instant: "2026-11-25T12:00:00Z",
            },
        );
        assert.deepEqual(
            certificate.readings.map(({ system, ok }) => [system, ok]),
            [
                ["aws", true],
                ["github", true],
                ["vault", true],
            ],
        );
        assert.deepEqual(JSON.parse(JSON.stringify(certificate)), certificate);
    });

    it("is incomplete while a secret that the person could read is unchanged", () => {
        const rotated = [
            secret("b-key", "not rotated", "the person may know it"),
            secret("a-key", "rotated", "version 2"),
            secret("c-key", "overlapping", "the previous value works until tomorrow"),
            secret("d-key", "declared", "generation 3"),
            secret("e-key", "removed", "gone"),
        ];
        const certificate = createCertificate(args({ rotated }));
        assert.equal(certificate.verdict, "incomplete");
        assert.deepEqual(certificate.reasons, [
            "secret b-key in prod was not rotated since: the person may know it",
            "secret c-key in prod was rotated, and the previous value works until tomorrow",
        ]);
        assert.ok(certificate.gone, "what can be read is one thing, what is known another");
        assert.deepEqual(
            certificate.rotated.map(({ secret }) => secret),
            ["a-key", "b-key", "c-key", "d-key", "e-key"],
        );
        const page = renderCertificate(certificate);
        const row = /<tr><td data-label="secret"><span>a-key<\/span>.*/.exec(page)?.[0] ?? "";
        assert.match(row, /"status"><span>rotated<\/span><\/td><td data-label="since"><\/td>/);
        const text = formatCertificate(certificate, "alice.json", (_style, word) => word);
        assert.match(text, /^b-key +prod +not rotated +the person may know it$/m);
    });

    it("prints the verdict and its reasons first, then the rest", () => {
        const given = args({ evidence: withReading("github", { found: [things.team] }) });
        const certificate = createCertificate(given);
        const words = formatCertificate(certificate, "alice.json", plain).split("\n");
        assert.deepEqual(words.slice(0, 4), [
            "Leaver certificate of Alice Andersson (alice): incomplete",
            "Not everything is proved.",
            "",
            "incomplete, because",
        ]);
        const at = (line: RegExp) => words.findIndex((word) => line.test(word));
        assert.ok(at(/^ {2}still there: team membership/) < at(/^system +target/));
        const narrow = Object.assign((_format: unknown, word: string) => word, { columns: 80 });
        const shown = formatCertificate(certificate, "alice.json", narrow).split("\n");
        assert.deepEqual(
            shown.filter((line) => line.length > 80),
            [],
        );
    });

    it("says what a missing tombstone leaves open, and can still be complete", () => {
        const { verdict, notes } = createCertificate(args({ tombstone: false }));
        assert.equal(verdict, "complete");
        assert.equal(notes.filter((note) => note.startsWith("no tombstone")).length, 3);
        const { notes: fewer } = createCertificate(args());
        assert.equal(fewer.filter((note) => note.startsWith("no tombstone")).length, 0);
        for (const unseen of [/^github: forks/, /^aws: applications .* are not looked at/]) {
            assert.ok(
                fewer.some((note) => unseen.test(note)),
                `${unseen}`,
            );
        }
    });

    it("lists what was removed outside Pulumi, and what could not be", () => {
        const at = evidence().instant;
        const removed = [
            { found: things.team, at },
            { found: things.deployKey, at, error: "403" },
            { found: { ...things.team, person: "kim", what: "kim's" }, at },
        ];
        const given = withReading("github", { removed });
        const { readings } = createCertificate(args({ evidence: given }));
        assert.deepEqual(readings.find(({ system }) => system === "github")?.removed, [
            "team membership in github",
            "deploy key in github: failed: 403",
        ]);
    });

    describe("page", () => {
        const title = (page: string) => /<title>(.*)<\/title>/.exec(page)?.[1] ?? "";

        it("says in its title if it comes from the sandbox", () => {
            const sandbox = renderCertificate(createCertificate(args({ mode: "sandbox" })));
            assert.match(title(sandbox), /^SANDBOX, proves nothing real: /);
            const live = renderCertificate(createCertificate(args()));
            assert.equal(title(live), "Leaver certificate of Alice Andersson (alice): complete");
            assert.doesNotMatch(live, /sandbox:/i);
            const moved = renderCertificate(createCertificate(args({ staying: true })));
            assert.equal(
                title(moved),
                "Certificate of what Alice Andersson (alice) lost, who has not left: complete",
            );
        });

        it("escapes everything that it is given", () => {
            const evil = `"><script>alert('&')</script>`;
            const found = { ...things.team, what: evil, target: evil };
            const page = renderCertificate(
                createCertificate(
                    args({
                        name: evil,
                        roster: { commit: evil, digest: evil },
                        rotated: [{ ...secret(evil, "not rotated", evil), environment: evil }],
                        evidence: withReading("github", {
                            found: [found],
                            canary: { ok: false, reason: evil },
                        }),
                    }),
                ),
            );
            assert.ok(!page.includes("<script"));
            assert.ok(
                page.includes("&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"),
            );
        });

        it("is self-contained and may load nothing", () => {
            const page = renderCertificate(createCertificate(args()));
            assert.match(page, /default-src 'none'; style-src 'sha256-/);
            assert.doesNotMatch(page, /(src|href)=/);
        });

        it("has a row for each entitlement, and every reason", () => {
            const certificate = createCertificate(
                args({ evidence: withReading("github", { found: [things.team] }) }),
            );
            const page = renderCertificate(certificate);
            const cells = page.match(/<span>(revoked|kept|unproved|blocked)<\/span>/g) ?? [];
            assert.equal(cells.length, certificate.items.length);
            for (const reason of certificate.reasons)
                assert.ok(page.includes(`<li>${reason}</li>`));
        });
    });
});
