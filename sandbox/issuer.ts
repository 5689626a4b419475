import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { JSONWebKeySet } from "jose";
import type { Instant } from "../model/instant";
import {
    claimsOf,
    githubIssuer,
    standardClaims,
    type TokenClaims,
    type WorkflowRun,
} from "./githubToken";
import { newTokenSigner, type TokenSigner } from "./tokenSigner";

export interface IssuerOptions {
    /**
     * The issuer that tokens and the discovery document name. `github`, the default, is GitHub's own
     * issuer, which trust policies contain, although the server listens elsewhere. `loopback` is the
     * server's own address, for verifiers that fetch the keys from the issuer's URL.
     */
    readonly name?: "github" | "loopback";
    /** Defaults to the system clock. */
    readonly now?: () => Instant;
}

/** The two variables with which a job on a runner requests its tokens. */
export interface RunnerEnvironment {
    readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
    readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
}

export interface Issuer {
    /** `http://127.0.0.1:PORT` */
    readonly url: string;
    /** The `iss` claim of its tokens. */
    readonly issuer: string;
    readonly keys: JSONWebKeySet;
    /** Starts a job, which may then request its own tokens. */
    startRun(run: WorkflowRun): RunnerEnvironment;
    /** Signs any claims; missing standard claims are filled in. */
    mintToken(claims: TokenClaims): Promise<string>;
    stop(): Promise<void>;
}

/**
 * Starts an OIDC issuer like GitHub's on a free port of the loopback interface: a discovery document,
 * freshly generated keys that are never written to disk, and tokens for jobs that ask as a runner does.
 */
export async function startIssuer(options: IssuerOptions = {}): Promise<Issuer> {
    const { now = Date.now } = options;
    const signer = await newTokenSigner();
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const issuer = options.name === "loopback" ? url : githubIssuer;
    const jobs = new Map<string, WorkflowRun>();
    const routes = { url, issuer, jobs, signer, now };
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
        answer(routes, request).then(
            ({ status, body }) => {
                response.writeHead(status, { "content-type": "application/json" });
                response.end(JSON.stringify(body));
            },
            () => response.writeHead(500).end(),
        );
    });
    return {
        url,
        issuer,
        keys: signer.keys,
        startRun: (run) => startRun(url, jobs, run),
        mintToken: (claims) => signer.sign({ ...standardClaims(now()), iss: issuer, ...claims }),
        stop: () => stop(server),
    };
}

interface Routes {
    readonly url: string;
    readonly issuer: string;
    /** By the bearer token with which each job requests its tokens. */
    readonly jobs: ReadonlyMap<string, WorkflowRun>;
    readonly signer: TokenSigner;
    readonly now: () => Instant;
}

interface Answer {
    readonly status: number;
    readonly body: unknown;
}

/** As on a runner, the URL already has a query, to which the job adds the audience. */
function startRun(url: string, jobs: Map<string, WorkflowRun>, run: WorkflowRun) {
    const token = randomBytes(32).toString("base64url");
    jobs.set(token, run);
    return {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/idtoken?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
    };
}

async function answer(routes: Routes, { method, url = "/", headers }: IncomingMessage) {
    const { pathname, searchParams } = new URL(url, routes.url);
    if (method !== "GET") return refusal(405, "only GET is allowed");
    if (pathname === "/.well-known/openid-configuration") return ok(discovery(routes));
    if (pathname === "/.well-known/jwks") return ok(routes.signer.keys);
    if (pathname === "/idtoken") {
        return idToken(routes, headers.authorization, searchParams.get("audience"));
    }
    return refusal(404, `there is nothing at ${pathname}`);
}

async function idToken(
    { jobs, signer, issuer, now }: Routes,
    authorization: string | undefined,
    audience: string | null,
): Promise<Answer> {
    const token = /^bearer (.+)$/i.exec(authorization ?? "")?.[1];
    const run = jobs.get(token ?? "");
    if (run === undefined) return refusal(401, "no job asks with this token");
    const claims = claimsOf(run, audience ?? `https://github.com/${run.owner}`, now());
    return ok({ count: 1, value: await signer.sign({ ...claims, iss: issuer }) });
}

function discovery({ url, issuer }: Routes) {
    return {
        issuer,
        jwks_uri: `${url}/.well-known/jwks`,
        subject_types_supported: ["public", "pairwise"],
        response_types_supported: ["id_token"],
        id_token_signing_alg_values_supported: ["RS256"],
        scopes_supported: ["openid"],
    };
}

function ok(body: unknown): Answer {
    return { status: 200, body };
}

function refusal(status: number, message: string): Answer {
    return { status, body: { message } };
}

function stop(server: Server): Promise<void> {
    server.closeAllConnections();
    return new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
    });
}
