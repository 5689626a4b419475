import assert from "node:assert/strict";
import { rollcall, tiny } from "./support";

describe("where a command acts", () => {
    it("must be said in CI", async () => {
        for (const command of ["preview", "up", "down"]) {
            const { code, stderr } = await rollcall(command, { environment: { CI: "true" } });
            assert.equal(code, 2, command);
            assert.match(stderr, /--sandbox .* or --live /);
        }
    });

    it("is one place", async () => {
        assert.equal((await rollcall("up --live --sandbox")).code, 2);
    });

    it("is not yet live, and the answer says why", async () => {
        for (const [command, reason] of [
            ["up", /nothing proves that what was revoked is gone/],
            ["preview", /a run that is refused itself/],
            ["down", /sandbox only/],
        ] as const) {
            const { code, stderr } = await rollcall(`${command} --live`);
            assert.equal(code, 1, command);
            assert.match(stderr, reason);
        }
        const { stdout } = await rollcall("up --live --json", { environment: { CI: "1" } });
        const { ok, mode } = JSON.parse(stdout);
        assert.deepEqual({ ok, mode }, { ok: false, mode: "live" });
    });

    it("is said first, and a roster with errors is refused before anything is touched", async () => {
        const environment = { ROLLCALL_HOME: "/nowhere/that/could/be/written" };
        const people = await rollcall("up --roster nowhere", { environment });
        assert.equal(people.code, 1);
        assert.match(
            people.stdout,
            /^sandbox: everything below happens in \/nowhere\/that\/could\/be\/written\/world, nothing real is touched\nnowhere:1:1 syntax /,
        );
        assert.equal(people.stderr, "nothing was touched\n");
        const data = await rollcall("preview --roster nowhere --json", { environment });
        assert.equal(data.code, 1);
        const { ok, mode, problems } = JSON.parse(data.stdout);
        assert.deepEqual({ ok, mode }, { ok: false, mode: "sandbox" });
        assert.equal(problems.length, 1);
    });

    it("has the stacks of the roster, and no others", async () => {
        const { code, stdout } = await rollcall(`up --roster ${tiny} --stack prd --json`);
        assert.equal(code, 2);
        assert.deepEqual(JSON.parse(stdout), {
            ok: false,
            mode: "sandbox",
            error: { message: 'there is no stack "prd"', hint: 'did you mean "prod"?' },
        });
    });

    it("is named by the lines that preview's help gives for a run by hand", async () => {
        const { stdout } = await rollcall("preview --help", {
            environment: { ROLLCALL_HOME: "/some/ho me", GITHUB_BASE_URL: "https://ghe" },
        });
        for (const line of [
            "export PULUMI_HOME='/some/ho me/pulumi'",
            "export PULUMI_BACKEND_URL='file:///some/ho me/state'",
            "export PULUMI_CONFIG_PASSPHRASE=sandbox",
            "export PULUMI_OPTION_CONFIG_FILE='/some/ho me/project/sandbox/Pulumi.all.yaml'",
            "unset GITHUB_BASE_URL",
            "pulumi preview -s dev",
        ]) {
            assert.ok(stdout.includes(`\n  ${line}\n`) || stdout.endsWith(`\n  ${line}\n`), line);
        }
    });
});
