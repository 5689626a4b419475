import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { loadRoster } from "../../model/load";
import { lines } from "./rosters";

const people = "people: { erin: { name: Erin Ek, email: erin@acme.example } }\n";
const organization =
    "organization: { name: acme, github: { owner: acme, ownerId: 1, owners: [erin] } }\n";

describe("loading a roster from a folder", () => {
    let root: string;

    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "rollcall-load-"));
    });

    afterEach(() => {
        rmSync(root, { recursive: true, force: true });
    });

    function write(path: string, content: string | Uint8Array): void {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
    }

    /** The problems, the folder left out. */
    function problems(directory = root): string[] {
        return lines(loadRoster(directory)).map((text) => text.replaceAll(root, "roster"));
    }

    it("reads the example, which has no mistakes", () => {
        const { problems: found, roster, files } = loadRoster("tests/fixtures/acme");
        assert.deepEqual(found, []);
        assert.deepEqual(files, ["tests/fixtures/acme/roster.yaml"]);
        assert.deepEqual(roster?.people.get("kim")?.at, {
            file: "tests/fixtures/acme/roster.yaml",
            line: 24,
            column: 3,
        });
    });

    it("reads *.yaml in every folder, in path order, and nothing else", () => {
        write("b/people.yaml", people);
        write("b.yaml", organization);
        write("a/z/teams.yaml", "teams: { one: { description: One } }\n");
        write("README.md", "# not YAML: [\n");
        const { files, roster } = loadRoster(`${root}/`);
        assert.deepEqual(
            files.map((file) => file.replace(root, "roster")),
            ["roster/a/z/teams.yaml", "roster/b.yaml", "roster/b/people.yaml"],
        );
        assert.deepEqual([...(roster?.teams.keys() ?? [])], ["one"]);
    });

    it("refuses a folder that is missing, is a file, or contains no roster", () => {
        assert.deepEqual(problems(join(root, "absent")), [
            "roster/absent:1:1 syntax cannot be read: it does not exist",
        ]);
        write("file.yaml", people);
        assert.deepEqual(problems(join(root, "file.yaml")), [
            "roster/file.yaml:1:1 syntax cannot be read: it is not a folder",
        ]);
        mkdirSync(join(root, "empty"));
        assert.deepEqual(problems(join(root, "empty")), [
            "roster/empty:1:1 syntax cannot be read: there is no *.yaml file in it; " +
                "give the folder of the roster",
        ]);
    });

    it("refuses a .yml file, which other tools would read", () => {
        write("roster.yaml", organization + people);
        write("grants.yml", "grants: []\n");
        assert.deepEqual(problems(), [
            "roster/grants.yml:1:1 syntax cannot be read: a roster's files end in .yaml; rename it",
        ]);
    });

    it("refuses a file over 1 MiB without reading it", () => {
        write("roster.yaml", organization + people);
        write("large.yaml", "#".repeat(10 * 1024 * 1024));
        assert.deepEqual(problems(), [
            "roster/large.yaml:1:1 syntax cannot be read: it has 10485760 bytes; " +
                "a file may have 1048576",
        ]);
    });

    it("refuses more than 1,000 files", () => {
        for (let index = 0; index <= 1_000; index += 1) write(`${index}.yaml`, people);
        assert.deepEqual(problems(), [
            "roster:1:1 syntax cannot be read: there is too much in it; a roster has at most " +
                "1000 files: give the folder that holds nothing else",
        ]);
    });

    it("follows links within the roster, and reads each target once", () => {
        write("data/roster.yaml", organization + people);
        symlinkSync("data/roster.yaml", join(root, "roster.yaml"));
        symlinkSync("data", join(root, "current"));
        const loaded = loadRoster(root);
        assert.deepEqual(lines(loaded), []);
        assert.equal(loaded.files.length, 1);
    });

    it("refuses links that are circular, dangling, or lead outside the roster", () => {
        write("roster/roster.yaml", organization + people);
        write("outside.yaml", people);
        const inside = join(root, "roster");
        symlinkSync(".", join(inside, "self"));
        symlinkSync("loop", join(inside, "loop"));
        symlinkSync("absent.yaml", join(inside, "dangling.yaml"));
        symlinkSync("../outside.yaml", join(inside, "link.yaml"));
        symlinkSync(root, join(inside, "up"));
        assert.deepEqual(problems(inside), [
            "roster/roster/dangling.yaml:1:1 syntax cannot be read: it does not exist",
            "roster/roster/link.yaml:1:1 syntax cannot be read: " +
                "it is a link to a place outside the roster",
            "roster/roster/loop:1:1 syntax cannot be read: its links form a circle",
            "roster/roster/self:1:1 syntax cannot be read: it is a link to a folder that it is in",
            "roster/roster/up:1:1 syntax cannot be read: it is a link to a place outside the roster",
        ]);
    });

    it("refuses special files without waiting for them", function () {
        if (process.platform === "win32") this.skip();
        write("roster.yaml", organization + people);
        execFileSync("mkfifo", [join(root, "pipe.yaml")]);
        assert.deepEqual(problems(), [
            "roster/pipe.yaml:1:1 syntax cannot be read: it is not a file",
        ]);
    });

    it("refuses a name that could rewrite the terminal", () => {
        write("roster.yaml", organization + people);
        write("a\u001b[2J.yaml", people);
        assert.deepEqual(problems(), [
            "roster:1:1 syntax cannot be read: its name holds characters that a reader cannot " +
                'see: "a\\u001b[2J.yaml"',
        ]);
    });

    it("does not report references that a broken file may define", () => {
        write("organization.yaml", organization + people);
        write("teams.yaml", "teams: { one: { description: One, members: [erin, kim, nobody] } }\n");
        write("kim.yaml", "people:\n  kim: { name: Kim Castell, email: kim@partner.example\n");
        assert.deepEqual(
            loadRoster(root).problems.map(({ rule, message }) => `${rule} ${message}`),
            [
                "syntax flow map in block collection must be sufficiently indented and end with a }",
                'unknown-person no person "nobody"; known: erin',
            ],
        );
        write("kim.yaml", new Uint8Array([255]));
        assert.deepEqual(
            loadRoster(root).problems.map(({ rule }) => rule),
            ["syntax"],
        );
    });

    it("knows the leavers of every file that can be read", () => {
        write("leavers.yaml", "leavers: { victor: { name: Victor Holm, left: 2026-11-20 } }\n");
        write("binary.yaml", new Uint8Array([0, 1, 2, 255]));
        const { leavers, roster } = loadRoster(root);
        assert.equal(roster, undefined);
        assert.deepEqual([...leavers.keys()], ["victor"]);
    });
});
