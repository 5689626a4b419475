import assert from "node:assert/strict";
import type { Roster } from "../../model/roster";
import { judge } from "../../planners/judge";
import { planSecrets } from "../../planners/planSecrets";
import { findSecretAccess, secretReaders } from "../../planners/secretReaders";
import type { Draft } from "./organization";
import { now, organization, readable } from "./organization";
import { holdingsOf } from "./sample";

/** The small organisation with a secret of checkout, changed. */
function withSecret(change: (draft: Draft) => void = () => undefined) {
    const draft = organization();
    draft.secrets = {
        key: {
            service: "checkout",
            in: ["dev", "prod"],
            kind: "generated",
            rotateEvery: "30d",
            reason: "no OIDC there",
            deliver: { vault: "checkout/key", aws: "checkout/key", github: "KEY" },
        },
    };
    change(draft);
    const roster = readable(draft);
    const secret = roster.secrets.get("key");
    assert.ok(secret);
    return { roster, secret, holdings: holdingsOf(roster, now) };
}

function readers(environment: string, change?: (draft: Draft) => void): string[] {
    const { secret, holdings } = withSecret(change);
    return secretReaders(holdings, secret, [environment]);
}

/** What the auditors' role says, who are only olga; nothing else gives her anything. */
const auditorsMay = (part: object) => (draft: Draft) => {
    draft.roles.auditor = { description: "Looks", ...part };
};

