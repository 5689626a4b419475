import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyOfTiny, rollcall, tiny } from "./support";

describe("rollcall check", () => {
    let copy: ReturnType<typeof copyOfTiny>;
    beforeEach(() => {
        copy = copyOfTiny();
    });
    afterEach(() => copy.remove());

    function replace(file: string, from: string, to: string): void {
        const path = join(copy.folder, file);
        const before = readFileSync(path, "utf8");
        assert.ok(before.includes(from));
        writeFileSync(path, before.replace(from, to));
    }

    it("summarises a sound roster and prints its warnings", async () => {
        assert.deepEqual(await rollcall(`check --roster ${tiny}`), {
            code: 0,
            stderr: "",
            stdout:
                `${tiny}/people.yaml:6:3 expired gone ended with 2026-06-30 and is treated as a ` +
                "leaver; `rollcall leave gone` writes it down (warning)\n" +
                "ok: 1 warning; 7 people, 2 teams, 3 roles, 3 grants, 1 service, 2 environments\n",
        });
    });

    it("lists reading errors with their places", async () => {
        replace("access.yaml", "      - gone\n", "      - gonne\n");
        const { code, stdout } = await rollcall(`check --roster ${copy.folder}`);
        assert.equal(code, 1);
        const [problem, summary] = stdout.split("\n");
        const line = `${copy.folder}/access.yaml:10:9 unknown-person `;
        assert.ok(problem?.startsWith(line), problem);
        assert.match(problem ?? "", /did you mean "gone"\?$/);
        assert.equal(summary, "1 error in 3 files");
    });

    it("judges what can be read and sorts all problems by place", async () => {
        replace("access.yaml", "in: [prod], until: 2027-03-31,", "in: [prod],");
        replace("organization.yaml", 'reviewers: ["${owner}"]', "reviewers: []");
        const { code, stdout } = await rollcall(`check --roster ${copy.folder} --json`);
        assert.equal(code, 1);
        const answer = JSON.parse(stdout);
        assert.equal(answer.ok, false);
        assert.deepEqual(
            answer.problems.map(({ severity, rule, file, line }: Record<string, unknown>) => [
                severity,
                rule,
                `${String(file).slice(copy.folder.length + 1)}:${line}`,
            ]),
            [
                ["error", "missing-until", "access.yaml:33"],
                ["error", "no-reviewers", "organization.yaml:24"],
                ["warning", "expired", "people.yaml:6"],
            ],
        );
    });

    it("reports an error even if only the passing of time caused it", async () => {
        replace("organization.yaml", 'reviewers: ["${owner}"]', "reviewers: []");
        appendFileSync(
            join(copy.folder, "access.yaml"),
            [
                "rules:",
                "  waivers:",
                "    - rule: no-reviewers",
                "      at: environments.prod",
                "      until: 2026-12-31",
                "      reason: until the new team is there",
                "",
            ].join("\n"),
        );
        const judge = async (now: string) => {
            const environment = { ROLLCALL_NOW: now };
            const { code } = await rollcall(`check --roster ${copy.folder}`, { environment });
            return code;
        };
        assert.equal(await judge("2026-12-01"), 0);
        assert.equal(await judge("2027-01-01"), 1);
    });

    it("refuses a folder that does not exist", async () => {
        assert.deepEqual(await rollcall("check --roster no/such/folder"), {
            code: 2,
            stdout: "",
            stderr:
                `rollcall: no folder "no/such/folder" in ${process.cwd()}\n` +
                "  run where the roster is, or give --roster <folder>\n",
        });
        const file = await rollcall(`check --roster ${tiny}/people.yaml`);
        assert.equal(file.code, 2);
        assert.match(file.stderr, /people\.yaml" is no folder\n/);
    });
});

describe("rollcall schema", () => {
    it("prints a JSON Schema that both people and programs can use", async () => {
        const { code, stdout } = await rollcall("schema");
        assert.equal(code, 0);
        assert.match(JSON.parse(stdout).$schema, /json-schema\.org/);
        assert.equal((await rollcall("schema --json")).stdout, stdout);
    });
});
