import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { toStruct } from "../../sandbox/wire";
import { temporaryFolder } from "../temporaryFolder";
import { compileSandbox } from "./compiled";
import { newWorld } from "./engineClient";

describe("the sandbox's providers in one process", () => {
    let start: string;
    let command: ChildProcess;
    let ports: Map<string, number>;

    before("starts them from a command that goes on until it is killed", async () => {
        const compiled = temporaryFolder();
        compileSandbox(compiled);
        const module = JSON.stringify(join(compiled, "sandbox", "hostPlugins.js"));
        const { folder } = await newWorld();
        const lean = `--require ${JSON.stringify(join(compiled, "engine", "leanProgram.js"))}`;
        const environment = JSON.stringify({ ...process.env, NODE_OPTIONS: lean });
        const places = JSON.stringify({ world: folder, pulumiHome: temporaryFolder() });
        const host = `require(${module}).hostPlugins(${places}, ${environment})`;
        start = `${host}.then(({ variables }) => console.log(variables.PULUMI_DEBUG_PROVIDERS))`;
        command = spawn(process.execPath, ["-e", `${start}; process.stdin.resume();`], {
            stdio: ["pipe", "pipe", "inherit"],
        });
        const [line] = await once(command.stdout as NodeJS.ReadableStream, "data");
        const served = String(line).trim().split(",");
        ports = new Map(
            served.map((each) => {
                const [name = "", port] = each.split(":");
                return [name, Number(port)];
            }),
        );
    });
    after(() => command.kill("SIGKILL"));

    it("are all there", () => {
        assert.deepEqual([...ports.keys()], ["aws", "github", "random", "vault"]);
    });

    it("keep apart what is configured over one connection and over another", async () => {
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

    it("are not configured by somebody else's connection", async () => {
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

    it("let a command end that has nothing else to do", async () => {
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
