import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { etagOf } from "./bodies";
import { type Dispatched, dispatch, isQuery } from "./dispatch";
import { Limits, type Refusal } from "./limits";
import { RequestLog } from "./requestLog";
import type { Answer, Call, Rights, Scope, Selection } from "./route";
import { sodiumReady } from "./sealedBox";
import { createState, type GitHubSeed, type GitHubState } from "./state";

export interface GitHubOptions {
    /** Refuses whoever is too fast, as GitHub does. Default: it only counts. */
    readonly limits?: boolean;
    /** How much faster than the real clock the one of the limits runs. Default 1. */
    readonly speed?: number;
    /** The real clock, in milliseconds. Default: this process's. */
    readonly clock?: () => number;
}

/** What happens to a call before the organisation answers it, or in place of its answer. */
export interface Fault {
    readonly concerns: (request: { readonly method: string; readonly path: string }) => boolean;
    /** Left out: the call is answered, only late. */
    readonly answer?: Answer;
    readonly delayMs?: number;
    /** The call has its effect, and only its answer is lost. */
    readonly afterwards?: boolean;
    /** How often; left out: always. */
    times?: number;
}

export interface GitHubServer {
    /** Ends in a slash, as the provider wants it; REST is below `api/v3`, GraphQL at `api/graphql`. */
    readonly url: string;
    readonly state: GitHubState;
    readonly requests: RequestLog;
    readonly limits: Limits;
    readonly faults: Fault[];
    /** A token of an owner, or of somebody who may see less; with a selection it is an app's. */
    token(may?: Rights, selection?: Selection): string;
    /** From now on that token may do as much as that. */
    restrict(token: string, may: Rights, selection?: Selection): void;
    close(): Promise<void>;
}

/** GitHub for one organisation, on loopback, in memory. */
export async function startGitHub(
    seed: GitHubSeed,
    { limits = false, speed = 1, clock }: GitHubOptions = {},
): Promise<GitHubServer> {
    await sodiumReady;
    const world: World = {
        state: createState(seed),
        requests: new RequestLog(),
        limits: new Limits(limits, speed, clock),
        faults: [],
        tokens: new Map(),
    };
    const server = createServer((request, response) => {
        respond(world, request, response).catch((error) => response.destroy(error));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        ...world,
        url: `${originOf(server)}/`,
        token: (rights = "owner", selection) => {
            const token = `ghp_lab${world.tokens.size}${"0".repeat(30)}`;
            world.tokens.set(token, { rights, selection });
            return token;
        },
        restrict: (token, rights, selection) => world.tokens.set(token, { rights, selection }),
        close: () =>
            new Promise((resolve) => {
                server.closeAllConnections();
                server.close(() => resolve());
            }),
    };
}

interface World {
    readonly state: GitHubState;
    readonly requests: RequestLog;
    readonly limits: Limits;
    readonly faults: Fault[];
    readonly tokens: Map<string, Scope>;
}

function originOf(server: Server): string {
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Counted, perhaps disturbed, answered, and written down. */
async function respond(world: World, request: IncomingMessage, response: ServerResponse) {
    const token = tokenIn(request);
    const call = await readCall(world, token, request);
    const charge = world.limits.charge(token, isQuery(call) ? "GET" : call.method);
    const { route, answer } =
        charge.refusal === undefined
            ? await disturbed(world, call, () => dispatch(call, world.tokens.has(token)))
            : refused(charge.refusal);
    const { body, headers = {} } = answer;
    const text = body === undefined ? "" : JSON.stringify(body);
    const etag = etagOf(call.method, text);
    const unchanged = call.method === "GET" && request.headers["if-none-match"] === etag;
    const status = unchanged ? 304 : (answer.status ?? 200);
    const at = performance.now();
    world.requests.all.push({ method: call.method, path: call.path, route, status, at });
    response.writeHead(status, {
        "content-type": "application/json; charset=utf-8",
        ...(unchanged ? world.limits.giveBack(token) : charge.headers),
        ...(text && status < 400 ? { etag } : {}),
        ...headers,
    });
    response.end(unchanged ? undefined : text);
}

async function disturbed(world: World, call: Call, answer: () => Dispatched): Promise<Dispatched> {
    const fault = world.faults.find(({ times, concerns }) => times !== 0 && concerns(call));
    if (!fault) return answer();
    if (fault.times !== undefined) fault.times -= 1;
    if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault.answer && !fault.afterwards) return { route: "fault", answer: fault.answer };
    const dispatched = answer();
    return { ...dispatched, ...(fault.answer ? { answer: fault.answer } : {}) };
}

function tokenIn({ headers }: IncomingMessage): string {
    return /^(?:bearer|token) (.+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
}

const apiPath = "/api/v3";
async function readCall(world: World, token: string, request: IncomingMessage): Promise<Call> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const { host = "" } = request.headers;
    const { pathname, searchParams } = new URL(request.url ?? "/", `http://${host}`);
    return {
        state: world.state,
        url: `http://${host}${apiPath}`,
        method: request.method ?? "GET",
        path: pathname === "/api/graphql" ? "/graphql" : pathname.replace(apiPath, ""),
        params: {},
        query: searchParams,
        body: text === "" ? {} : JSON.parse(text),
        accept: request.headers.accept ?? "",
        ...(world.tokens.get(token) ?? { rights: "nothing" }),
    };
}

function refused(refusal: Refusal): Dispatched {
    const documents = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api";
    if (refusal.of === "hour") {
        const message = "API rate limit exceeded for user ID 90000001.";
        const body = { message, documentation_url: documents };
        return { route: "used up", answer: { status: 403, body } };
    }
    const message = "You have exceeded a secondary rate limit. Please wait a few minutes.";
    return {
        route: "too fast",
        answer: {
            status: 403,
            headers: { "retry-after": String(refusal.retryAfter) },
            body: { message, documentation_url: `${documents}#about-secondary-rate-limits` },
        },
    };
}
