import { createHmac } from "node:crypto";
import type { TokenClaims, WorkflowRun } from "../../sandbox/githubToken";
import type { TokenSigner } from "../../sandbox/tokenSigner";

/** A service's identity in an environment of the sample, as a reader of roster/ would put it. */
export interface Identity {
    readonly service: string;
    readonly environment: string;
    readonly accountId: string;
    /** The refs that may take it. */
    readonly refs: RegExp;
    /** Whether one workflow alone may. */
    readonly pinned: boolean;
    /** Whether the subject holds no ids. */
    readonly legacy: boolean;
    /** A run that is meant to get in. */
    readonly run: WorkflowRun & { readonly environment: string };
}

const accounts = { dev: "111111111111", staging: "222222222222", prod: "333333333333" };
type Stage = keyof typeof accounts;

const refs: Readonly<Record<Stage, RegExp>> = {
    dev: /^refs\/heads\/./,
    staging: /^refs\/heads\/(main$|release\/)/, // a `*` of AWS and Vault takes slashes too
    prod: /^refs\/(heads\/main$|tags\/v)/,
};
const workflow = "acme/ci/.github/workflows/deploy.yml@refs/heads/main";

function identity(
    service: string,
    environment: Stage,
    run: Pick<WorkflowRun, "repository" | "repositoryId"> & Partial<WorkflowRun>,
    more: Partial<Identity> = {},
): Identity {
    const own = { owner: "acme", ownerId: 100200, environment, ref: "refs/heads/main" };
    return {
        ...{ service, environment, accountId: accounts[environment], refs: refs[environment] },
        ...{ pinned: run.workflowRef !== undefined, legacy: false },
        run: { ...own, subject: "immutable", ...run },
        ...more,
    };
}

export const identities: readonly Identity[] = [
    ...(["dev", "staging", "prod"] as const).flatMap((stage) => [
        ...["catalog-api", "catalog-worker"].map((service) => {
            const catalog = { repository: "catalog", repositoryId: 789014 };
            return identity(service, stage, { ...catalog, environment: `${service}-${stage}` });
        }),
        identity("checkout", stage, {
            ...{ repository: "checkout", repositoryId: 789012, workflowRef: workflow },
        }),
        identity("gateway", stage, {
            ...{ repository: "gateway", repositoryId: 789015, workflowRef: workflow },
        }),
    ]),
    ...(["dev", "staging"] as const).map((stage) =>
        identity(
            "ledger",
            stage,
            { repository: "ledger", repositoryId: 789013, subject: "legacy" },
            { legacy: true, refs: /^refs\/heads\/main$/ },
        ),
    ),
];

/**
 * What stops a run, as the token's claims. Of these, `ref` and `job_workflow_ref` stop it where the
 * identity does not take that ref or is pinned, `ids` is the subject where that holds ids, and AWS
 * sees neither `event_name` nor `repository_owner_id`. None: the run gets in.
 */
type Conditions = readonly string[];

export const runs: Readonly<Record<string, readonly [Partial<WorkflowRun>, Conditions]>> = {
    "the intended run": [{}, []],
    "started by hand": [{ event: "workflow_dispatch" }, []],
    "started by a schedule": [{ event: "schedule" }, []],
    "a release": [{ event: "release" }, []],

    "another branch": [{ ref: "refs/heads/topic" }, ["ref"]],
    "a release branch": [{ ref: "refs/heads/release/1.2" }, ["ref"]],
    "a deeper release branch": [{ ref: "refs/heads/release/1/2" }, ["ref"]],
    "a branch that has release as a prefix": [{ ref: "refs/heads/releases/1" }, ["ref"]],
    "a branch that has the allowed one as a prefix": [{ ref: "refs/heads/mainline" }, ["ref"]],
    "a branch below the allowed one": [{ ref: "refs/heads/main/x" }, ["ref"]],
    "a branch that ends in the allowed one": [{ ref: "refs/heads/x/main" }, ["ref"]],
    "a branch in another case": [{ ref: "refs/heads/Main" }, ["ref"]],
    "a branch named like a ref": [{ ref: "refs/heads/refs/heads/main" }, ["ref"]],
    "a branch named like a version": [{ ref: "refs/heads/v1.2" }, ["ref"]],
    "a version": [{ ref: "refs/tags/v1.2" }, ["ref"]],
    "another tag": [{ ref: "refs/tags/nightly" }, ["ref"]],
    "a tag named like the branch": [{ ref: "refs/tags/main" }, ["ref"]],

    "a pull request": [{ event: "pull_request", ref: "refs/pull/7/merge" }, ["event_name", "ref"]],
    "a pull request's head": [
        { event: "pull_request", ref: "refs/pull/7/head" },
        ["event_name", "ref"],
    ],
    "a pull request of a fork, on the base": [{ event: "pull_request_target" }, ["event_name"]],
    "the merge queue": [
        { event: "merge_group", ref: "refs/heads/gh-readonly-queue/main/pr-7" },
        ["event_name", "ref"],
    ],
    "a run triggered by a pull request's run": [{ event: "workflow_run" }, ["event_name"]],
    "a comment": [{ event: "issue_comment" }, ["event_name"]],

    "a fork": [
        { owner: "mallory", ownerId: 666, repositoryId: 667 },
        ["repository_id", "repository_owner_id", "sub"],
    ],
    "a namesake with another id": [{ repositoryId: 999 }, ["ids", "repository_id"]],
    "a renamed owner": [{ owner: "acme-inc" }, ["sub"]],
    "the owner's name, taken by somebody else": [
        { ownerId: 777, repositoryId: 778 },
        ["ids", "repository_id", "repository_owner_id"],
    ],
    "a renamed repository": [{ repository: "shop" }, ["sub"]],
    "another repository of the owner": [
        { repository: "ci", repositoryId: 789016 },
        ["repository_id", "sub"],
    ],

    "an undeclared environment": [{ environment: "nowhere" }, ["environment", "sub"]],
    "an environment in another case": [{ environment: "PROD" }, ["environment", "sub"]],
    "an environment that restarts the subject": [
        { environment: "prod:environment:prod" },
        ["environment", "sub"],
    ],

    "a reusable workflow from elsewhere": [
        { workflowRef: "mallory/ci/.github/workflows/deploy.yml@refs/heads/main" },
        ["job_workflow_ref"],
    ],
    "another workflow of the same repository": [
        { workflowRef: "acme/ci/.github/workflows/test.yml@refs/heads/main" },
        ["job_workflow_ref"],
    ],
    "the workflow on another branch": [
        { workflowRef: "acme/ci/.github/workflows/deploy.yml@refs/heads/topic" },
        ["job_workflow_ref"],
    ],
};

