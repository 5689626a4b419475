import assert from "node:assert/strict";
import {
    appendFileSync,
    chmodSync,
    lstatSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    renameSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type RuleId, readingRules } from "../../model/problem";
import { copyOfTiny, rollcall } from "./support";

const secret = [
    "",
    "secrets:",
    "  signing-key:",
    "    service: checkout",
    "    in: [dev, prod]",
    "    kind: generated",
    "    rotateEvery: 30d",
    "    deliver: { vault: checkout/app/key }",
    "    reason: no OIDC there",
    "",
].join("\n");

describe("rollcall leave", () => {
    let copy: ReturnType<typeof copyOfTiny>;
    beforeEach(() => {
        copy = copyOfTiny();
    });
    afterEach(() => copy.remove());

    const path = (file: string) => join(copy.folder, file);
    const text = (file: string) => readFileSync(path(file), "utf8");
    const all = () => readdirSync(copy.folder).map((file) => [file, text(file)]);
    const run = async (line: string) => {
        const answer = await rollcall(`${line} --roster ${copy.folder}`);
        const shorten = (output: string) => output.replaceAll(copy.folder, "DIR");
        return { ...answer, stdout: shorten(answer.stdout), stderr: shorten(answer.stderr) };
    };

    it("reports what is lost, what was changed, and that nothing is revoked yet", async () => {
        appendFileSync(path("access.yaml"), secret);
        assert.deepEqual(await run("leave alice --reason resigned"), {
            code: 0,
            stderr: "",
            stdout: [
                "alice loses 8 entitlements: 3 in GitHub, 3 in AWS, 2 in Vault",
                "  dev/checkout   developer in AWS, Vault; viewer in AWS; service in Vault via repository:checkout",
                "  org/checkout   pull in GitHub; push in GitHub",
                "  org/github     member in GitHub",
                "  prod/checkout  viewer in AWS",
                "",
                "changed",
                "  DIR/access.yaml:7   alice (maintainer) taken out of payments",
                "  DIR/access.yaml:50  signing-key gets a new value: generation 2",
                "  DIR/people.yaml:2   alice taken out of people",
                "  DIR/people.yaml:11  alice is a leaver",
                "",
                "get a new value, because it could be read",
                "  signing-key: alice can read it in dev",
                "",
                "nothing is revoked yet: commit this, then run rollcall up --roster DIR",
                "at once, on its own: rollcall revoke alice --roster DIR",
                "",
            ].join("\n"),
        });
        assert.match(
            text("people.yaml"),
            /^ {2}alice: \{ name: Alice Andersson, left: 2026-12-01, reason: resigned, email: .*id: 11 \} \}$/m,
        );
        assert.match(text("access.yaml"), /reason: no OIDC there\n {4}generation: 2\n$/);
    });

    it("reports the same as JSON", async () => {
        appendFileSync(path("access.yaml"), secret);
        const { code, stdout, stderr } = await run("leave alice --json");
        assert.equal(code, 0);
        assert.equal(stderr, "");
        const answer = JSON.parse(stdout);
        assert.deepEqual(Object.keys(answer), ["changed", "loses", "rotates", "warnings"]);
        assert.deepEqual(answer.changed[0], { file: "DIR/access.yaml", line: 7 });
        assert.equal(answer.changed.length, 4);
        assert.ok(
            answer.loses.every((one: { principal: string }) => one.principal === "person:alice"),
        );
        assert.deepEqual(Object.keys(answer.loses[0]).slice(0, 5), [
            "principal",
            "stack",
            "system",
            "target",
            "permission",
        ]);
        assert.deepEqual(answer.rotates, ["signing-key"]);
        assert.deepEqual(answer.warnings, []);
    });

    it("raises only the generations of secrets that could be read, and keeps every comment", async () => {
        const one = (key: string, where: string, generation: string) =>
            secret
                .replace(/^\nsecrets:\n/, "")
                .replace("signing-key", key)
                .replace("app/key", `app/${key}`)
                .replace("[dev, prod]", where)
                .replace("    reason", `    ${generation}\n    reason`);
        const before = [
            "\nsecrets: # of checkout",
            one("first-key", "[dev, prod]", "generation: 4 # the fourth"),
            one("prod-key", "[prod]", "generation: 7 # not hers"),
            one("second-key", "[dev]", "generation: 1 # the first"),
        ].join("\n");
        appendFileSync(path("access.yaml"), before);
        const { code, stdout } = await run("leave alice --json");
        assert.equal(code, 0);
        assert.deepEqual(JSON.parse(stdout).rotates, ["first-key", "second-key"]);
        const after = before
            .replace("generation: 4 #", "generation: 5 #")
            .replace("generation: 1 #", "generation: 2 #");
        assert.ok(text("access.yaml").endsWith(after), text("access.yaml"));
    });

    it("leaves a readable roster, after one leaver and after the next", async () => {
        for (const key of ["alice", "bob", "gone", "later", "payments", "erin"]) {
            assert.equal((await run(`leave ${key}`)).code, 0, key);
            const { problems } = JSON.parse((await run("check --json")).stdout);
            const rules = problems.map(({ rule }: { rule: RuleId }) => rule);
            const unreadable = [...readingRules, "leaver-still-listed"];
            assert.deepEqual(
                rules.filter((rule: RuleId) => unreadable.includes(rule)),
                [],
                key,
            );
        }
    });

    it("names the rules that the edit newly breaks, and edits all the same", async () => {
        const { code, stdout } = await run("leave erin frank");
        assert.equal(code, 0);
        assert.match(stdout, /^look at\n(.*\n)* {2}! .*organization\.yaml:\d+ too-few-owners /m);
        assert.match(text("organization.yaml"), /owners: \[\]/);
    });

    it("writes nothing in a dry run and shows the diff", async () => {
        const before = all();
        const { code, stdout } = await run("leave alice --dry-run");
        assert.equal(code, 0);
        assert.deepEqual(all(), before);
        assert.match(
            stdout,
            /^--- DIR\/access\.yaml\n\+\+\+ DIR\/access\.yaml\n@@ -5,5 \+5,4 @@\n/,
        );
        assert.match(stdout, /\n- {6}- \{ person: alice, role: maintainer \}\n/);
        assert.match(stdout, /\ndry run: nothing was written\n$/);
        const json = await run("leave alice --dry-run --json");
        assert.match(json.stderr, /^--- DIR\/access\.yaml\n/);
        assert.equal(JSON.parse(json.stdout).changed.length, 3);
        assert.deepEqual(all(), before);
    });

    it("reports who is already a leaver and changes nothing", async () => {
        const before = all();
        const { code, stdout } = await run("leave victor");
        assert.equal(code, 0);
        assert.equal(stdout, "nothing to change\n\nlook at\n  ! victor is a leaver already\n");
        assert.deepEqual(all(), before);
        await run("leave alice");
        assert.match((await run("leave alice")).stdout, /alice is a leaver already/);
    });

    it("refuses an unknown key, suggests the nearest, and edits nothing", async () => {
        const before = all();
        const { code, stdout, stderr } = await run("leave bob alise");
        assert.equal(code, 2);
        assert.equal(stdout, "");
        assert.equal(
            stderr,
            'rollcall: the roster has nobody called "alise"; did you mean "alice"?\n' +
                "  nothing was changed\n",
        );
        assert.deepEqual(all(), before);
        assert.equal((await run("leave")).code, 2);
        assert.match((await run("leave vic")).stderr, /"vic"; that is victor\n/);
        assert.match((await run("leave bob-tiny")).stderr, /"bob-tiny"; that is bob\n/);
        const odd = ["leave", "bob", "--reason", "a\u0007b", "--roster", copy.folder];
        assert.equal((await rollcall(odd)).code, 2);
    });

    it("refuses an empty list of people", async () => {
        const before = all();
        const { code, stderr } = await run("leave alice bob erin frank gone later payments");
        assert.equal(code, 1);
        assert.match(stderr, /nobody would be left in people/);
        assert.deepEqual(all(), before);
    });

    it("edits the readable files if another cannot be read, and says so", async () => {
        writeFileSync(path("broken.yaml"), "teams: { storefront: [alice");
        const { code, stdout } = await run("leave alice");
        assert.equal(code, 0);
        assert.match(stdout, /! DIR\/broken\.yaml cannot be read \(.*\), and was not looked at/);
        assert.match(
            stdout,
            /! what they lose and could read is not known: the roster cannot be read/,
        );
        assert.match(text("people.yaml"), /alice: \{ name: Alice Andersson, left: /);
        assert.doesNotMatch(text("access.yaml"), /alice/);
        assert.equal(text("broken.yaml"), "teams: { storefront: [alice");
        const { stderr, code: unknown } = await run("leave zoe");
        assert.equal(unknown, 1, "zoe may stand in what was not read");
        assert.match(stderr, /nobody called "zoe".*\n.*broken\.yaml cannot be read/);
    });

    it("is not stopped by a mistake elsewhere", async () => {
        appendFileSync(path("access.yaml"), "\nrules: { minimumOwners: many, nonsense: 1 }\n");
        const { code } = await run("leave alice");
        assert.equal(code, 0);
        assert.doesNotMatch(text("access.yaml"), /alice/);
        assert.match(text("access.yaml"), /\nrules: \{ minimumOwners: many, nonsense: 1 \}\n$/);
    });

    it("is not stopped by a mistake that only shows once the leaver's own is gone", async () => {
        appendFileSync(path("access.yaml"), secret.replace(/ {4}deliver: .*\n/, ""));
        appendFileSync(path("people.yaml"), "\ngrants: [{ person: alice, in: [prod] }]\n");
        const { code, stderr } = await run("leave alice");
        assert.deepEqual([code, stderr], [0, ""]);
        assert.match(text("people.yaml"), /alice: \{ name: Alice Andersson, left: /);
    });

    it("uses the last day of somebody past their end: secrets readable then get a new value", async () => {
        appendFileSync(path("access.yaml"), secret);
        const { stdout } = await run("leave gone");
        assert.match(stdout, /^gone has nothing to lose now$/m);
        assert.match(stdout, /^ {2}signing-key: gone can read it in dev$/m);
    });

    it("says of a secret made elsewhere that it must be changed there", async () => {
        appendFileSync(path("access.yaml"), secret.replace("generated", "external"));
        const { stdout } = await run("leave alice");
        assert.match(stdout, /! signing-key is made elsewhere: give it a new value there/);
        assert.match(stdout, /rollcall rotate signing-key/);
        assert.doesNotMatch(text("access.yaml"), /generation: 2/, "nobody changed it yet");
    });

    it("keeps symbolic links and file modes, and leaves no extra files", async () => {
        mkdirSync(path("real"));
        renameSync(path("people.yaml"), path("real/all.yaml"));
        symlinkSync("real/all.yaml", path("people.yaml"));
        chmodSync(path("real/all.yaml"), 0o640);
        const before = readdirSync(copy.folder, { recursive: true });
        assert.equal((await run("leave alice")).code, 0);
        assert.ok(lstatSync(path("people.yaml")).isSymbolicLink());
        assert.equal(statSync(path("real/all.yaml")).mode & 0o777, 0o640);
        assert.match(text("real/all.yaml"), /alice: \{ name: Alice Andersson, left: /);
        assert.deepEqual(readdirSync(copy.folder, { recursive: true }), before);
    });
});

describe("rollcall rotate", () => {
    let copy: ReturnType<typeof copyOfTiny>;
    beforeEach(() => {
        copy = copyOfTiny();
        appendFileSync(join(copy.folder, "access.yaml"), secret);
    });
    afterEach(() => copy.remove());

    it("raises the generation, even if none is written yet", async () => {
        const file = join(copy.folder, "access.yaml");
        for (const generation of [2, 3]) {
            const { code, stdout } = await rollcall(
                `rotate signing-key --json --roster ${copy.folder}`,
            );
            assert.equal(code, 0);
            assert.deepEqual(JSON.parse(stdout), { changed: [{ file, line: 51 }] });
            assert.match(
                readFileSync(file, "utf8"),
                new RegExp(`\n    generation: ${generation}\n$`),
            );
        }
    });

    it("says why it was done and what to do next", async () => {
        const line = [
            "rotate",
            "signing-key",
            "--reason",
            "seen in a log",
            "--roster",
            copy.folder,
        ];
        const { stdout } = await rollcall(line);
        assert.match(stdout, /access\.yaml:\d+ {2}signing-key gets a new value: generation 2\n/);
        assert.match(
            stdout,
            /commit this \(rotate signing-key: seen in a log\), then run rollcall up/,
        );
    });

    it("refuses a secret without a stored value: Vault creates a login per request", async () => {
        const file = join(copy.folder, "access.yaml");
        const before = readFileSync(file, "utf8").replace("generated", "vault-database");
        writeFileSync(file, before);
        const { code, stderr } = await rollcall(`rotate signing-key --roster ${copy.folder}`);
        assert.equal(code, 1);
        assert.match(stderr, /signing-key has no value to rotate/);
        assert.equal(readFileSync(file, "utf8"), before);
    });

    it("refuses an unknown secret", async () => {
        const { code, stderr } = await rollcall(`rotate singing-key --roster ${copy.folder}`);
        assert.equal(code, 2);
        assert.match(stderr, /no secret "singing-key"; did you mean "signing-key"\?/);
        const half = await rollcall(`rotate sining --roster ${copy.folder}`);
        assert.match(half.stderr, /no secret "sining"; did you mean "signing-key"\?/);
        assert.equal((await rollcall(`rotate --roster ${copy.folder}`)).code, 2);
    });
});
