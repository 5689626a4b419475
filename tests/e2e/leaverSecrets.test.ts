import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { isoInstant } from "../../model/instant";
import { engine, Sandbox } from "./sandbox";

const hour = (number: number) => isoInstant(Date.UTC(2091, 2, 1, 6 + number));

interface Secret {
    readonly secret: string;
    readonly status: string;
    readonly version?: number;
    readonly rotatedAt?: string;
}

describe("the secrets that a leaver could read, on the real engine", function () {
    this.timeout(240_000);
    const sandbox = new Sandbox(path.join(__dirname, "secrets"));
    before("gets the engine, which may have to be built", async function () {
        this.timeout(1_800_000);
        await engine();
        const gail =
            "gail: { name: Gail Grip, email: gail@acme.example, github: { login: gail-acme, id: 5000004 } }";
        sandbox.edit("roster.yaml", "\n\nteams:", `\n  ${gail}\n\nteams:`);
        // The reader of AWS is believed only where it sees somebody in a group.
        const role =
            "roles:\n  looker: { description: Looks, aws: { sessionMinutes: 60, statements: " +
            "[{ actions: [logs:GetLogEvents], resources: ['arn:aws:logs:${region}:${account}:log-group:/${service}/*'] }] } }\n" +
            "grants:\n  - { team: payments, role: looker, services: [checkout], in: [dev] }\n";
        sandbox.edit("roster.yaml", "\nservices:", `\n${role}\nservices:`);
        sandbox.edit("roster.yaml", "owners: [erin, frank]", "owners: [erin, frank, gail]");
        sandbox.edit("roster.yaml", "members: [erin, frank]", "members: [erin, frank, gail]");
        sandbox.edit(
            "roster.yaml",
            "\n  archive-key:",
            "\n  card-pin: { service: checkout, in: [dev], kind: external, rotateEvery: 90d, reason: the bank sends it }\n  archive-key:",
        );
        sandbox.edit(
            "roster.yaml",
            "\n  archive-key:",
            "\n  box-key: { service: checkout, in: [dev], kind: generated, sealed: true, rotateEvery: 30d, deliver: { github: BOX_KEY }, reason: it opens the cache }\n  archive-key:",
        );
    });
    after(() => sandbox.remove());

    async function up(number: number, code: number) {
        const outcome = await sandbox.run(["up", "--sandbox", "--json"], {
            ROLLCALL_NOW: hour(number),
        });
        assert.equal(outcome.code, code, outcome.stdout + outcome.stderr);
        const [line] = JSON.parse(outcome.stdout).certificates;
        return line;
    }

    async function certificate(number: number) {
        const { code, stdout } = await sandbox.run(["certificate", "gail", "--sandbox", "--json"], {
            ROLLCALL_NOW: hour(number),
        });
        const { verdict, rotated, reasons } = JSON.parse(stdout) as {
            verdict: string;
            rotated: Secret[];
            reasons: string[];
        };
        assert.equal(code, verdict === "complete" ? 0 : 1);
        const lines = rotated.map(({ secret, status, version = "-", rotatedAt = "-" }) =>
            [secret, status, version, rotatedAt].join(" "),
        );
        return { verdict, lines, reasons };
    }

    it("are not rotated by a run that only revokes, which does not fail for that", async () => {
        assert.equal(await up(0, 0), undefined);
        const left = await sandbox.run(["leave", "gail"], { ROLLCALL_NOW: hour(1) });
        assert.equal(left.code, 0, left.stderr);
        const revoked = await sandbox.run(["revoke", "--sandbox"], { ROLLCALL_NOW: hour(1) });
        assert.equal(revoked.code, 0, revoked.stdout + revoked.stderr);
        const { verdict, lines } = await certificate(1);
        assert.equal(verdict, "incomplete");
        assert.deepEqual(
            lines.map((line) => line.split(" 1 ")[0]),
            [
                "archive-key not rotated",
                "box-key not rotated",
                "card-pin not rotated - -",
                "signing-key not rotated",
            ],
        );
    });

    it("are rotated by the apply: the certificate says when, and if the old value still works", async () => {
        const line = await up(2, 1);
        assert.equal(line.verdict, "incomplete");
        const { lines, reasons } = await certificate(3);
        const now = hour(2);
        assert.deepEqual(lines, [
            `archive-key overlapping 2 ${now}`,
            // GitHub holds one value, and of a sealed one nobody else has any.
            `box-key rotated 2 ${now}`,
            "card-pin not rotated - -",
            `signing-key overlapping 2 ${now}`,
        ]);
        assert.ok(
            reasons.some((why) => /^secret card-pin in dev .* rollcall rotate card-pin$/.test(why)),
        );
        assert.ok(reasons.some((why) => /^secret signing-key .* works until /.test(why)));
    });

    it("that are made elsewhere are changed there, and the roster records it", async () => {
        const noted = await sandbox.run(["rotate", "card-pin"], { ROLLCALL_NOW: hour(4) });
        assert.equal(noted.code, 0, noted.stderr);
        const line = await up(4, 0);
        assert.deepEqual(
            [line.verdict, line.openUntil],
            ["incomplete", hour(26)],
            "all that is left to do is to wait",
        );
    });

    it("make the certificate complete once the previous values are retired", async () => {
        const line = await up(27, 0);
        assert.equal(line.verdict, "complete", line.reasons.join("\n"));
        const { lines } = await certificate(28);
        assert.deepEqual(
            lines.map((each) => each.split(" ").slice(0, 2).join(" ")),
            ["archive-key rotated", "box-key rotated", "card-pin declared", "signing-key rotated"],
        );
        const page = path.join(sandbox.home, "certificates/sandbox/gail.html");
        assert.match(
            readFileSync(page, "utf8"),
            />signing-key<\/span>.*>dev<\/span>.*>generated<\/span>.*>rotated<\/span>/,
        );
    });
});
