import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { claimsOf, type WorkflowRun } from "../../sandbox/githubToken";
import { type Issuer, startIssuer } from "../../sandbox/issuer";
import { verifyToken } from "../../sandbox/webIdentity";

const run: WorkflowRun = {
    owner: "acme",
    ownerId: 100200,
    repository: "checkout",
    repositoryId: 789012,
    environment: "prod",
    ref: "refs/heads/main",
};
const instant = Date.parse("2026-12-01T08:00:00Z");
const github = "https://token.actions.githubusercontent.com";

describe("sandbox issuer", () => {
    let issuer: Issuer;

    before(async () => {
        issuer = await startIssuer({ now: () => instant });
    });
    after(() => issuer.stop());

    const get = async (url: string, headers: Record<string, string> = {}) => {
        const response = await fetch(url, { headers });
        return { status: response.status, body: (await response.json()) as Record<string, never> };
    };

    it("publishes where its keys are under GitHub's name, and only their public half", async () => {
        const { body } = await get(`${issuer.url}/.well-known/openid-configuration`);
        assert.equal(body.issuer, github);
        const { body: keys } = await get(String(body.jwks_uri));
        assert.deepEqual(keys, issuer.keys);
        const [key] = issuer.keys.keys;
        assert.deepEqual(Object.keys(key ?? {}).sort(), ["alg", "e", "kid", "kty", "n", "use"]);
    });

    it("issues tokens to a job as a runner requests them", async () => {
        const environment = issuer.startRun(run);
        const { status, body } = await get(
            `${environment.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=sts.amazonaws.com`,
            { authorization: `Bearer ${environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
        );
        assert.equal(status, 200);
        const reading = await verifyToken(String(body.value), issuer.keys);
        assert.ok(reading.ok);
        assert.equal(reading.claims.iss, github);
        assert.equal(reading.claims.aud, "sts.amazonaws.com");
        assert.equal(reading.claims.sub, "repo:acme@100200/checkout@789012:environment:prod");
        assert.equal(reading.claims.exp, instant / 1000 + 300);
    });

    it("uses the owner as the audience if a job names none", async () => {
        const environment = issuer.startRun(run);
        const { body } = await get(environment.ACTIONS_ID_TOKEN_REQUEST_URL, {
            authorization: `bearer ${environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN}`,
        });
        assert.equal(decodeJwt(String(body.value)).aud, "https://github.com/acme");
    });

    it("refuses callers without a job's token, and serves nothing else", async () => {
        const { ACTIONS_ID_TOKEN_REQUEST_URL: url } = issuer.startRun(run);
        assert.equal((await get(url)).status, 401);
        assert.equal((await get(url, { authorization: "Bearer x" })).status, 401);
        assert.equal((await get(`${issuer.url}/keys`)).status, 404);
        const post = await fetch(url, { method: "POST" });
        assert.equal(post.status, 405);
    });

    it("signs any claims that a test asks for", async () => {
        const token = await issuer.mintToken({ sub: "anybody", exp: 1 });
        const reading = await verifyToken(token, issuer.keys);
        assert.ok(reading.ok);
        const { sub, exp, iss } = reading.claims;
        assert.deepEqual({ sub, exp, iss }, { sub: "anybody", exp: 1, iss: github });
    });

    it("can use its own address as issuer, and has new keys each time", async () => {
        const other = await startIssuer({ name: "loopback" });
        const { body } = await get(`${other.url}/.well-known/openid-configuration`);
        assert.equal(body.issuer, other.url);
        assert.equal(decodeJwt(await other.mintToken({})).iss, other.url);
        assert.notEqual(other.keys.keys[0]?.n, issuer.keys.keys[0]?.n);
        await other.stop();
        await assert.rejects(fetch(other.url));
    });
});

describe("sandbox GitHub tokens", () => {
    const { environment: _named, ...unnamed } = run;
    const subjects: readonly [string, WorkflowRun, string][] = [
        ["an environment", run, "repo:acme@100200/checkout@789012:environment:prod"],
        [
            "an environment, in the old form",
            { ...run, subject: "legacy" },
            "repo:acme/checkout:environment:prod",
        ],
        [
            "an environment of a pull request",
            { ...run, event: "pull_request" },
            "repo:acme@100200/checkout@789012:environment:prod",
        ],
        [
            "an environment with a colon",
            { ...run, environment: "eu:prod" },
            "repo:acme@100200/checkout@789012:environment:eu%3Aprod",
        ],
        ["a branch", unnamed, "repo:acme@100200/checkout@789012:ref:refs/heads/main"],
        [
            "a tag",
            { ...unnamed, ref: "refs/tags/v1" },
            "repo:acme@100200/checkout@789012:ref:refs/tags/v1",
        ],
        [
            "a pull request",
            { ...unnamed, event: "pull_request", ref: "refs/pull/7/merge" },
            "repo:acme@100200/checkout@789012:pull_request",
        ],
    ];
    for (const [what, given, subject] of subjects) {
        it(`have the subject of ${what}`, () => {
            assert.equal(claimsOf(given, "a", instant).sub, subject);
        });
    }

    it("have the claims of GitHub's tokens, all texts except the times", () => {
        const claims = claimsOf({ ...run, ref: "refs/tags/v1" }, "a", instant);
        const numbers = Object.entries(claims).filter(([, value]) => typeof value === "number");
        assert.deepEqual(
            numbers.map(([name]) => name),
            ["iat", "nbf", "exp"],
        );
        for (const [name, value] of Object.entries({
            repository: "acme/checkout",
            repository_id: "789012",
            repository_owner: "acme",
            repository_owner_id: "100200",
            environment: "prod",
            ref: "refs/tags/v1",
            ref_type: "tag",
            ref_protected: "false",
            event_name: "push",
            workflow_ref: "acme/checkout/.github/workflows/deploy.yml@refs/tags/v1",
            job_workflow_ref: "acme/checkout/.github/workflows/deploy.yml@refs/tags/v1",
        })) {
            assert.equal(claims[name], value, name);
        }
        for (const name of ["workflow", "actor", "actor_id", "run_id", "sha", "jti"]) {
            assert.ok(claims[name], name);
        }
    });
});
