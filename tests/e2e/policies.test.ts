import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { engine, root, Sandbox } from "./sandbox";
import { wrapEngine } from "./wrapEngine";

const stacks = ["org", "dev", "staging", "prod"];

/**
 * The roster's rules and the pack's come from one table, so that no roster passes the one and breaks
 * the other. So the engine is given a pack more: one that takes no role of checkout.
 */
const strictPack = `
const { PolicyPack } = require(${JSON.stringify(path.join(root, "node_modules/@pulumi/policy"))});
new PolicyPack("strict", {
    policies: [
        {
            name: "no-checkout",
            description: "Nothing of checkout.",
            enforcementLevel: "mandatory",
            validateResource: ({ type, name }, report) => {
                if (type === "aws:iam/role:Role" && name === "checkout") report("there is one");
            },
        },
    ],
});
`;

describe("up with policies, on the real engine", function () {
    this.timeout(300_000);
    const sandbox = new Sandbox();
    /** The engine's folder, first in PATH, by the pack that it is given besides. */
    const paths = new Map<string, string>();
    before("gets the engine, which may have to be built", async function () {
        this.timeout(1_800_000);
        const folder = await engine();
        for (const [name, program] of [
            ["strict", strictPack],
            ["broken", "process.exit(1);\n"],
        ] as const) {
            paths.set(name, engineWith(sandbox, folder, name, program));
        }
    });
    after(() => sandbox.remove());

    const run = async (verb: "up" | "preview", pack: "strict" | "broken") => {
        const PATH = [paths.get(pack), process.env.PATH].join(path.delimiter);
        const outcome = await sandbox.run([verb, "--sandbox", "--json"], { PATH });
        return { ...outcome, ...JSON.parse(outcome.stdout) };
    };
    const count = () => stacks.map((stack) => sandbox.resources(stack).size);
    const nothing = stacks.map(() => 0);

    for (const verb of ["preview", "up"] as const) {
        it(`${verb} reports which resource violates which policy, and creates nothing`, async () => {
            const { code, ok, stacks: summaries, stderr } = await run(verb, "strict");
            assert.equal(code, 1);
            assert.equal(ok, false);
            const errors: [string, string][] = summaries.flatMap(
                ({ stack, error }: { stack: string; error?: string }) =>
                    error === undefined ? [] : [[stack, error]],
            );
            const broken = errors.map(([stack]) => stack).sort();
            assert.deepEqual(broken, ["dev", "prod", "staging"], JSON.stringify(errors));
            for (const [, error] of errors) {
                assert.match(
                    error,
                    /aws:iam\/role:Role checkout: policy no-checkout: .*\nthere is one/,
                );
            }
            assert.doesNotMatch(stderr, /\d created/);
            assert.deepEqual(count(), nothing, "the states are empty");
            const made = [...sandbox.kept().keys()].filter((file) => /iamRoles|teams/.test(file));
            assert.deepEqual(made, [], "and so is the world, but for what was there before");
        });
    }

    it("fails if a pack cannot start", async () => {
        const { code, stacks: summaries } = await run("up", "broken");
        assert.equal(code, 1);
        for (const { error, created } of summaries) {
            assert.equal(created, 0);
            assert.match(error, /policy|analyzer/i);
        }
        assert.equal(summaries.length, stacks.length);
        assert.deepEqual(count(), nothing);
    });

    it("still revokes what is to be revoked, and changes nothing else", async () => {
        await sandbox.up();
        const before = count();
        sandbox.edit("teams.yaml", /\n *- (\{ person: )?yusuf\b.*/, "");
        sandbox.edit("services/checkout.yaml", "LOG_LEVEL: info", "LOG_LEVEL: debug");
        const { code, stacks: summaries } = await run("up", "strict");
        assert.equal(code, 1);
        const of = (name: "revoked" | "created" | "updated" | "deleted") =>
            summaries.reduce(
                (sum: number, each: Record<string, number>) => sum + (each[name] ?? 0),
                0,
            );
        assert.ok(of("revoked") > 1);
        assert.deepEqual([of("created"), of("deleted")], [0, 0]);
        assert.ok(of("updated") > 0, "the roles that were lost deny everything now");
        assert.ok(![...sandbox.kept().values()].some((text) => text.includes('"debug"')));
        const lost = before.map((size, index) => size - (count()[index] ?? 0));
        assert.equal(
            of("revoked"),
            lost.reduce((sum, one) => sum + one, 0),
        );
    });
});

/** The engine, which is told of one pack more wherever it is told of packs. */
function engineWith(sandbox: Sandbox, real: string, name: string, program: string): string {
    const folder = path.join(sandbox.folder, name);
    mkdirSync(folder);
    const write = (file: string, text: string) => {
        const written = path.join(folder, file);
        writeFileSync(written, text, { mode: 0o755 });
        return written;
    };
    const script = write("pack.js", program);
    write("package.json", JSON.stringify({ name, version: "1.0.0" }));
    const pack = write("pack", `#!/bin/sh\ncd "${folder}" && exec node "${script}" "$@"\n`);
    const settings = write("settings.json", "{}");
    const more = `--policy-pack "${pack}" --policy-pack-config "${settings}"`;
    return wrapEngine(
        real,
        folder,
        `case " $* " in *" --policy-pack "*) set -- "$@" ${more} ;; esac`,
    );
}