describe("who can read a secret", () => {
    it("people who deploy without an approval, and administrators, but not those who need one", () => {
        // payments pushes to checkout, which nobody reviews in dev; erin and frank own everything.
        assert.deepEqual(readers("dev"), ["alice", "erin", "frank", "kim"]);
        assert.deepEqual(readers("prod"), ["erin", "frank"]);
    });

    it("in all of its environments if none is named", () => {
        const { secret, holdings } = withSecret();
        assert.deepEqual(secretReaders(holdings, secret), ["alice", "erin", "frank", "kim"]);
    });

    const cases: readonly [what: string, part: object, reads: boolean][] = [
        ["a path in Vault", { vault: [{ path: "checkout/key", capabilities: ["read"] }] }, true],
        ["a pattern in Vault", { vault: [{ path: "+/key", capabilities: ["read"] }] }, true],
        ["the whole mount", { vault: [{ path: "*", capabilities: ["read"] }] }, true],
        ["only listing", { vault: [{ path: "checkout/key", capabilities: ["list"] }] }, false],
        ["another path", { vault: [{ path: "checkout/app/*", capabilities: ["read"] }] }, false],
        ["a managed policy that reads secrets", { aws: { managed: ["PowerUserAccess"] } }, true],
        ["a managed policy that does not", { aws: { managed: ["SecurityAudit"] } }, false],
        [
            "the value in Secrets Manager",
            awsMay("secretsmanager:GetSecretValue", "secret:checkout/*"),
            true,
        ],
        ["any action there", awsMay("secretsmanager:*", "secret:checkout/key-??????"), true],
        [
            "who may read it",
            awsMay("secretsmanager:PutResourcePolicy", "secret:checkout/key-*"),
            true,
        ],
        ["another secret", awsMay("secretsmanager:GetSecretValue", "secret:ledger/*"), false],
        ["another action", awsMay("secretsmanager:DescribeSecret", "secret:checkout/*"), false],
    ];
    for (const [what, part, reads] of cases) {
        it(`a role that grants ${what}: ${reads ? "yes" : "no"}`, () => {
            assert.equal(readers("prod", auditorsMay(part)).includes("olga"), reads);
        });
    }

    function awsMay(action: string, resource: string) {
        const resources = [`arn:aws:secretsmanager:*:333333333333:${resource}`];
        return { aws: { statements: [{ actions: [action], resources }] } };
    }

    it("people who run another service's pipeline that may read it", () => {
        const change = (reading: string) => (draft: Draft) => {
            draft.services.worker = {
                description: "Works",
                repository: { name: "worker", id: 789099 },
                owner: "audit",
                in: ["dev"],
                vault: [{ path: reading, capabilities: ["read"] }],
            };
            draft.people.olga = {
                name: "Olga Orre",
                email: "olga@acme.example",
                github: { login: "olga-acme", id: 5000099 },
            };
            draft.grants.push({
                team: "audit",
                role: "developer",
                services: ["worker"],
                in: ["dev"],
            });
        };
        assert.ok(readers("dev", change("checkout/*")).includes("olga"));
        assert.ok(!readers("dev", change("worker/*")).includes("olga"));
        const { secret, holdings } = withSecret(change("checkout/*"));
        assert.deepEqual(findSecretAccess(holdings)(secret, "dev").consumers, [
            "checkout",
            "worker",
        ]);
    });

    it("whoever may read it from another environment in the same account", () => {
        const shared = (draft: Draft) => {
            draft.environments.prod = {
                ...draft.environments.prod,
                aws: { accountId: "111111111111", region: "eu-west-1" },
            };
            const key = draft.secrets?.key;
            assert.ok(key);
            key.in = ["prod"];
            key.deliver = { aws: "prod/checkout/key" };
        };
        const reading = (resource: string) => ({
            statements: [{ actions: ["secretsmanager:GetSecretValue"], resources: [resource] }],
        });
        const inDev = (change: (draft: Draft) => void) => (draft: Draft) => {
            draft.grants = draft.grants.filter(({ role }) => role !== "auditor");
            draft.grants.push({ team: "audit", role: "auditor", in: ["dev"] });
            draft.roles.auditor = { description: "Looks", aws: reading("*") };
            change(draft);
        };
        assert.deepEqual(readers("prod", inDev(shared)), ["erin", "frank", "olga"]);
        const apart = (draft: Draft) => {
            shared(draft);
            draft.environments.prod = organization().environments.prod ?? {};
        };
        assert.deepEqual(readers("prod", inDev(apart)), ["erin", "frank"]);
        const byService = (draft: Draft) => {
            shared(draft);
            draft.services.worker = {
                description: "Works",
                repository: { name: "worker", id: 789099 },
                owner: "payments",
                in: ["dev"],
                aws: reading("arn:aws:secretsmanager:${region}:${account}:secret:*"),
            };
            draft.grants.push({
                person: "kim",
                role: "developer",
                services: ["worker"],
                in: ["dev"],
            });
        };
        assert.deepEqual(readers("prod", byService), ["erin", "frank", "kim"]);
        const { secret, holdings } = withSecret(byService);
        assert.deepEqual(findSecretAccess(holdings)(secret, "prod").consumers, [
            "checkout",
            "worker",
        ]);
    });

    it("the owning team, if a value is made elsewhere and delivered nowhere", () => {
        const external = (draft: Draft) => {
            const key = draft.secrets?.key;
            assert.ok(key);
            key.kind = "external";
            delete key.deliver;
        };
        assert.deepEqual(readers("prod", external), ["alice", "erin", "frank", "kim"]);
    });

    it("nobody, if Vault creates a login per request: there is no value to know", () => {
        const dynamic = (draft: Draft) => {
            const key = draft.secrets?.key;
            assert.ok(key);
            key.kind = "vault-database";
        };
        assert.deepEqual(readers("dev", dynamic), []);
    });
});

