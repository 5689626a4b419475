import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { seedWorld, type WorldSeed } from "../../sandbox/seed";
import type { World } from "../../sandbox/world";
import { newWorld, seed } from "./engineClient";

const again = (world: World, changed: Partial<WorldSeed>) =>
    seedWorld(world, { ...seed, ...changed });

describe("sandbox seed", () => {
    it("adds what exists before Rollcall", async () => {
        const world = await newWorld();
        assert.deepEqual(world.list("github/organizations"), [
            {
                id: 100200,
                login: "acme",
                baseUrl: "https://api.github.com/",
                basePermission: "none",
                lastTeamId: 4700000,
            },
        ]);
        assert.deepEqual(
            world.list("aws/accounts").map(({ id }) => id),
            ["111111111111", "222222222222", "999999999999"],
        );
        assert.equal(world.read("aws/credentials", "default")?.accountId, "999999999999");
        assert.deepEqual(world.list("vault/mounts"), [{ path: "kv-dev" }]);
        assert.ok(world.read("vault/authMounts", "auth_oidc_1a2b3c4d"));
    });

    it("rewrites no file if nothing has changed", async () => {
        const world = await newWorld();
        const before = contents(world.folder);
        await seedWorld(world.folder, seed);
        assert.deepEqual(contents(world.folder), before);
    });

    it("renames an account and a repository whose id it knows", async () => {
        const world = await newWorld();
        await again(world, {
            accounts: [{ login: "alice-new", id: 5000001 }],
            repositories: [{ name: "cashier", id: 789012 }],
        });
        assert.equal(world.read("github/accounts", 5000001)?.login, "alice-new");
        assert.deepEqual(world.read("github/repositories", 789012), {
            id: 789012,
            name: "cashier",
            formerNames: ["checkout"],
        });
        await again(world, {});
        const back = world.read("github/repositories", 789012);
        assert.deepEqual(back?.formerNames, ["cashier"]);
    });

    it("removes what it no longer names, unless something refers to it", async () => {
        const world = await newWorld();
        await world.transaction((transaction) => {
            const member = { accountId: 5000001, role: "member", state: "active" } as const;
            transaction.put("github/members", 5000001, member);
            const given = { teamId: 1, repositoryId: 789013, permission: "pull" };
            transaction.put("github/teamRepositories", "1.789013", given);
        });
        const nothing = { accounts: [], repositories: [], awsAccounts: [] };
        await again(world, nothing);
        assert.deepEqual(
            world.list("github/accounts").map(({ id }) => id),
            [5000001],
        );
        assert.deepEqual(
            world.list("github/repositories").map(({ id }) => id),
            [789013],
        );
        assert.deepEqual(
            world.list("aws/accounts").map(({ id }) => id),
            ["999999999999"],
        );

        await world.transaction((transaction) => transaction.remove("github/members", 5000001));
        await again(world, nothing);
        assert.deepEqual(world.list("github/accounts"), []);
        assert.ok(!JSON.stringify(contents(world.folder)).includes("alice"));
    });

    it("gives a login to the account that has it now", async () => {
        const world = await newWorld();
        await world.transaction((transaction) => {
            const member = { accountId: 5000001, role: "member", state: "active" } as const;
            transaction.put("github/members", 5000001, member);
        });
        await again(world, { accounts: [{ login: "alice-acme", id: 6 }] });
        assert.equal(world.read("github/accounts", 6)?.login, "alice-acme");
        assert.equal(world.read("github/accounts", 5000001)?.login, "ghost-5000001");
    });

    it("works without AWS and without Vault, and removes them when they go", async () => {
        const { identityCenter: _aws, vault: _vault, ...github } = seed;
        const world = await newWorld({ ...github, awsAccounts: [] });
        assert.deepEqual(readdirSync(world.folder).sort(), [".journal", "github"]);
        await seedWorld(world, seed);
        await seedWorld(world, { ...github, awsAccounts: [] });
        assert.deepEqual(world.list("aws/accounts"), []);
        assert.deepEqual(world.list("aws/identityStores"), []);
        assert.deepEqual(world.list("vault/servers"), []);
    });

    it("keeps users that the plugins created, and removes those of another system", async () => {
        const world = await newWorld();
        const { identityStoreId } = seed.identityCenter;
        const common = { identityStoreId, displayName: "A", attributes: {} };
        await world.transaction((transaction) => {
            transaction.put("aws/users", "made", { ...common, userId: "made", userName: "made" });
        });
        const users = [{ userId: "scim", userName: "scim" }];
        await again(world, { identityCenter: { ...seed.identityCenter, users } });
        assert.deepEqual(
            world.list("aws/users").map(({ userId }) => userId),
            ["made", "scim"],
        );
        await again(world, {});
        assert.deepEqual(
            world.list("aws/users").map(({ userId }) => userId),
            ["made"],
        );
    });

    it("keeps what services refer to, and removes it once they are gone", async () => {
        const world = await newWorld();
        await world.transaction((transaction) => {
            transaction.put("github/environments", "789012.prod", {
                repositoryId: 789012,
                name: "prod",
                waitTimer: 0,
                preventSelfReview: false,
                canAdminsBypass: true,
                reviewers: { teams: [], users: [5000001] },
                branchPolicy: "all",
            });
            transaction.put("vault/kvSecrets", "kv-dev/x", {
                mount: "kv-dev",
                name: "x",
                versions: [],
            });
        });
        const nothing = {
            accounts: [],
            repositories: [],
            vault: { ...seed.vault, mounts: [] },
        };
        await again(world, nothing);
        assert.deepEqual(
            [
                world.list("github/repositories").map(({ id }) => id),
                world.list("github/accounts").map(({ id }) => id),
                world.list("vault/mounts").map(({ path }) => path),
            ],
            [[789012], [5000001], ["kv-dev"]],
        );
        await world.transaction((transaction) => {
            transaction.remove("github/environments", "789012.prod");
            transaction.remove("vault/kvSecrets", "kv-dev/x");
        });
        await again(world, nothing);
        assert.deepEqual(world.list("github/repositories"), []);
        assert.deepEqual(world.list("github/accounts"), []);
        assert.deepEqual(world.list("vault/mounts"), []);
    });

    it("has the OIDC providers that somebody else set up, and leaves a program's alone", async () => {
        const world = await newWorld();
        const arn = (id: string) =>
            `arn:aws:iam::${id}:oidc-provider/token.actions.githubusercontent.com`;
        await again(world, { oidcProviders: [{ accountId: "111111111111" }] });
        const found = world.read("aws/oidcProviders", arn("111111111111"));
        assert.deepEqual(found?.clientIds, ["sts.amazonaws.com"]);
        const { seeded: _mark, ...made } = { ...found, accountId: "222222222222" };
        await world.transaction((transaction) => {
            const own = { ...made, arn: arn("222222222222"), clientIds: ["other"] };
            transaction.put("aws/oidcProviders", own.arn, own as never);
        });
        await again(world, { oidcProviders: [{ accountId: "222222222222" }] });
        assert.deepEqual(
            world
                .list("aws/oidcProviders")
                .map(({ accountId, clientIds }) => [accountId, clientIds]),
            [["222222222222", ["other"]]],
        );
    });

    it("refuses another organisation's world", async () => {
        const world = await newWorld();
        await assert.rejects(
            again(world, { organization: { login: "umbrella", id: 7 } }),
            /this world is that of the organisation acme with the id 100200, not of umbrella/,
        );
        await again(world, { organization: { login: "acme-inc", id: 100200 } });
        assert.equal(world.read("github/organizations", 100200)?.login, "acme-inc");
    });
});

function contents(folder: string): Record<string, string> {
    const found: Record<string, string> = {};
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        const path = join(folder, name);
        if (statSync(path).isFile()) found[name] = readFileSync(path, "utf8");
    }
    return found;
}
