import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { deletionsIn, recordingEngine } from "./recordEngine";
import { difference, engine, leafOf, root, Sandbox } from "./sandbox";

const stacks = ["org", "dev", "staging", "prod"];

/** A run on the engine takes seconds, and the machine may have other things to do. */
const patience = 180_000;

/** Secrets that a pipeline has in its environment: none may reach a state. */
const canaries = {
    GITHUB_TOKEN: "canary-github-token",
    AWS_ACCESS_KEY_ID: "canary-aws-access-key",
    AWS_SECRET_ACCESS_KEY: "canary-aws-secret",
    AWS_SESSION_TOKEN: "canary-aws-session",
    VAULT_TOKEN: "canary-vault-token",
};

describe("up, on the real engine with the sandbox", function () {
    this.timeout(patience);
    const sandbox = new Sandbox();
    before("gets the engine, which may have to be built", function () {
        this.timeout(1_800_000);
        return engine();
    });
    after(() => sandbox.remove());

    const snapshot = () => new Map(stacks.map((stack) => [stack, sandbox.resources(stack)]));
    const changes = (before: ReturnType<typeof snapshot>) =>
        Object.fromEntries(
            stacks.flatMap((stack) => {
                const { gone, come } = difference(
                    before.get(stack) ?? new Map(),
                    sandbox.resources(stack),
                );
                return gone.length + come.length > 0
                    ? [[stack, { gone: gone.sort(), come: come.sort() }]]
                    : [];
            }),
        );

    it("a preview works before anything was applied, and changes nothing", async () => {
        const summary = await sandbox.apply("preview");
        assert.deepEqual([...summary.keys()], stacks);
        for (const { stack, created } of summary.values()) {
            assert.ok(created > 20, `${stack} would create ${created}`);
            assert.equal(sandbox.resources(stack).size, 0);
        }
    });

    it("provisions every stack, with no credential in any state", async () => {
        const summary = await sandbox.up(canaries);
        for (const stack of stacks) {
            assert.equal(summary.get(stack)?.created, sandbox.resources(stack).size);
        }
        for (const [file, text] of sandbox.kept()) {
            for (const canary of Object.values(canaries)) {
                assert.ok(!text.includes(canary), `${canary} is in ${file}`);
            }
        }
    });

    it("matches the golden list of URNs, stack by stack", () => {
        const urns = stacks.flatMap((stack) => [...sandbox.resources(stack).keys()].sort());
        const golden = path.join(__dirname, "urns.golden.txt");
        if (process.env.UPDATE_GOLDEN) writeFileSync(golden, `${urns.join("\n")}\n`);
        const known = readFileSync(golden, "utf8").trim().split("\n");
        assert.deepEqual(
            {
                missing: known.filter((urn) => !urns.includes(urn)),
                new: urns.filter((urn) => !known.includes(urn)),
            },
            { missing: [], new: [] },
        );
    });

    it("does not record where in the program resources were registered", () => {
        const positions = stacks.flatMap((stack) =>
            sandbox
                .state(stack)
                .filter(({ type }) => type !== "pulumi:pulumi:Stack")
                .flatMap(({ urn, sourcePosition, stackTrace }) =>
                    sourcePosition || stackTrace ? [urn] : [],
                ),
        );
        assert.deepEqual(positions, []);
    });

    it("run again, changes nothing, nor anything that git tracks", async () => {
        const status = () =>
            execFileSync("git", ["status", "--porcelain"], { cwd: root }).toString();
        const before = status();
        // Providers that a shell says are there already are none of the sandbox's.
        const elsewhere = { PULUMI_DEBUG_PROVIDERS: "aws:1,github:1,random:1,vault:1" };
        for (const summary of (await sandbox.up(elsewhere)).values()) {
            const { revoked, created, updated, deleted, replaced, failed } = summary;
            assert.deepEqual(
                [revoked, created, updated, deleted, replaced, failed],
                [0, 0, 0, 0, 0, 0],
            );
        }
        assert.equal(status(), before);
    });

    it("every resource named by an entitlement exists", async () => {
        const { stdout } = await sandbox.run(["access", "--json"]);
        const plan = JSON.parse(stdout) as {
            entitlements: { principal: string; resources: string[] }[];
        };
        const there = new Set(
            stacks.flatMap((stack) =>
                [...sandbox.resources(stack).keys()].map((urn) => `${stack} ${leafOf(urn)}`),
            ),
        );
        const named = plan.entitlements
            .flatMap(({ resources }) => resources)
            .map((resource) => {
                const [type = "", name] = resource.split("::");
                return `${type.split(":")[0]} ${type.split(":").at(-1)} ${name}`;
            });
        assert.ok(named.length > 500);
        for (const one of new Set(named)) assert.ok(there.has(one), one);
    });

    it("a person taken out of a team loses just its leaves, and secrets they read are renewed", async () => {
        const before = snapshot();
        sandbox.edit("teams.yaml", /\n *- (\{ person: )?yusuf\b.*/, "");
        const summary = await sandbox.up();
        const changed = changes(before);
        for (const { stack, revoked, created, deleted } of summary.values()) {
            // He may deploy to staging without anybody's approval, and so read what it is given.
            const renewed = stack === "staging" ? ["RandomPassword", "SecretVersion"] : [];
            assert.deepEqual(
                changed[stack]?.come ?? [],
                renewed.map((type) => `${type} checkout-signing-key/b`),
            );
            assert.deepEqual([created, deleted], [renewed.length, 0], "revoking took the rest");
            assert.equal(revoked, changed[stack]?.gone.length ?? 0, stack);
        }
        for (const { gone } of Object.values(changed)) {
            for (const leaf of gone) assert.match(leaf, / yusuf\//);
        }
        assert.ok(Object.keys(changed).length > 1, "more than one stack had them");
        assert.deepEqual(changed.org?.gone.length, 1);
    });

    it("a person who is gone leaves no trace of key, login or e-mail", async () => {
        const person = /\n {2}yusuf: .*(login: [\w-]+).*/;
        const text = readFileSync(path.join(sandbox.roster, "people/staff.yaml"), "utf8");
        const [, login = ""] = person.exec(text) ?? [];
        const traces = [/\byusuf\b/i, new RegExp(`${login.replace("login: ", "\\b")}\\b`)];
        assert.ok(
            [...sandbox.kept().values()].some((kept) => traces.every((one) => one.test(kept))),
        );
        sandbox.edit("people/staff.yaml", person, "");
        await sandbox.up();
        for (const [file, kept] of sandbox.kept()) {
            // What was before and what was done stay on record: that is what records are for.
            if (/\/(history|backups)\/|\.bak$/.test(file)) continue;
            for (const trace of traces) assert.doesNotMatch(kept, trace, file);
        }
    });

    it("a new service takes one block: its identity and its environments, and nothing else", async () => {
        const before = snapshot();
        writeFileSync(
            path.join(sandbox.roster, "services/search.yaml"),
            `services:
  search:
    description: Finds things
    repository: { name: search, id: 789090 }
    owner: storefront
    in: [dev, staging]
    aws:
      sessionMinutes: 60
      statements:
        - { actions: ["ecs:UpdateService"], resources: ["arn:aws:ecs:\${region}:\${account}:service/\${service}/*"] }
    vault: [{ path: "\${service}/app/*", capabilities: [read] }]
`,
        );
        await sandbox.up();
        const changed = changes(before);
        assert.deepEqual(changed.dev, {
            gone: [],
            come: ["AuthBackendRole search", "Policy search", "Role search"],
        });
        assert.deepEqual(changed.staging, changed.dev);
        const variables = ["AWS_REGION", "AWS_ROLE_ARN"].concat(
            ["ADDR", "NAMESPACE", "PATH", "ROLE"].map((name) => `VAULT_${name}`),
        );
        const environment = (key: string, branches: readonly string[]) => [
            ...variables.map((name) => `ActionsEnvironmentVariable search/${key}/${name}`),
            `RepositoryEnvironment search/${key}`,
            ...branches.map(
                (name) => `RepositoryEnvironmentDeploymentPolicy search/${key}/branch:${name}`,
            ),
        ];
        assert.deepEqual(changed.org, {
            gone: [],
            come: [
                ...environment("dev", ["*", "**/*"]),
                ...environment("staging", ["main", "release/*"]),
                "TeamRepository engineering/789090", // everybody may see what runs in dev and staging
            ].sort(),
        });
        assert.equal(changed.prod, undefined);
    });

    it("a statement removed from a service leaves nothing of it in the role", async () => {
        const policies = () =>
            [...sandbox.kept()].filter(
                ([file, text]) => file.startsWith("world/aws/iamRoles") && /search\/\*/.test(text),
            ).length;
        assert.equal(policies(), 2);
        sandbox.edit(
            "services/search.yaml",
            /\n {6}statements:\n.*/,
            "\n      managed: [SecurityAudit]",
        );
        await sandbox.up();
        assert.equal(policies(), 0);
    });

    it("a removed service: its role goes before its environment, in one run", async () => {
        const before = snapshot();
        rmSync(path.join(sandbox.roster, "services/search.yaml"));
        const events = path.join(sandbox.folder, "events");
        const PATH = await recordingEngine(path.join(sandbox.folder, "recording"), events);
        const summary = await sandbox.up({ PATH });
        assert.deepEqual(deletionsIn(events), [
            "destroy dev AuthBackendRole search, Role search",
            "destroy staging AuthBackendRole search, Role search",
            "up org RepositoryEnvironment search/dev, RepositoryEnvironment search/staging",
        ]);
        // The engine's debug messages, which nothing of ours reads or keeps, hold values of secrets.
        rmSync(events, { recursive: true });
        assert.equal(summary.get("dev")?.revoked, 2, "the two leaves, by target");
        assert.equal(summary.get("staging")?.revoked, 2);
        assert.ok((summary.get("org")?.deleted ?? 0) >= 2, "the environments, with the program");
        for (const { come } of Object.values(changes(before))) assert.deepEqual(come, []);
        const traces = [...sandbox.kept()].filter(
            ([file, text]) => file.startsWith("world") && /search/.test(text),
        );
        assert.deepEqual(
            traces.map(([file]) => file),
            [],
        );
    });

    it("a joiner gets their access, and nothing else changes", async () => {
        const before = snapshot();
        sandbox.edit(
            "people/staff.yaml",
            "\npeople:\n",
            "\npeople:\n  zelda: { name: Zelda Zorn, email: zelda@acme.example, github: { login: zelda-acme, id: 5999999 } }\n",
        );
        sandbox.edit("teams.yaml", /(\n {2}platform:[\s\S]*?members:)/, "$1\n      - zelda");
        await sandbox.up();
        for (const { gone, come } of Object.values(changes(before))) {
            assert.deepEqual(gone, []);
            assert.ok(come.length > 0);
            for (const leaf of come) assert.match(leaf, / zelda(\/|$)/);
        }
    });

    it("a renamed login: that person's leaves on GitHub are recreated, everything else stays", async () => {
        const before = snapshot();
        const world = () =>
            [...sandbox.kept()].filter(([file]) =>
                /world\/github\/(members|teamMembers)/.test(file),
            );
        const memberships = world().length;
        sandbox.edit("people/staff.yaml", "login: alice-acme", "login: alice-renamed");
        const summary = await sandbox.up();
        assert.deepEqual(changes(before), {});
        assert.equal(world().length, memberships, "everybody has what they had");
        const changed = [...sandbox.resources("org").values()].filter(
            ({ inputs }) => inputs?.username === "alice-renamed",
        );
        assert.ok(changed.length >= 2);
        assert.equal(summary.get("org")?.created, changed.length);
        for (const stack of stacks.slice(1)) {
            const { created, updated, deleted, replaced } = summary.get(stack) ?? {};
            assert.deepEqual([created, updated, deleted, replaced], [0, 0, 0, 0]);
        }
    });

    it("a person and a team renamed at once: nothing is created or deleted", async () => {
        const ids = () =>
            stacks.map((stack) =>
                [...sandbox.resources(stack).values()].map(({ id }) => id).sort(),
            );
        const before = ids();
        sandbox.editEverywhere("alice", "alicia");
        sandbox.edit("people/staff.yaml", "  alicia: { ", "  alicia: { previously: [alice], ");
        sandbox.editEverywhere("payments", "money");
        sandbox.edit("teams.yaml", "\n  money:\n", "\n  money:\n    previously: [payments]\n");
        const summary = await sandbox.up();
        for (const { stack, created, deleted, replaced } of summary.values()) {
            assert.deepEqual([created, deleted, replaced], [0, 0, 0], stack);
        }
        assert.deepEqual(ids(), before);
    });

    it("a renamed role keeps every resource", async () => {
        const before = stacks.map((stack) => sandbox.resources(stack).size);
        sandbox.editEverywhere("developer", "maker");
        sandbox.edit("roles.yaml", "\n  maker:\n", "\n  maker:\n    previously: [developer]\n");
        for (const { stack, created, deleted, replaced } of (await sandbox.up()).values()) {
            assert.deepEqual([created, deleted, replaced], [0, 0, 0], stack);
        }
        assert.deepEqual(
            stacks.map((stack) => sandbox.resources(stack).size),
            before,
        );
    });

    it("a create that fails is reported, and the other stacks carry on", async () => {
        sandbox.edit(
            "people/staff.yaml",
            "\npeople:\n",
            "\npeople:\n  quinn: { name: Quinn Quist, email: quinn@acme.example, github: { login: quinn-acme, id: 5999998 } }\n",
        );
        sandbox.edit("teams.yaml", /(\n {2}platform:[\s\S]*?members:)/, "$1\n      - quinn");
        const fault = {
            type: "github:index/teamMembership:TeamMembership",
            match: "quinn/platform",
            operation: "create",
            error: "422 the seeded fault",
        };
        const summary = await sandbox.up(
            { ROLLCALL_SANDBOX_FAULTS: JSON.stringify([fault]) },
            { code: 1 },
        );
        const org = summary.get("org");
        assert.equal(org?.failed, 1);
        assert.match(org?.error ?? "", /422 the seeded fault/);
        assert.doesNotMatch(org?.error ?? "", /at .*\.js:\d+/);
        for (const stack of stacks.slice(1)) assert.equal(summary.get(stack)?.failed, 0, stack);
        const healed = await sandbox.up();
        assert.equal(healed.get("org")?.created, 1);
    });

    it("down leaves nothing in any state", async () => {
        await sandbox.apply("down");
        for (const stack of stacks) {
            const file = path.join(sandbox.home, `state/.pulumi/stacks/rollcall/${stack}.json`);
            assert.ok(!existsSync(file) || sandbox.resources(stack).size === 0, stack);
        }
    });
});
