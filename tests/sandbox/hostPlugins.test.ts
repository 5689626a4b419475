import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type { AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { HostedPack } from "../../sandbox/hostPlugins";
import { toStruct } from "../../sandbox/wire";
import { temporaryFolder } from "../temporaryFolder";
import { compileSandbox } from "./compiled";
import { newWorld } from "./engineClient";

describe("the sandbox's providers in one process", () => {
    let start: string;
    let given: string;
    let command: ChildProcess;
    let ports: Map<string, number>;
    let packs: readonly HostedPack[];

    before("starts them from a command that goes on until it is killed", async () => {
        const compiled = temporaryFolder();
        compileSandbox(compiled);
        const module = JSON.stringify(join(compiled, "sandbox", "hostPlugins.js"));
        const { folder } = await newWorld();
        const lean = `--require ${JSON.stringify(join(compiled, "engine", "leanProgram.js"))}`;
        const environment = JSON.stringify({ ...process.env, NODE_OPTIONS: lean });
        const places = JSON.stringify({ world: folder, pulumiHome: temporaryFolder() });
        given = `const host = require(${module}).hostPlugins, places = ${places}, environment = ${environment};`;
        const host = `${given} host(places, environment)`;
        start = `${host}.then(({ variables }) => console.log(variables.PULUMI_DEBUG_PROVIDERS))`;
        const pack = JSON.stringify(join(__dirname, "../../policy"));
        const serve = `Promise.all([${pack}, ${pack}].map(host.servePack))`;
        const print = "console.log(JSON.stringify({ ...host, packs }))";
        const script = `${host}.then(async (host) => { const packs = await ${serve}; ${print}; })`;
        command = spawn(process.execPath, ["-e", `${script}; process.stdin.resume();`], {
            stdio: ["pipe", "pipe", "inherit"],
        });
        const [line] = await once(command.stdout as NodeJS.ReadableStream, "data");
        const { variables, packs: found } = JSON.parse(String(line));
        packs = found;
        const served: string[] = variables.PULUMI_DEBUG_PROVIDERS.split(",");
        ports = new Map(
            served.map((each) => {
                const [name = "", port] = each.split(":");
                return [name, Number(port)];
            }),
        );
    });
    after(() => command.kill("SIGKILL"));

    it("are all served", () => {
        assert.deepEqual([...ports.keys()], ["aws", "github", "random", "vault"]);
    });

    it("include policy packs, as often as one is asked for", async () => {
        const ports = packs.map(({ environment }) => environment.ROLLCALL_PACK_PORT);
        assert.equal(new Set(ports).size, 2, "each has settings of its own");
        for (const [index, { path, environment }] of packs.entries()) {
            const started = spawn(path, [], { env: { ...process.env, ...environment } });
            const [said] = await once(started.stdout, "data");
            assert.equal(String(said), `${ports[index]}\n`);
            const client = new AnalyzerClient(
                `127.0.0.1:${ports[index]}`,
                credentials.createInsecure(),
            );
            const info = await new Promise<AnalyzerInfo>((resolve, reject) => {
                client.getAnalyzerInfo(new Empty(), (error, found) =>
                    error ? reject(error) : resolve(found),
                );
            });
            assert.equal(info.getName(), "rollcall");
            client.close();
            started.stdin.end();
            assert.deepEqual(await once(started, "exit"), [0, null], "it ends with the engine");
        }
    });

    it("keep the configurations of different connections apart", async () => {
        const accounts = ["111111111111", "222222222222"];
        const arns = await Promise.all(
            accounts.map(async (account) => {
                const client = clientOf(ports.get("aws"));
                await configure(client, { profile: account, region: "eu-west-1" });
                const created = await create(client, {
                    name: "reads",
                    path: "/",
                    policy: readsLogs,
                });
                client.close();
                return created.getProperties()?.toJavaScript().arn;
            }),
        );
        assert.deepEqual(
            arns,
            accounts.map((account) => `arn:aws:iam::${account}:policy/reads`),
        );
    });

    it("are not configured through another connection", async () => {
        const client = clientOf(ports.get("aws"));
        await assert.rejects(
            create(client, { name: "stray", path: "/", policy: readsLogs }),
            /aws is not configured/,
        );
        client.close();
    });

    it("end with the command, however it ends", async () => {
        command.kill("SIGKILL");
        await once(command, "exit");
        for (const port of ports.values()) await gone(port);
    });

    it("are shared by callers that ask for the same, until they are closed", async () => {
        const again = `(async () => {
            const ask = (more = {}) => host(places, { ...environment, ...more });
            const [one, same, other] = await Promise.all([ask(), ask(), ask({ OTHER: "1" })]);
            const found = [one === same, one === other];
            one.close();
            console.log(JSON.stringify([...found, one === (await ask()), other === (await ask({ OTHER: "1" }))]));
        })()`;
        const brief = spawn(process.execPath, ["-e", `${given} ${again}`]);
        const [said] = await once(brief.stdout, "data");
        assert.deepEqual(JSON.parse(String(said)), [true, false, false, true]);
    });

    it("do not keep a finished command alive", async () => {
        const brief = spawn(process.execPath, ["-e", start], { stdio: "ignore" });
        assert.deepEqual(await once(brief, "exit"), [0, null]);
    });
});

const readsLogs = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "logs:GetLogEvents", Resource: "*" }],
});

function clientOf(port: number | undefined): ResourceProviderClient {
    // Connections of one process are shared unless each has a channel of its own, as in the engine.
    return new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
        "grpc.use_local_subchannel_pool": 1,
    });
}

function configure(client: ResourceProviderClient, inputs: Record<string, string>) {
    const request = new rpc.ConfigureRequest().setArgs(toStruct(inputs));
    return new Promise((resolve, reject) => {
        client.configure(request, (error, response) => (error ? reject(error) : resolve(response)));
    });
}

function create(
    client: ResourceProviderClient,
    inputs: Record<string, string>,
): Promise<rpc.CreateResponse> {
    const type = "aws:iam/policy:Policy";
    const request = new rpc.CreateRequest()
        .setUrn(`urn:pulumi:test::rollcall::${type}::reads`)
        .setName("reads")
        .setType(type)
        .setProperties(toStruct(inputs));
    return new Promise((resolve, reject) => {
        client.create(request, (error: ServiceError | null, response: rpc.CreateResponse) =>
            error ? reject(error) : resolve(response),
        );
    });
}

/** Nobody listens there any more. */
async function gone(port: number): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
        const socket = connect(port, "127.0.0.1");
        const [event] = await Promise.race([
            once(socket, "connect").then(() => ["open"]),
            once(socket, "error").then(() => ["refused"]),
        ]).catch(() => ["refused"]);
        socket.destroy();
        if (event === "refused") return;
        await sleep(100);
    }
    assert.fail(`port ${port} is still served`);
}
