import {
    type ServerUnaryCall,
    type sendUnaryData,
    status,
    type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { CheckFailure } from "./checkInputs";
import type { Difference, PropertyDifference } from "./diffInputs";
import type { ResourceCalls, Target } from "./resourceCalls";
import type { Values } from "./values";
import { fromStruct, type Properties, toStruct } from "./wire";

/** The calls that the protocol makes on a provider. */
export type ProviderCalls = Pick<ResourceCalls<unknown>, keyof ResourceCalls<unknown>>;

/** Finds the provider that one of the engine's connections belongs to. */
export type CallsOf = (connection: string) => ProviderCalls;

/** Pulumi's provider protocol on top of a provider's calls; knows nothing about resource types. */
export function providerService(
    callsOf: CallsOf,
    about: { readonly name: string; readonly version: string },
): UntypedServiceImplementation {
    const answer = answering(callsOf);
    return {
        ...lifecycle(answer, about),
        ...inspection(answer),
        ...changes(answer),
        invoke: answer(async (request: rpc.InvokeRequest, calls) => {
            const result = await calls.invoke(
                request.getTok(),
                fromStruct(request.getArgs()).values,
            );
            return new rpc.InvokeResponse().setReturn(toStruct(result));
        }),
    };
}

function lifecycle(
    answer: Answer,
    about: { readonly name: string; readonly version: string },
): UntypedServiceImplementation {
    return {
        handshake: answer(async () => new rpc.ProviderHandshakeResponse().setAcceptSecrets(true)),
        attach: answer(async () => new Empty()),
        cancel: answer(async () => new Empty()),
        getPluginInfo: answer(async () => new PluginInfo().setVersion(about.version)),
        getSchema: answer(async () => new rpc.GetSchemaResponse().setSchema(JSON.stringify(about))),
        checkConfig: answer(async (request: rpc.CheckRequest) =>
            new rpc.CheckResponse().setInputs(request.getNews()),
        ),
        diffConfig: answer(async (request: rpc.DiffRequest) => {
            const [old, given] = [request.getOldInputs(), request.getNews()].map((struct) =>
                JSON.stringify(fromStruct(struct).values),
            );
            const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
            return new rpc.DiffResponse().setChanges(old === given ? DIFF_NONE : DIFF_SOME);
        }),
        configure: answer(async (request: rpc.ConfigureRequest, calls) => {
            await calls.configure(parsed(fromStruct(request.getArgs()).values));
            return new rpc.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
        }),
    };
}

function inspection(answer: Answer): UntypedServiceImplementation {
    return {
        check: answer(async (request: rpc.CheckRequest, calls) => {
            const given = fromStruct(request.getNews());
            const checked = calls.check(targetOf(request), {
                given: given.values,
                earlier: fromStruct(request.getOlds()).values,
                seed: request.getRandomseed_asU8(),
            });
            return new rpc.CheckResponse()
                .setInputs(toStruct(checked.inputs, given.secrets))
                .setFailuresList(checked.failures.map(failureOf));
        }),
        diff: answer(async (request: rpc.DiffRequest, calls) => {
            const state = fromStruct(request.getOlds()).values;
            const inputs = fromStruct(request.getNews()).values;
            return differenceOf(calls.diff(targetOf(request), state, inputs));
        }),
        read: answer(async (request: rpc.ReadRequest, calls) => {
            const target = targetOf(request);
            const state = fromStruct(request.getProperties());
            const inputs = fromStruct(request.getInputs());
            const found = await calls.read(target, request.getId(), state.values, inputs.values);
            if (found === undefined) return new rpc.ReadResponse();
            const secrets = [...state.secrets, ...calls.secretOutputs(target)];
            return new rpc.ReadResponse()
                .setId(request.getId())
                .setProperties(toStruct(withId(found.state, request.getId()), secrets))
                .setInputs(toStruct(found.inputs, inputs.secrets));
        }),
    };
}

function changes(answer: Answer): UntypedServiceImplementation {
    const secretsOf = (calls: ProviderCalls, target: Target, inputs: Properties) => [
        ...inputs.secrets,
        ...calls.secretOutputs(target),
    ];
    return {
        create: answer(async (request: rpc.CreateRequest, calls) => {
            const target = targetOf(request);
            const inputs = fromStruct(request.getProperties());
            const { id, state } = request.getPreview()
                ? { id: "", state: calls.previewCreate(target, inputs.values) }
                : await calls.create(target, inputs.values);
            return new rpc.CreateResponse()
                .setId(id)
                .setProperties(toStruct(withId(state, id), secretsOf(calls, target, inputs)));
        }),
        update: answer(async (request: rpc.UpdateRequest, calls) => {
            const target = targetOf(request);
            const inputs = fromStruct(request.getNews());
            const olds = fromStruct(request.getOlds()).values;
            const state = request.getPreview()
                ? calls.previewUpdate(target, olds, inputs.values)
                : await calls.update(target, request.getId(), olds, inputs.values);
            return new rpc.UpdateResponse().setProperties(
                toStruct(withId(state, request.getId()), secretsOf(calls, target, inputs)),
            );
        }),
        delete: answer(async (request: rpc.DeleteRequest, calls) => {
            const state = fromStruct(request.getProperties()).values;
            await calls.delete(targetOf(request), request.getId(), state);
            return new Empty();
        }),
    };
}

type Answer = ReturnType<typeof answering>;

/** Answers a call, or fails it with the error's message, which the engine shows. */
function answering(callsOf: CallsOf) {
    return <Request, Response>(
        handle: (request: Request, calls: ProviderCalls) => Promise<Response>,
    ) =>
        (call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>) => {
            Promise.resolve(callsOf(call.getPeer()))
                .then((calls) => handle(call.request, calls))
                .then(
                    (response) => done(null, response),
                    (error: Error) => done({ code: status.UNKNOWN, details: error.message }),
                );
        };
}

function targetOf(request: { getUrn(): string; getName(): string; getType(): string }): Target {
    return { type: request.getType(), logicalName: request.getName() };
}

/** Provider inputs other than strings arrive as JSON. */
function parsed(inputs: Values): Values {
    return Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => {
            const json = typeof value === "string" && /^[[{]|^(true|false)$/.test(value);
            return [name, json ? JSON.parse(value) : value];
        }),
    );
}

/** Pulumi's bridge also writes the id among the outputs, and so into the state. */
function withId(state: Values, id: string): Values {
    return id === "" ? state : { ...state, id };
}

function failureOf({ property, reason }: CheckFailure): rpc.CheckFailure {
    return new rpc.CheckFailure().setProperty(property).setReason(reason);
}

function differenceOf(difference: Difference): rpc.DiffResponse {
    const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
    const paths = [...difference.properties.keys()];
    const response = new rpc.DiffResponse()
        .setChanges(paths.length === 0 ? DIFF_NONE : DIFF_SOME)
        .setReplacesList([...difference.replaces])
        .setDeletebeforereplace(difference.deleteBeforeReplace)
        .setDiffsList([...new Set(paths.map((path) => path.split(".")[0] ?? path))])
        .setHasdetaileddiff(true);
    for (const [path, property] of difference.properties) {
        response.getDetaileddiffMap().set(path, new rpc.PropertyDiff().setKind(kindOf(property)));
    }
    return response;
}

function kindOf({ kind, replaces }: PropertyDifference): rpc.PropertyDiff.Kind {
    const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } =
        rpc.PropertyDiff.Kind;
    if (kind === "add") return replaces ? ADD_REPLACE : ADD;
    if (kind === "delete") return replaces ? DELETE_REPLACE : DELETE;
    return replaces ? UPDATE_REPLACE : UPDATE;
}
