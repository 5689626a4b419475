import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeProgram } from "../engine/support";
import { rollcall } from "./support";

/** What an engine says of a backend: what it lists and exports; undefined: it refuses. */
interface Backend {
    readonly whoami?: boolean;
    readonly list?: readonly string[];
    readonly readable?: readonly string[];
}

describe("a backend that cannot be read", () => {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-backend-"));
    after(() => rmSync(folder, { recursive: true, force: true }));

    const noLogin = "PULUMI_ACCESS_TOKEN must be set for login";
    const live = async (line: string, { whoami, list, readable = [] }: Backend = {}) => {
        const state = JSON.stringify({ version: 3, deployment: { resources: [] } });
        await fakeProgram(
            join(folder, "bin", "pulumi"),
            `const [, , one, two, , stack] = process.argv;
            const say = (text) => { console.log(text); process.exit(0); };
            const fail = (text) => { console.error("error: " + text); process.exit(1); };
            const call = one + " " + two;
            if (one === "version") say("v3.259.0");
            if (one === "whoami" && ${whoami === true}) say('{"url": "s3://states"}');
            if (call === "stack ls" && ${list !== undefined})
                say(JSON.stringify(${JSON.stringify(list ?? [])}.map((name) => ({ name }))));
            if (call === "stack export" && ${JSON.stringify(readable)}.includes(stack))
                say(${JSON.stringify(state)});
            fail(${whoami === true} ? "403: access denied to " + stack : ${JSON.stringify(noLogin)});`,
        );
        await fakeProgram(join(folder, "bin", "pulumi-language-nodejs"), "");
        const environment = {
            ROLLCALL_HOME: join(folder, "home"),
            ROLLCALL_ENGINE: "path",
            PATH: join(folder, "bin"),
        };
        return rollcall(`${line} --live`, { environment });
    };

    it("is reported once, before any stack runs, with what to do next", async () => {
        for (const command of ["preview", "up --yes", "revoke --yes", "revoke alice --yes"]) {
            const { code, stdout, stderr } = await live(command);
            assert.equal(code, 1, command);
            assert.doesNotMatch(stdout, /stack|PULUMI_ACCESS_TOKEN/, command);
            assert.equal(stderr.split(noLogin).length, 2, `${command}: ${stderr}`);
            assert.match(
                stderr,
                /rollcall: cannot read state: PULUMI_ACCESS_TOKEN.*\n {2}.*pulumi login.*docs\/live\.md\n$/,
            );
        }
    });

    it("leaves out the table of secrets, and says so in JSON too", async () => {
        const { code, stdout, stderr } = await live("secrets");
        assert.equal(code, 1);
        assert.doesNotMatch(stdout, /checkout-signing-key/);
        assert.match(stderr, /cannot read state: PULUMI_ACCESS_TOKEN/);
        const json = await live("secrets --json");
        assert.equal(json.code, 1);
        const { ok, mode, secrets, error } = JSON.parse(json.stdout);
        assert.deepEqual({ ok, mode, secrets }, { ok: false, mode: "live", secrets: undefined });
        assert.match(error.message, /^cannot read state: /);
    });

    it("reports secrets that cannot be read by name and still shows the rest", async () => {
        const partly = { whoami: true, list: ["dev", "prod"], readable: ["dev"] };
        const { code, stdout, stderr } = await live("secrets", partly);
        assert.equal(code, 1);
        assert.doesNotMatch(stdout, /checkout-signing-key/);
        assert.match(
            stderr,
            /cannot read state of prod, so nothing is known of versions there: .*403.*\n {2}.*--stack/,
        );
        const unlisted = await live("secrets", { whoami: true, readable: ["dev"] });
        assert.equal(unlisted.code, 1);
        assert.match(unlisted.stderr, /cannot read state of staging, prod/);
        const dev = await live("secrets --stack dev", { whoami: true, readable: ["dev"] });
        assert.equal(dev.code, 0, dev.stderr);
    });

    it("is told apart from a backend without stacks", async () => {
        const { code, stdout } = await live("secrets", { whoami: true, list: [] });
        assert.equal(code, 0);
        assert.match(stdout, /in the next run/);
    });
});
