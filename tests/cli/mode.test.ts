import assert from "node:assert/strict";
import { rollcall, text, tiny } from "./support";

describe("the place where a command acts", () => {
    const live = { environment: { ROLLCALL_HOME: "/home/of/rollcall" } };

    it("must be stated in CI", async () => {
        for (const command of ["preview", "up", "down"]) {
            const { code, stderr } = await rollcall(command, { environment: { CI: "true" } });
            assert.equal(code, 2, command);
            assert.match(stderr, /--sandbox .* or --live /);
        }
    });

    it("is exactly one", async () => {
        assert.equal((await rollcall("up --live --sandbox")).code, 2);
    });

    it("is live only if somebody can confirm it", async () => {
        for (const command of ["up", "revoke", "revoke alice"]) {
            const { code, stdout, stderr } = await rollcall(
                `${command} --live --roster ${tiny}`,
                live,
            );
            assert.equal(code, 2, command);
            assert.match(stdout, /^live: everything below happens in the real systems\n/);
            assert.match(stderr, /--live without a terminal needs --yes\n {2}nothing was touched/);
        }
        const { stdout } = await rollcall(`up --live --json --roster ${tiny}`, live);
        const { mode } = JSON.parse(stdout);
        assert.equal(mode, "live");
    });

    it("is described before the question: organisation, accounts and server", async () => {
        const { stdout } = await rollcall(`up --live --roster ${tiny}`, live);
        assert.equal(
            stdout,
            text`
                live: everything below happens in the real systems
                  github: organisation tiny (1)
                  aws: Identity Center in 999999999999, eu-central-1
                  aws: accounts 111111111111 (dev), 333333333333 (prod)
                  vault: https://vault.tiny.example:8200
            `,
        );
    });

    it("is never live when the sandbox's own variables are set", async () => {
        for (const [name, value] of [
            ["ROLLCALL_WORLD", "/somewhere"],
            ["PULUMI_HOME", "/home/of/rollcall/pulumi"],
            ["PULUMI_BACKEND_URL", "file:///home/of/rollcall/state"],
        ] as const) {
            const { code, stderr } = await rollcall(`up --live --yes --roster ${tiny}`, {
                environment: { ...live.environment, [name]: value },
            });
            assert.equal(code, 1, name);
            assert.ok(stderr.includes(`rollcall: ${name} is set for the sandbox`), stderr);
        }
    });

    it("accepts no instant but now for live systems", async () => {
        const { code, stderr } = await rollcall(`up --live --yes --roster ${tiny}`, {
            environment: { ROLLCALL_NOW: "2027-01-01" },
        });
        assert.equal(code, 1);
        assert.match(stderr, /ROLLCALL_NOW is 2027-01-01/);
    });

    it("is never live for down", async () => {
        const { code, stderr } = await rollcall("down --live");
        assert.equal(code, 2);
        assert.match(stderr, /sandbox only/);
    });

    it("is stated first, and a roster with errors is refused before anything is touched", async () => {
        const environment = { ROLLCALL_HOME: "/nowhere/that/could/be/written" };
        const people = await rollcall("up --roster nowhere", { environment });
        assert.equal(people.code, 2);
        assert.match(
            people.stdout,
            /^sandbox: everything below happens in \/nowhere\/that\/could\/be\/written\/world, nothing real is touched\n$/,
        );
        assert.match(people.stderr, /^rollcall: no folder "nowhere" in /);
        const data = await rollcall("preview --roster nowhere --json", { environment });
        assert.equal(data.code, 2);
        const { ok, mode, problems } = JSON.parse(data.stdout);
        assert.deepEqual({ ok, mode }, { ok: false, mode: "sandbox" });
        assert.equal(problems.length, 1);
    });

    it("has the stacks of the roster and no others", async () => {
        const { code, stdout } = await rollcall(`up --roster ${tiny} --stack prd --json`);
        assert.equal(code, 2);
        assert.deepEqual(JSON.parse(stdout), {
            ok: false,
            mode: "sandbox",
            error: { message: 'there is no stack "prd"', hint: 'did you mean "prod"?' },
        });
    });

    it("is set by the variables that the help of preview gives for a manual run", async () => {
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
