import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { jwtBackendPath } from "../../planners/workloads";
import { sandboxFolders } from "../../sandbox/environment";
import { claimsOf, type TokenClaims, type WorkflowRun } from "../../sandbox/githubToken";
import { assumeRoleWithWebIdentity } from "../../sandbox/tokenExchange";
import { newTokenSigner, type TokenSigner } from "../../sandbox/tokenSigner";
import { rehearseJwtLogin } from "../../sandbox/vaultJwtLogin";
import type { Verdict } from "../../sandbox/webIdentity";
import { World } from "../../sandbox/world";
import { rollcall } from "../cli/support";
import { engine, Sandbox, today } from "./sandbox";
import { forgeries, type Identity, identities, runs, stopping, tokens } from "./workflowRuns";

const instant = Date.parse(today);
const audiences = { aws: "sts.amazonaws.com", vault: "https://vault.acme.example:8200" };
const systems = ["aws", "vault"] as const;
type System = (typeof systems)[number];

/** How a token is made of its claims. */
type Sign = (claims: TokenClaims) => string | Promise<string>;

describe("workflow runs, against every role in the sample", function () {
    this.timeout(180_000);
    const sandbox = new Sandbox();
    let world: World;
    let github: TokenSigner;
    let mallory: TokenSigner;
    before("gets the engine, which may have to be built", async function () {
        this.timeout(1_800_000);
        await engine();
        await sandbox.up();
        world = new World(sandboxFolders(sandbox.home).world);
        github = await newTokenSigner();
        mallory = await newTokenSigner();
    });
    after(() => sandbox.remove());

    const ask = async (
        system: System,
        { service, environment, accountId }: Identity,
        claims: TokenClaims,
        sign: Sign = github.sign,
    ): Promise<Verdict> => {
        const request = { token: await sign(claims), keys: github.keys };
        if (system === "vault") {
            const backend = jwtBackendPath(environment);
            return rehearseJwtLogin(world, { ...request, backend, role: service }, instant);
        }
        const roleArn = `arn:aws:iam::${accountId}:role/rollcall/${environment}.${service}`;
        return assumeRoleWithWebIdentity(world, { ...request, roleArn }, instant);
    };

    /** The claims that stopped it, sorted; none where it gets in. */
    const assertStopped = (verdict: Verdict, expected: readonly string[], what: string) => {
        const claims = (verdict.mismatches ?? []).map(({ claim }) => claim).sort();
        assert.deepEqual(claims, expected, `${what}: ${verdict.reason}`);
        assert.equal(verdict.granted, expected.length === 0, `${what}: ${verdict.reason}`);
    };

    const forEachRole = async (
        work: (identity: Identity, system: System, what: string) => Promise<void>,
    ) => {
        for (const identity of identities) {
            for (const system of systems) {
                await work(
                    identity,
                    system,
                    `${identity.environment}/${identity.service} ${system}`,
                );
            }
        }
    };

    it("covers every role and every run", () => {
        const inAws = identities.map((one) => `${one.accountId} ${one.environment}.${one.service}`);
        const roles = world.list("aws/iamRoles").map((role) => `${role.accountId} ${role.name}`);
        assert.deepEqual(roles.sort(), inAws.sort());
        const inVault = identities.map((one) => `github-actions-${one.environment} ${one.service}`);
        const jwtRoles = world.list("vault/jwtRoles").map((role) => `${role.backend} ${role.name}`);
        assert.deepEqual(jwtRoles.sort(), inVault.sort());
        const tried = [runs, tokens, forgeries].flatMap((table) => Object.keys(table));
        assert.ok(tried.length >= 40, `${tried.length}`);
    });

    for (const [name, [change, conditions]] of Object.entries(runs)) {
        it(`${name}: ${conditions.join(", ") || "gets in"}`, () =>
            forEachRole(async (identity, system, what) => {
                const run: WorkflowRun = { ...identity.run, ...change };
                const claims = claimsOf(run, audiences[system], instant);
                const expected = stopping(identity, conditions, run.ref)[system];
                assertStopped(await ask(system, identity, claims), expected, what);
            }));
    }

    it("a run with another identity: its environment, or its repository", () =>
        forEachRole(async (identity, system, what) => {
            for (const other of identities.filter((one) => one !== identity)) {
                const claims = claimsOf(other.run, audiences[system], instant);
                const { granted, mismatches = [] } = await ask(system, identity, claims);
                const stopped = mismatches.map(({ claim }) => claim);
                const differs =
                    other.run.environment === identity.run.environment
                        ? "repository_id"
                        : "environment";
                assert.ok(!granted, `${what} to ${other.environment}/${other.service}`);
                assert.ok(stopped.includes(differs) && stopped.includes("sub"), stopped.join());
            }
        }));

    it("the other form of the subject: only while both are accepted", () =>
        forEachRole(async (identity, system, what) => {
            const subject = identity.legacy ? "immutable" : "legacy";
            const claims = claimsOf({ ...identity.run, subject }, audiences[system], instant);
            const expected = identity.service === "gateway" ? [] : ["sub"];
            assertStopped(await ask(system, identity, claims), expected, what);
        }));

    for (const [name, [change, conditions]] of Object.entries(tokens)) {
        it(`a token with ${name}: ${conditions.join(", ")}`, () =>
            forEachRole(async (identity, system, what) => {
                const claims = claimsOf(identity.run, audiences[system], instant);
                const changed = { ...claims, ...change(claims) } as TokenClaims;
                const expected = stopping(identity, conditions, changed.ref)[system];
                assertStopped(await ask(system, identity, changed), expected, what);
            }));
    }

    it("the audience of the other system: aud", () =>
        forEachRole(async (identity, system, what) => {
            const other = system === "aws" ? audiences.vault : audiences.aws;
            const claims = claimsOf(identity.run, other, instant);
            assertStopped(await ask(system, identity, claims), ["aud"], what);
        }));

    /** What AWS and Vault say of tokens that are worth nothing, whatever they say. */
    const reasons: Readonly<Record<keyof typeof forgeries, readonly [RegExp, RegExp]>> = {
        "that has expired": [
            /^ExpiredToken: the token ended at 2026-12-01T11:05:00Z/,
            /invalid exp claim: it is expired since 2026-12-01T11:05:00Z/,
        ],
        "from tomorrow": [
            /^InvalidIdentityToken: the token is not good before/,
            /invalid nbf claim/,
        ],
        "that somebody else's key signed": [
            /no key of the issuer is called/,
            /no key of the issuer is called/,
        ],
        "that was changed after it was signed": [
            /its signature is not that of the issuer's key/,
            /its signature is not that of the issuer's key/,
        ],
        "that nobody signed (alg none)": [/its algorithm is none/, /its algorithm is none/],
        "signed with the public key as a secret": [
            /its algorithm is HS256/,
            /its algorithm is HS256/,
        ],
        "of another issuer": [
            /no OIDC provider in \d+ for issuer "https:\/\/token.example"/,
            /invalid iss claim/,
        ],
        "of an enterprise's own issuer": [
            /no OIDC provider in \d+ for issuer/,
            /invalid iss claim/,
        ],
        "that is not a token": [/no OIDC provider/, /it is no signed JSON web token/],
    };
    for (const [name, forge] of Object.entries(forgeries)) {
        it(`a token ${name}: refused`, () =>
            forEachRole(async (identity, system, what) => {
                const claims = claimsOf(identity.run, audiences[system], instant);
                const sign = (own: TokenClaims) => forge(own, { github, mallory });
                const { granted, reason } = await ask(system, identity, claims, sign);
                assert.equal(granted, false, what);
                const [inAws, inVault] = reasons[name as keyof typeof forgeries];
                assert.match(reason, system === "aws" ? inAws : inVault, what);
            }));
    }

    describe("rollcall try", () => {
        const tryIt = async (line: string) => {
            const surroundings = { environment: { ROLLCALL_HOME: sandbox.home } };
            const { code, stdout, stderr } = await rollcall(`try ${line} --json`, surroundings);
            return { code, stderr, ...JSON.parse(stdout) };
        };

        it("lets the declared run of every service in, and says as what", async () => {
            for (const { service, environment, run } of identities) {
                const tried = await tryIt(`${service} --environment ${environment}`);
                assert.equal(tried.code, 0);
                assert.equal(tried.mode, "sandbox");
                for (const system of ["github", ...systems]) {
                    assert.equal(tried[system].granted, true, tried[system].reason);
                }
                assert.equal(tried.run.repositoryId, run.repositoryId);
                assert.equal(tried.stderr.includes("has changed"), false);
            }
        });

        const prod = "checkout --environment prod";
        const refusals: readonly [string, RegExp | undefined, RegExp | undefined][] = [
            [`${prod} --tag v1`, undefined, undefined],
            [`${prod} --event schedule`, undefined, undefined],
            [
                `${prod} --branch topic`,
                /^ref is refs\/heads\/topic; allowed: refs\/heads\/main, refs\/tags\/v\*$/,
                /^ref is refs\/heads\/topic; allowed: refs\/heads\/main, refs\/tags\/v\*$/,
            ],
            [`${prod} --tag nightly`, /^ref is refs\/tags\/nightly;/, /^ref is/],
            [
                `${prod} --event pull_request`,
                /^ref is refs\/pull\/1\/merge;/,
                /^event_name is pull_request; allowed: push, .*\nref is refs\/pull\/1\/merge;/,
            ],
            [
                `${prod} --event pull_request_target`,
                undefined,
                /^event_name is pull_request_target/,
            ],
            [
                `${prod} --repository-id 1`,
                /^repository_id is 1; allowed: 789012\nsub is repo:acme@100200\/checkout@1:/,
                /repository_id is 1; allowed: 789012/,
            ],
            [`${prod} --owner-id 1`, /^sub is repo:acme@1\//, /owner_id is 1; allowed: 100200/],
            [`${prod} --repository mallory/checkout`, /repository_id is 1;/, /owner_id is 1;/],
            [`${prod} --repository acme/ci`, /repository_id is 789016;/, /repository_id is 789016/],
            [
                `${prod} --workflow acme/ci/x@y`,
                /^job_workflow_ref is acme\/ci\/x@y;/,
                /workflow_ref/,
            ],
            [`${prod} --audience x`, /^aud is x; allowed: sts.amazonaws.com$/, /^aud is x;/],
            ["ledger --environment prod", /does not deploy to prod.*: dev, staging$/, /not deploy/],
            ["ci --environment prod", /^ci does not deploy to prod.*: nowhere$/, /not deploy/],
        ];
        for (const [line, inAws, inVault] of refusals) {
            it(`${line}: AWS ${inAws ? "refuses" : "gives"}, Vault ${inVault ? "refuses" : "gives"}`, async () => {
                const { code, aws, vault } = await tryIt(line);
                assert.equal(code, 0, "the question was answered");
                for (const [verdict, expected] of [
                    [aws, inAws],
                    [vault, inVault],
                ]) {
                    assert.equal(verdict.granted, expected === undefined, verdict.reason);
                    if (expected) assert.match(verdict.reason, expected);
                }
            });
        }

        it("prints the table that docs/sandbox.md has", async () => {
            const environment = { ROLLCALL_HOME: sandbox.home };
            const { stdout } = await rollcall(`try ${prod} --branch topic`, { environment });
            const [place = "", ...answer] = stdout.trimEnd().split("\n");
            assert.match(place, /^sandbox: everything below happens in/);
            const page = readFileSync("docs/sandbox.md", "utf8");
            const [, shown = ""] = /\$ npx rollcall try .*\n.*\n([\s\S]*?)\n```/.exec(page) ?? [];
            assert.equal(answer.join("\n"), shown);
        });

        it("says if the roster has changed since", async () => {
            sandbox.edit("environments.yaml", "branches: [main]\n", "branches: [main, topic]\n");
            const roster = `--roster ${sandbox.roster}`;
            const { aws, stderr } = await tryIt(`${prod} --branch topic ${roster}`);
            assert.equal(aws.granted, false);
            assert.match(stderr, /the roster has changed since/);
        });
    });
});