/** Tokens that GitHub would not sign so: one claim is changed, or left out, and nothing else. */
export const tokens: Readonly<
    Record<string, readonly [(claims: TokenClaims) => Record<string, unknown>, Conditions]>
> = {
    "the subject of another environment": [
        ({ sub }) => ({ sub: String(sub).replace(/environment:.*/, "environment:other") }),
        ["sub"],
    ],
    "the subject of a branch": [
        ({ sub }) => ({ sub: String(sub).replace(/environment:.*/, "ref:refs/heads/main") }),
        ["sub"],
    ],
    "the subject with a suffix": [({ sub }) => ({ sub: `${sub}-2` }), ["sub"]],
    "the subject of another repository": [
        ({ sub }) => ({ sub: String(sub).replace("/", "/x") }),
        ["sub"],
    ],
    "no subject": [() => ({ sub: undefined }), ["sub"]],
    "another environment": [() => ({ environment: "other" }), ["environment"]],
    "no environment": [() => ({ environment: undefined }), ["environment"]],
    "another repository's id": [() => ({ repository_id: "1" }), ["repository_id"]],
    "no repository's id": [() => ({ repository_id: undefined }), ["repository_id"]],
    "another owner's id": [() => ({ repository_owner_id: "1" }), ["repository_owner_id"]],
    "no ref": [() => ({ ref: undefined }), ["ref"]],
    "no event": [() => ({ event_name: undefined }), ["event_name"]],
    "no workflow": [() => ({ job_workflow_ref: undefined }), ["job_workflow_ref"]],
    "GitHub's own audience": [() => ({ aud: "https://github.com/acme" }), ["aud"]],
    "the audience in a longer one": [({ aud }) => ({ aud: `${aud}.example` }), ["aud"]],
};

/** The issuer that is trusted, and somebody else. */
interface Signers {
    readonly github: TokenSigner;
    readonly mallory: TokenSigner;
}

type Forge = (claims: TokenClaims, signers: Signers) => string | Promise<string>;

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const later = (claims: TokenClaims, seconds: number) =>
    Object.fromEntries(
        ["iat", "nbf", "exp"].map((claim) => [claim, Number(claims[claim]) + seconds]),
    );

/** Tokens that are worth nothing, whatever they say. */
export const forgeries = {
    "that has expired": (claims, { github }) =>
        github.sign({ ...claims, ...later(claims, -60 * 60) }),
    "from tomorrow": (claims, { github }) =>
        github.sign({ ...claims, ...later(claims, 24 * 60 * 60) }),
    "that somebody else's key signed": (claims, { mallory }) => mallory.sign(claims),
    "that was changed after it was signed": async (claims, { github }) => {
        const [head, , signature] = (await github.sign(claims)).split(".");
        return [head, part({ ...claims, actor: "mallory" }), signature].join(".");
    },
    "that nobody signed (alg none)": (claims) =>
        `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`,
    "signed with the public key as a secret": (claims, { github }) => {
        const kid = github.keys.keys[0]?.kid;
        const text = `${part({ alg: "HS256", kid, typ: "JWT" })}.${part(claims)}`;
        const secret = JSON.stringify(github.keys.keys[0]);
        return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
    },
    "of another issuer": (claims, { github }) =>
        github.sign({ ...claims, iss: "https://token.example" }),
    "of an enterprise's own issuer": (claims, { github }) =>
        github.sign({ ...claims, iss: `${claims.iss}/mallory` }),
    "that is not a token": () => "abc",
} as const satisfies Readonly<Record<string, Forge>>;

/** The conditions of these that stop a run of the identity, in AWS and in Vault, sorted. */
export function stopping(
    { refs: taken, pinned, legacy }: Identity,
    conditions: Conditions,
    ref: unknown,
): Readonly<Record<"aws" | "vault", readonly string[]>> {
    const vault = conditions
        .filter((one) => one !== "ref" || !taken.test(String(ref)))
        .filter((one) => one !== "job_workflow_ref" || pinned)
        .filter((one) => one !== "ids" || !legacy)
        .map((one) => (one === "ids" ? "sub" : one))
        .sort();
    const unseen = ["event_name", "repository_owner_id"];
    return { vault, aws: vault.filter((one) => !unseen.includes(one)) };
}
