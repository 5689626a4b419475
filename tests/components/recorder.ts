import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";

/** What a program asked the engine to register, as it went over the wire. */
export interface Registration {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly custom: boolean;
    readonly parent: string;
    readonly inputs: Record<string, unknown>;
    /** URNs of custom resources that this one waits for. */
    readonly dependencies: readonly string[];
    readonly deletedWith: string;
    readonly deleteBeforeReplace: boolean;
    readonly aliases: readonly string[];
    /** Of `protect`, `retainOnDelete` and `ignoreChanges`, those that are set. */
    readonly hindrances: readonly string[];
    readonly provider: string;
}

interface Request {
    getType(): string;
    getName(): string;
    getCustom(): boolean;
    getParent(): string;
    getDependenciesList(): string[];
    getDeletedwith(): string;
    getDeletebeforereplace(): boolean;
    getAliasesList(): { getUrn(): string; getSpec(): { getName(): string } | undefined }[];
    getProtect(): boolean;
    getRetainondelete(): boolean;
    getIgnorechangesList(): string[];
    getProvider(): string;
    getObject(): Parameters<typeof import("@pulumi/pulumi/runtime/rpc").deserializeProperties>[0];
}

interface Monitor {
    newUrn(parent: string, type: string, name: string): string;
    registerResource(request: Request, callback: unknown): Promise<void>;
}

/**
 * Runs a program against a monitor that records. Ids are `id-<name>`; what a real provider
 * would refuse is not noticed here: that is for the tests on the engine.
 */
export async function record(stack: string, program: () => unknown): Promise<Registration[]> {
    const found: Registration[] = [];
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs }) => ({
                id: `id-${name}`,
                state: { ...inputs, ...computed(type, name) },
            }),
            call: ({ inputs }) => inputs,
        },
        "rollcall",
        stack,
    );
    const monitor = settings.getMonitor() as unknown as Monitor;
    monitor.newUrn = (parent, type, name) => urn(stack, parent, type, name);
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        found.push(describe(stack, request));
        return register(request, callback);
    };
    await program();
    await settings.disconnect();
    return found;
}

function computed(type: string, name: string): Record<string, unknown> {
    return {
        ...(type.endsWith(":User") ? { userId: `user-${name}` } : {}),
        ...(type === "aws:identitystore/group:Group" ? { groupId: `group-${name}` } : {}),
        ...(type === "aws:secretsmanager/secret:Secret" ? { arn: `arn:${name}` } : {}),
        ...(type.endsWith(":PermissionSet") ? { arn: `arn:${name}` } : {}),
    };
}

function urn(stack: string, parent: string, type: string, name: string): string {
    const parentType = parent.split("::")[2] ?? "";
    const chain = parentType && parentType !== "pulumi:pulumi:Stack" ? `${parentType}$` : "";
    return `urn:pulumi:${stack}::rollcall::${chain}${type}::${name}`;
}

function describe(stack: string, request: Request): Registration {
    return {
        urn: urn(stack, request.getParent(), request.getType(), request.getName()),
        type: request.getType(),
        name: request.getName(),
        custom: request.getCustom(),
        parent: request.getParent(),
        inputs: pulumi.runtime.deserializeProperties(request.getObject()),
        dependencies: request.getDependenciesList().sort(),
        deletedWith: request.getDeletedwith(),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        aliases: request
            .getAliasesList()
            .map((alias) => alias.getUrn() || (alias.getSpec()?.getName() ?? "")),
        hindrances: [
            ...(request.getProtect() ? ["protect"] : []),
            ...(request.getRetainondelete() ? ["retainOnDelete"] : []),
            ...(request.getIgnorechangesList().length > 0 ? ["ignoreChanges"] : []),
        ],
        provider: request.getProvider(),
    };
}

/** What a program that is wrong throws, having registered nothing. */
export async function refusal(program: () => unknown): Promise<string> {
    let message = "";
    const registered = await record("prod", () => {
        try {
            program();
        } catch (error) {
            message = (error as Error).message;
        }
    });
    assert.ok(message, "nothing was thrown");
    assert.deepEqual(
        registered.map(({ urn }) => urn),
        [],
    );
    return message;
}
