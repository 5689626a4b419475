import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { type AwsCall, sessionCan } from "../../sandbox/awsSession";
import { claimsOf, type TokenClaims, type WorkflowRun } from "../../sandbox/githubToken";
import { assumeRoleWithWebIdentity } from "../../sandbox/tokenExchange";
import { newTokenSigner, type TokenSigner } from "../../sandbox/tokenSigner";
import type { World } from "../../sandbox/world";
import { account, goodRun, roleArn, workloadWorld } from "./workloadWorld";

const instant = Date.parse("2026-12-01T08:00:00Z");
const minute = 60_000;
const roleKey = `${account}.prod-checkout`;

describe("sandbox STS", () => {
    let world: World;
    let signer: TokenSigner;

    before(async () => {
        signer = await newTokenSigner();
    });
    beforeEach(async () => {
        world = await workloadWorld();
    });

    const tokenOf = (run: Partial<WorkflowRun> = {}, claims: TokenClaims = {}) => {
        const told = claimsOf({ ...goodRun, ...run }, "sts.amazonaws.com", instant);
        return signer.sign({ ...told, ...claims });
    };
    const exchange = (token: string, at = instant, more: object = {}) =>
        assumeRoleWithWebIdentity(world, { roleArn, token, keys: signer.keys, ...more }, at);

    it("issues a session of the role for the run that it is meant for", async () => {
        const answer = await exchange(await tokenOf());
        assert.deepEqual(
            [answer.granted, answer.reason],
            [true, "allowed by the trust policy, statement 1"],
        );
        assert.equal(
            answer.session?.arn,
            `arn:aws:sts::${account}:assumed-role/prod-checkout/GitHubActions`,
        );
        assert.equal(answer.session?.expiresAt, instant + 60 * minute);
    });

    it("accepts the role's other refs", async () => {
        for (const ref of ["refs/heads/release/1.2", "refs/tags/v1"]) {
            assert.ok((await exchange(await tokenOf({ ref }))).granted, ref);
        }
    });

    const issuer = "token.actions.githubusercontent.com";
    const refused: readonly [string, Partial<WorkflowRun>, TokenClaims, RegExp][] = [
        ["of another environment", { environment: "dev" }, {}, /environment "prod", .* has "dev"/],
        ["of another branch", { ref: "refs/heads/dev" }, {}, /:ref .*"refs\/heads\/dev"/],
        ["of another tag", { ref: "refs/tags/x1" }, {}, /StringLike .*:ref .*"refs\/tags\/x1"/],
        [
            "of a pull request",
            { event: "pull_request", ref: "refs/pull/7/merge" },
            {},
            /:ref .*"refs\/pull\/7\/merge"/,
        ],
        [
            "of the merge queue",
            { event: "merge_group", ref: "refs/heads/gh-readonly-queue/main/pr-7-0123" },
            {},
            /:ref .*gh-readonly-queue/,
        ],
        [
            "of a namesake with another id",
            { repositoryId: 999 },
            {},
            /:repository_id "789012", the request has "999"/,
        ],
        [
            "of a fork",
            { owner: "mallory", ownerId: 666, repositoryId: 667 },
            {},
            /:sub .*mallory@666\/checkout@667/,
        ],
        ["of a renamed owner", { owner: "acme-inc" }, {}, /:sub .*repo:acme-inc@100200/],
        ["of a subject in the old form", { subject: "legacy" }, {}, /:sub .*repo:acme\/checkout:/],
        [
            "of another workflow",
            { workflowRef: "acme/checkout/.github/workflows/x.yml@refs/heads/main" },
            {},
            /:job_workflow_ref .*x\.yml/,
        ],
        [
            "of the workflow on another ref",
            { workflowRef: "acme/ci/.github/workflows/deploy.yml@refs/heads/dev" },
            {},
            /:job_workflow_ref .*refs\/heads\/dev/,
        ],
        [
            "for another audience",
            {},
            { aud: "https://github.com/acme" },
            /incorrect token audience/,
        ],
        ["for a second audience", {}, { aud: ["x", "sts.amazonaws.com"] }, /aud "sts/],
        [
            "of another issuer",
            {},
            { iss: "https://gitlab.com" },
            /no OIDC provider in 111111111111/,
        ],
        ["of an issuer without https", {}, { iss: issuer }, /no OIDC provider in/],
        ["that has expired", {}, { exp: instant / 1000 }, /ExpiredToken: the token ended at 2026/],
        ["that is not valid yet", {}, { nbf: instant / 1000 + 1 }, /not good before 2026/],
    ];
    for (const [what, run, claims, message] of refused) {
        it(`refuses a token ${what}, and says what stopped it`, async () => {
            const { granted, reason, session } = await exchange(await tokenOf(run, claims));
            assert.match(reason, message);
            assert.equal(granted, false);
            assert.equal(session, undefined);
        });
    }

    it("refuses a token that never expires", async () => {
        const { exp: _end, ...claims } = claimsOf(goodRun, "sts.amazonaws.com", instant);
        const { granted, reason } = await exchange(await signer.sign(claims));
        assert.match(reason, /ExpiredToken: the token ended at never says when/);
        assert.equal(granted, false);
    });

    it("refuses what none of the issuer's keys signed", async () => {
        const token = await tokenOf();
        const [header = "", payload = "", signature = ""] = token.split(".");
        const encode = (object: object) =>
            Buffer.from(JSON.stringify(object)).toString("base64url");
        const kid = signer.keys.keys[0]?.kid ?? "";
        const forger = await newTokenSigner();
        const claims = claimsOf(goodRun, "sts.amazonaws.com", instant);
        const hs256 = encode({ alg: "HS256", kid });
        const mac = createHmac("sha256", String(signer.keys.keys[0]?.n))
            .update(`${hs256}.${payload}`)
            .digest("base64url");
        const other = encode({ ...claims, ref: "refs/heads/main", environment: "other" });
        const forged: readonly [string, RegExp][] = [
            [`${encode({ alg: "none" })}.${payload}.`, /its algorithm is none/],
            [`${encode({ alg: "None", kid })}.${payload}.`, /its algorithm is None/],
            [`${hs256}.${payload}.${mac}`, /its algorithm is HS256/],
            [await forger.sign(claims), /no key of the issuer is called/],
            [
                `${encode({ alg: "RS256", kid })}.${payload}.${(await forger.sign(claims)).split(".")[2]}`,
                /its signature is not/,
            ],
            [`${header}.${other}.${signature}`, /its signature is not/],
            [`${header}.${payload}.`, /its signature is not/],
            [`${header}.${payload}`, /no signed JSON web token/],
            ["nonsense", /no OIDC provider in/],
            ["", /no OIDC provider in/],
        ];
        for (const [each, message] of forged) {
            const { granted, reason } = await exchange(each);
            assert.match(reason, message);
            assert.equal(granted, false);
        }
    });

    it("refuses a missing provider, and one that does not accept the audience", async () => {
        const token = await tokenOf();
        const other = { roleArn: roleArn.replace(account, "222222222222") };
        assert.match(
            (await exchange(token, instant, other)).reason,
            /InvalidIdentityToken: no OIDC provider in 222222222222 for issuer "https:\/\/token/,
        );
        const arn = `arn:aws:iam::${account}:oidc-provider/${issuer}`;
        await world.transaction((transaction) => {
            const found = transaction.read("aws/oidcProviders", arn);
            assert.ok(found);
            transaction.put("aws/oidcProviders", arn, { ...found, clientIds: ["other"] });
        });
        assert.match(
            (await exchange(token)).reason,
            /incorrect token audience .*takes \["other"\]/,
        );
        await world.transaction((transaction) => transaction.remove("aws/oidcProviders", arn));
        assert.match((await exchange(token)).reason, /no OIDC provider/);
    });

    it("refuses a role that does not exist under that path and name", async () => {
        const token = await tokenOf();
        for (const arn of [
            `arn:aws:iam::${account}:role/ghost`,
            `arn:aws:iam::${account}:role/prod-checkout`,
        ]) {
            const { granted, reason } = await exchange(token, instant, { roleArn: arn });
            assert.match(reason, /AccessDenied: no role arn/);
            assert.equal(granted, false);
        }
    });

    it("issues a session for as long as the role allows", async () => {
        const token = await tokenOf();
        for (const durationSeconds of [899, 3_601]) {
            const { reason } = await exchange(token, instant, { durationSeconds });
            assert.match(reason, /ValidationError: .* the role allows 900 to 3600/);
        }
        const { session } = await exchange(token, instant, { durationSeconds: 900 });
        assert.equal(session?.expiresAt, instant + 15 * minute);
    });

    it("ignores claims that the real STS does not pass on", async () => {
        const statement = (key: string, value: string) => ({
            Effect: "Allow",
            Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEquals: { [`${issuer}:${key}`]: value } },
        });
        const withTrust = (key: string, value: string) =>
            world.transaction((transaction) => {
                const found = transaction.read("aws/iamRoles", roleKey);
                assert.ok(found);
                const Statement = [statement(key, value)];
                const assumeRolePolicy = { Version: "2012-10-17", Statement };
                transaction.put("aws/iamRoles", roleKey, { ...found, assumeRolePolicy });
            });
        const token = await tokenOf();
        const keys: readonly [string, string, boolean][] = [
            ["repository", "acme/checkout", true],
            ["actor", "octocat", true],
            ["workflow", "deploy", true],
            ["repository_owner", "acme", false],
            ["repository_owner_id", "100200", false],
            ["event_name", "push", false],
            ["ref_type", "branch", false],
        ];
        for (const [key, value, evaluated] of keys) {
            await withTrust(key, value);
            assert.equal((await exchange(token)).granted, evaluated, key);
        }
    });

    describe("session", () => {
        const take = async () => {
            const { session } = await exchange(await tokenOf());
            assert.ok(session);
            return session;
        };
        const read: AwsCall = { action: "s3:GetObject", resource: "arn:aws:s3:::data/x" };

        it("may do what its role allows, within the boundary", async () => {
            const session = await take();
            assert.ok(sessionCan(world, session, read, instant).granted);
            const raise = { action: "iam:PutRolePolicy", resource: roleArn };
            const { granted, reason } = sessionCan(world, session, raise, instant);
            assert.equal(granted, false);
            assert.match(reason, /denied by the permissions boundary.*NeverRaiseAnybody/);
            const other = { action: "s3:PutObject", resource: "*" };
            assert.match(sessionCan(world, session, other, instant).reason, /no identity policy/);
        });

        it("ends when its time is over", async () => {
            const session = await take();
            assert.ok(sessionCan(world, session, read, instant + 59 * minute).granted);
            const { granted, reason } = sessionCan(world, session, read, instant + 60 * minute);
            assert.equal(granted, false);
            assert.match(reason, /ExpiredToken/);
        });

        it("is stopped by a deny on sessions issued earlier", async () => {
            const session = await take();
            const before = { DateLessThan: { "aws:TokenIssueTime": "2026-12-01T08:00:01Z" } };
            const deny = { Effect: "Deny", Action: "*", Resource: "*", Condition: before };
            await world.transaction((transaction) => {
                const found = transaction.read("aws/iamRoles", roleKey);
                assert.ok(found);
                const stop = { Version: "2012-10-17", Statement: [deny] };
                const inlinePolicies = { ...found.inlinePolicies, stop };
                transaction.put("aws/iamRoles", roleKey, { ...found, inlinePolicies });
            });
            assert.match(sessionCan(world, session, read, instant).reason, /^denied by/);
            const later = await exchange(
                await signer.sign(claimsOf(goodRun, "sts.amazonaws.com", instant + minute)),
                instant + minute,
            );
            assert.ok(later.session);
            assert.ok(sessionCan(world, later.session, read, instant + minute).granted);
        });

        it("is worthless once its role is gone, or recreated under the same name", async () => {
            const session = await take();
            const found = world.read("aws/iamRoles", roleKey);
            assert.ok(found);
            await world.transaction((transaction) =>
                transaction.put("aws/iamRoles", roleKey, { ...found, uniqueId: "AROAOTHER" }),
            );
            assert.match(sessionCan(world, session, read, instant).reason, /the role is gone/);
            await world.transaction((transaction) => transaction.remove("aws/iamRoles", roleKey));
            assert.match(sessionCan(world, session, read, instant).reason, /the role is gone/);
        });

        it("may do nothing under a boundary that the world does not know", async () => {
            const session = await take();
            const found = world.read("aws/iamRoles", roleKey);
            assert.ok(found);
            const permissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess";
            await world.transaction((transaction) =>
                transaction.put("aws/iamRoles", roleKey, { ...found, permissionsBoundary }),
            );
            assert.match(sessionCan(world, session, read, instant).reason, /NotKnownHere/);
        });
    });
});
