import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
    readonly method: string;
    /** Without the query. */
    readonly path: string;
    readonly query: URLSearchParams;
    readonly headers: IncomingMessage["headers"];
    /** Parsed JSON, or the text where it is none. */
    readonly body: unknown;
}

export interface Answer {
    readonly status?: number;
    readonly body?: unknown;
    /** In place of a body in JSON. */
    readonly text?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly delayMs?: number;
}

export interface FakeServer {
    readonly url: string;
    /** Everything that was asked, in order. */
    readonly asked: readonly Asked[];
    close(): Promise<void>;
}

/** A server on loopback that answers with what the function says, in JSON. */
export async function serve(answer: (asked: Asked) => Answer): Promise<FakeServer> {
    const asked: Asked[] = [];
    const server = createServer(async (request, response) => {
        const one = await read(request);
        asked.push(one);
        const { status = 200, body, text, headers = {}, delayMs = 0 } = answer(one);
        setTimeout(() => {
            const type = text === undefined ? "application/json; charset=utf-8" : "text/xml";
            const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
            const described =
                content === undefined ? headers : { "content-type": type, ...headers };
            response.writeHead(status, described);
            response.end(content);
        }, delayMs);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        asked,
        close: () =>
            new Promise((resolve) => {
                server.closeAllConnections();
                server.close(() => resolve());
            }),
    };
}

async function read(request: IncomingMessage): Promise<Asked> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", "http://loopback");
    return {
        method: request.method ?? "GET",
        path: decodeURIComponent(url.pathname),
        query: url.searchParams,
        headers: request.headers,
        body: parse(Buffer.concat(chunks).toString("utf8")),
    };
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