describe("where a secret is delivered", () => {
    const complaints = (change: (draft: Draft) => void) =>
        judge(withSecret(change).roster, { instant: now, lapsed: "error" })
            .filter(({ message }) => /deliver/.test(message))
            .map(({ rule, message }) => `${rule} ${message.split(";")[0]}`);
    const deliver = (places: object) => (draft: Draft) => {
        const key = draft.secrets?.key;
        assert.ok(key);
        key.deliver = places;
    };

    it("is required, in each environment", () => {
        assert.deepEqual(complaints(deliver({ vault: "checkout/key" })), []);
        assert.deepEqual(complaints(deliver({})), [
            "missing-value key is delivered to nobody in dev",
            "missing-value key is delivered to nobody in prod",
        ]);
        const withoutMount = (draft: Draft) => {
            deliver({ vault: "checkout/key" })(draft);
            delete draft.environments.prod?.vault;
        };
        assert.deepEqual(complaints(withoutMount), [
            "missing-value key is delivered to nobody in prod",
        ]);
    });

    it("gives an access key what its service may do, and is refused if that is nothing", () => {
        const key = (change: (draft: Draft) => void) =>
            withSecret((draft) => {
                const declared = draft.secrets?.key;
                assert.ok(declared);
                declared.kind = "aws-access-key";
                change(draft);
            }).roster;
        const [spec] = planSecrets(
            key(() => undefined),
            "prod",
        );
        assert.equal(spec?.user?.name, "prod.secret.key");
        assert.deepEqual(JSON.parse(spec.user.policy).Statement, [
            {
                Effect: "Allow",
                Action: "ecs:UpdateService",
                Resource: "arn:aws:ecs:eu-west-1:333333333333:service/checkout/*",
            },
        ]);
        const rules = (roster: Roster) =>
            judge(roster, { instant: now, lapsed: "error" })
                .filter(({ message }) => /^key |^the policy of key /.test(message))
                .map(({ rule }) => rule);
        assert.deepEqual(rules(key(() => undefined)), []);
        const without = key(({ services }) => {
            if (services.checkout) delete services.checkout.aws;
        });
        assert.deepEqual(rules(without), ["missing-value", "missing-value"]);
        const long = key(({ services }) => {
            const [statement] = services.checkout?.aws?.statements ?? [];
            assert.ok(statement);
            statement.resources = Array.from(
                { length: 40 },
                (_, n) => `arn:aws:ecs:eu-west-1:333333333333:service/cluster-${n}/checkout`,
            );
        });
        assert.deepEqual(rules(long), ["policy-too-long", "policy-too-long"]);
    });

    it("is one place below the mount, and never another secret's", () => {
        for (const path of ["/kv-dev/data/key", "checkout/*", "+/key"]) {
            assert.deepEqual(complaints(deliver({ vault: path })), [
                `invalid-value key is delivered to "${path}", which is no place below the ` +
                    "environment's KV v2 mount",
            ]);
        }
        const twice = (draft: Draft) => {
            const key = draft.secrets?.key;
            assert.ok(key && draft.secrets);
            draft.secrets.other = { ...key, in: ["dev"], deliver: { github: "KEY" } };
        };
        assert.deepEqual(complaints(twice), [
            "duplicate-identity other of dev is delivered to the same place as key of dev: " +
                "github checkout/dev/KEY",
        ]);
    });

    it("is one place for two environments in one account and region", () => {
        const shared = (region: string, places: object) => (draft: Draft) => {
            draft.environments.prod = {
                ...draft.environments.prod,
                aws: { accountId: "111111111111", region },
            };
            deliver(places)(draft);
        };
        const fixed = { aws: "checkout/key", vault: "checkout/key", github: "KEY" };
        assert.deepEqual(complaints(shared("eu-west-1", fixed)), [
            "duplicate-identity key of prod is delivered to the same place as key of dev: " +
                "aws checkout/key in account 111111111111, eu-west-1",
        ]);
        assert.deepEqual(complaints(shared("eu-north-1", fixed)), []);
        const filled = { aws: "${environment}/checkout/key" };
        assert.deepEqual(complaints(shared("eu-west-1", filled)), []);
    });

    it("is not where a value is that is made elsewhere: it would be overwritten", () => {
        const beside = (kind: "external" | "generated") => (draft: Draft) => {
            const key = draft.secrets?.key;
            assert.ok(key && draft.secrets);
            key.kind = kind;
            const { rotateEvery: _, ...other } = key;
            draft.secrets.other = { ...other, kind: "external", in: ["dev"] };
        };
        const found = complaints(beside("generated"));
        assert.deepEqual(
            found.map((one) => one.split(":")[0]),
            Array(3).fill(
                "duplicate-identity other of dev is delivered to the same place as key of dev",
            ),
        );
        // One document that somebody else keeps may hold two values.
        assert.deepEqual(complaints(beside("external")), []);
    });

    it("is the same place in GitHub regardless of case, but not in Vault", () => {
        const twice = (places: object) => (draft: Draft) => {
            const key = draft.secrets?.key;
            assert.ok(key && draft.secrets);
            draft.secrets.other = { ...key, in: ["dev"], deliver: places };
        };
        assert.deepEqual(complaints(twice({ github: "Key" })), [
            "duplicate-identity other of dev is delivered to the same place as key of dev: " +
                "github checkout/dev/Key",
        ]);
        assert.deepEqual(complaints(twice({ vault: "checkout/KEY", aws: "checkout/Key" })), []);
    });
});
