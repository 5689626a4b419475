import assert from "node:assert/strict";
import { cleanMessage } from "../../engine/diagnostics";

describe("the engine's messages", () => {
    const clean = (message: string, environment = {}) => cleanMessage(message, environment);

    it("are stripped of colours and the engine's prefix", () => {
        assert.equal(clean("\u001b[31merror: \u001b[0mno such stack\n"), "no such stack");
    });

    it("are stripped of a program's stack trace, but not of its message", () => {
        const thrown = [
            "Running program '/srv/stacks/index.js' failed with an unhandled exception:",
            "Error: roster/people.yaml:3:5 unknown-key",
            "  people at work are listed here",
            "    at load (/srv/model/load.js:10:11)",
            "    at async Promise.all (index 0)",
            "    at node:internal/main/run_main_module:28:49",
            "",
            "Node.js v20.20.2",
        ].join("\n");
        assert.equal(
            clean(thrown),
            "roster/people.yaml:3:5 unknown-key\n  people at work are listed here",
        );
    });

    it("are shown once if a bridged provider reports them twice", () => {
        const call = "DELETE http://127.0.0.1:1/api/v3/orgs/lab/memberships/lea: 404 Not Found []";
        const log = `sdk-v2/provider2.go:571: sdk.helper_schema: ${call}: provider=github@6.15.0`;
        const urn = "urn:pulumi:org::rollcall::github:index/membership:Membership::lea";
        assert.equal(clean(log), call);
        assert.equal(clean(`deleting ${urn}: 1 error occurred:\n\t* ${call}\n\n`), call);
        const two = "2 errors occurred:\n\t* one\n\t* two";
        assert.equal(clean(two), two);
    });

    it("are unwrapped if the error has no stack", () => {
        const start = "Running program '/x.js' failed with an unhandled exception:\n";
        assert.equal(clean(`${start}[Error: one\n  two]\n`), "one\n  two");
        assert.equal(clean(`${start}[RosterError: three]\n`), "three");
    });

    it("never show a credential from the environment, nor one in an address", () => {
        const environment = {
            GITHUB_TOKEN: "ghp_0123456789",
            AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI",
            PULUMI_CONFIG_PASSPHRASE: "correct horse",
            HOME: "/home/erin-is-long",
            CI_TOKEN: "short",
        };
        const message =
            "401 for ghp_0123456789 and wJalrXUtnFEMI by correct horse in /home/erin-is-long, short; " +
            "postgres://rollcall:pa55@db.example/state";
        assert.equal(
            clean(message, environment),
            "401 for [secret] and [secret] by [secret] in /home/erin-is-long, short; " +
                "postgres://rollcall:[secret]@db.example/state",
        );
    });
});
