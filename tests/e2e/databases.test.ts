import assert from "node:assert/strict";
import * as path from "node:path";
import { vaultDatabaseLogin } from "../../sandbox/vaultDatabaseLogin";
import { vaultLogin } from "../../sandbox/vaultLogin";
import { World } from "../../sandbox/world";
import { difference, engine, Sandbox, today } from "./sandbox";

const instant = Date.parse(today);
const role = "SecretBackendRole books";
const policy = "Policy books";

describe("a database whose logins Vault creates, on the real engine", function () {
    this.timeout(240_000);
    const sandbox = new Sandbox(path.join(__dirname, "databases"));
    before("gets the engine, which may have to be built", function () {
        this.timeout(1_800_000);
        return engine();
    });
    after(() => sandbox.remove());

    const world = () => new World(path.join(sandbox.home, "world"));
    const roleNow = () => world().read("vault/databaseRoles", "database-dev/dev.books");

    /** A login as somebody asks for it, and the lease that ends it. */
    async function ask(): Promise<{ accessor: string; lease: string }> {
        const { token, accessor } = await vaultLogin(world(), "olga@acme.example", instant);
        assert.ok(token !== undefined && accessor !== undefined);
        const place = { mount: "database-dev", role: "dev.books" };
        const { lease, reason } = await vaultDatabaseLogin(world(), token, place, instant);
        assert.ok(lease, reason);
        return { accessor, lease };
    }

    it("is provisioned: a role, its policy, and a service that may ask", async () => {
        await sandbox.up();
        const [, jwtRole] = [...sandbox.kept()].find(([file]) => /jwtRoles/.test(file)) ?? [];
        assert.deepEqual(JSON.parse(jwtRole ?? "{}").token.policies, ["dev.secret.books.creds"]);
        assert.equal(
            world().read("vault/policies", "dev.secret.books.creds")?.policy,
            'path "database-dev/creds/dev.books" {\n  capabilities = ["read"]\n}\n',
        );
        assert.equal(roleNow()?.defaultTtl, 900);
        const again = await sandbox.up();
        assert.deepEqual([again.get("dev")?.created, again.get("dev")?.updated], [0, 0]);
    });

    it("is in the report, with the people who can get a login", async () => {
        const { stdout } = await sandbox.run(["secrets", "--sandbox", "--json"]);
        const { secrets } = JSON.parse(stdout) as { secrets: object[] };
        assert.deepEqual(secrets, [
            {
                secret: "books",
                environment: "dev",
                owner: "payments",
                kind: "vault-database",
                version: null,
                rotatedAt: null,
                nextRotation: null,
                overdue: false,
                ttl: 900,
                consumers: ["ledger"],
                readers: ["erin", "frank", "olga"],
            },
        ]);
        const shown = await sandbox.run(["secrets", "--sandbox"]);
        assert.match(shown.stdout, /vault-database.*each lasts 15m.*3 people, ledger/);
    });

    it("is updated in place, and replaced without an interruption for another connection", async () => {
        sandbox.edit("roster.yaml", "ttl: 15m", "ttl: 5m");
        assert.equal((await sandbox.up()).get("dev")?.updated, 1);
        assert.equal(roleNow()?.defaultTtl, 300);
        sandbox.edit("roster.yaml", "connection: ledger", "connection: books");
        assert.equal((await sandbox.up()).get("dev")?.replaced, 1);
        assert.equal(roleNow()?.dbName, "books");
    });

    it("has nothing to rotate for a leaver, whose logins end with their tokens", async () => {
        const { accessor, lease } = await ask();
        const left = await sandbox.run(["leave", "olga", "--json"]);
        assert.equal(left.code, 0, left.stderr);
        const { rotates, loses } = JSON.parse(left.stdout) as {
            rotates: string[];
            loses: { system: string; permission: string }[];
        };
        assert.deepEqual(rotates, []);
        assert.ok(loses.some((one) => one.system === "vault" && one.permission === "reader"));
        assert.ok(world().read("vault/leases", lease), "nothing is revoked before the run");
        await sandbox.up();
        assert.equal(world().read("vault/tokens", accessor), undefined);
        assert.equal(world().read("vault/leases", lease), undefined);
    });

    it("is removed: the service's role first, then role and policy", async () => {
        const before = sandbox.resources("dev");
        sandbox.edit("roster.yaml", /\nsecrets:[\s\S]*$/, "\n");
        await sandbox.up();
        assert.equal(roleNow(), undefined);
        assert.equal(world().read("vault/policies", "dev.secret.books.creds"), undefined);
        const { gone } = difference(before, sandbox.resources("dev"));
        assert.ok(gone.includes(role) && gone.includes(policy), gone.join(", "));
        assert.ok(gone.includes("AuthBackendRole ledger"), gone.join(", "));
    });
});
