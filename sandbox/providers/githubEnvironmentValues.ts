import { randomInt } from "node:crypto";
import type { GitHubEnvironment, GitHubEnvironmentKeys } from "../collections";
import {
    type Check,
    type FunctionType,
    type InputDefinition,
    matches,
    type ResourceType,
} from "../resourceType";
import { seal } from "../seal";
import { boxOpener, newBoxKeys, type OpenBox } from "../sealedBox";
import { filled, text, type Values } from "../values";
import type { WorldReader, WorldTransaction } from "../world";
import type { GitHubPlace, Route } from "./githubApi";
import { environmentKey, invalid, notFound, refused } from "./githubApi";
import {
    addressed,
    environmentAt,
    environmentRoute,
    idOf,
    inEnvironment,
    ofRepository,
} from "./githubEnvironments";

type GitHubResource = ResourceType<GitHubPlace>;

const reserved: Check = (value) =>
    /^GITHUB_/i.test(String(value))
        ? "secret names must not start with the GITHUB_ prefix"
        : undefined;

const valueName: InputDefinition = {
    type: "string",
    required: true,
    replaces: true,
    checks: [
        matches(
            /^[A-Za-z_]\w*$/,
            "secret names can only contain alphanumeric characters or underscores and must not start with a number",
        ),
        reserved,
    ],
};

export const actionsEnvironmentVariable: GitHubResource = {
    source: "terraform-provider-github resource_github_actions_environment_variable.go",
    inputs: {
        repository: ofRepository,
        environment: inEnvironment,
        variableName: valueName,
        value: { type: "string", required: true },
    },
    outputs: { repositoryId: [], createdAt: [], updatedAt: ["value"] },
    echoes: true,
    // Not an upsert: an existing variable answers 409.
    create({ world, place, inputs }) {
        const { found, key, name } = slotOf(world, inputs, "variableName");
        const route = routeOf(place, "POST", inputs, "/variables");
        if (found === undefined) throw notFound(route);
        if (world.read("github/environmentVariables", key)) {
            throw refused(route, "409 Already exists - Variable already exists");
        }
        const at = timestamp();
        world.put("github/environmentVariables", key, {
            environment: environmentKey(found.repositoryId, found.name),
            name,
            value: text(inputs, "value"),
            createdAt: at,
            updatedAt: at,
        });
        return idOfValue(inputs, "variableName");
    },
    read({ world, id, state }) {
        const at = addressed(id, state);
        const given = { ...at, variableName: text(state, "variableName") || at.last };
        const { found, key } = slotOf(world, given, "variableName");
        const variable = found && world.read("github/environmentVariables", key);
        return (
            variable && {
                repository: at.repository,
                environment: at.environment,
                variableName: given.variableName,
                value: variable.value,
                repositoryId: found.repositoryId,
                createdAt: variable.createdAt,
                updatedAt: variable.updatedAt,
            }
        );
    },
    update({ world, place, inputs }) {
        const { key, name } = slotOf(world, inputs, "variableName");
        const found = world.read("github/environmentVariables", key);
        if (found === undefined)
            throw notFound(routeOf(place, "PATCH", inputs, `/variables/${name}`));
        const changed = { ...found, value: text(inputs, "value"), updatedAt: timestamp() };
        world.put("github/environmentVariables", key, changed);
    },
    // A 404 fails: once its environment is gone, the variable can no longer be deleted.
    delete({ world, place, state }) {
        const { found, key, name } = slotOf(world, state, "variableName");
        if (found === undefined || world.read("github/environmentVariables", key) === undefined) {
            throw notFound(routeOf(place, "DELETE", state, `/variables/${name}`));
        }
        world.remove("github/environmentVariables", key);
    },
};

const plain = ["value", "plaintextValue"] as const;
const sealed = ["valueEncrypted", "encryptedValue"] as const;
const forms = [...plain, ...sealed] as const;

const box: InputDefinition = {
    type: "string",
    checks: [
        matches(
            /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
            "expected to be a base64 string",
        ),
    ],
};

let openBox: OpenBox | undefined;

export const actionsEnvironmentSecret: GitHubResource = {
    source: "terraform-provider-github resource_github_actions_environment_secret.go",
    inputs: {
        repository: ofRepository,
        environment: inEnvironment,
        secretName: valueName,
        keyId: { type: "string", computed: true },
        value: { type: "string" },
        plaintextValue: { type: "string" },
        valueEncrypted: box,
        encryptedValue: box,
    },
    outputs: {
        repositoryId: [],
        keyId: [...forms],
        createdAt: [],
        updatedAt: [...forms, "keyId", "updatedAt"],
        remoteUpdatedAt: [...forms, "keyId", "updatedAt"],
    },
    // A value that somebody else wrote since is overwritten.
    drift: ({ updatedAt, remoteUpdatedAt }) => (updatedAt === remoteUpdatedAt ? [] : ["updatedAt"]),
    secretOutputs: [...forms],
    echoes: true,
    check: (inputs) => {
        const given = forms.filter((form) => inputs[form] !== undefined);
        if (given.length !== 1) {
            return `Invalid combination of arguments: exactly one of ${forms.join(", ")} must be given`;
        }
        const isSealed = sealed.some((form) => inputs[form] !== undefined);
        if (isSealed === (inputs.keyId !== undefined)) return undefined;
        return isSealed
            ? `Missing required argument: "${given}": all of \`key_id, ${given}\` must be specified`
            : `Conflicting configuration arguments: "keyId": conflicts with ${given}`;
    },
    prepare: async () => {
        openBox ??= await boxOpener();
    },
    // A silent upsert. A value that arrives sealed is opened at once.
    create({ world, place, inputs }) {
        const { found, key, name } = slotOf(world, inputs, "secretName");
        const box64 = sealed.map((form) => text(inputs, form)).find((each) => each !== "");
        const put = routeOf(place, "PUT", inputs, `/secrets/${name}`);
        if (found === undefined) {
            if (box64 !== undefined) throw notFound(put);
            throw notFound(routeOf(place, "GET", inputs, "/secrets/public-key"));
        }
        const keys = keysOf(world, found);
        const given =
            box64 === undefined
                ? plain.map((form) => text(inputs, form)).find((each) => each !== "")
                : openSealed(keys, text(inputs, "keyId"), box64, put);
        const at = timestamp();
        world.put("github/environmentSecrets", key, {
            environment: environmentKey(found.repositoryId, found.name),
            name,
            sealed: seal(given ?? ""),
            createdAt: world.read("github/environmentSecrets", key)?.createdAt ?? at,
            updatedAt: at,
        });
        return idOfValue(inputs, "secretName");
    },
    // GitHub never returns the value.
    read({ world, id, state }) {
        const at = addressed(id, state);
        const given = { ...at, secretName: text(state, "secretName") || at.last };
        const { found, key } = slotOf(world, given, "secretName");
        const secret = found && world.read("github/environmentSecrets", key);
        return (
            secret &&
            filled({
                repository: at.repository,
                environment: at.environment,
                secretName: given.secretName,
                repositoryId: found.repositoryId,
                keyId: text(state, "keyId") || (knownKeysOf(world, found)?.keyId ?? ""),
                createdAt: secret.createdAt,
                updatedAt: text(state, "updatedAt") || secret.updatedAt,
                remoteUpdatedAt: secret.updatedAt,
            })
        );
    },
    update: (call) => {
        actionsEnvironmentSecret.create(call);
    },
    delete({ world, place, state }) {
        const { found, key, name } = slotOf(world, state, "secretName");
        if (found === undefined || world.read("github/environmentSecrets", key) === undefined) {
            throw notFound(routeOf(place, "DELETE", state, `/secrets/${name}`));
        }
        world.remove("github/environmentSecrets", key);
    },
};

/** The environment, and the key under which the world keeps the value of this name. */
function slotOf(world: WorldReader, values: Values, nameOf: "variableName" | "secretName") {
    const name = text(values, nameOf).toUpperCase();
    const environment = text(values, "environment");
    const found = environmentAt(world, text(values, "repository"), environment);
    const key = found ? `${environmentKey(found.repositoryId, environment)}/${name}` : "";
    return { found, key, name };
}

function routeOf(place: GitHubPlace, method: Route["method"], values: Values, rest: string): Route {
    const [repository, environment] = [text(values, "repository"), text(values, "environment")];
    return environmentRoute(place, method, repository, environment, rest);
}

function idOfValue(inputs: Values, nameOf: "variableName" | "secretName"): string {
    return idOf(text(inputs, "repository"), text(inputs, "environment"), text(inputs, nameOf));
}

/** A time in the format that Go prints. */
function timestamp(): string {
    return new Date()
        .toISOString()
        .replace("T", " ")
        .replace(/\.\d+Z$/, " +0000 UTC");
}

/** Refuses a value that was sealed for another environment. */
function openSealed(keys: GitHubEnvironmentKeys, keyId: string, box: string, put: Route): string {
    const value = keyId === keys.keyId ? openBox?.(keys, box) : undefined;
    if (value !== undefined) return value;
    throw invalid(put, "Secret", "encrypted_value", "is not sealed with this environment's key");
}

export const getActionsEnvironmentPublicKey: FunctionType<GitHubPlace> = {
    source: "terraform-provider-github data_source_github_actions_environment_public_key.go",
    invoke({ world, place, inputs }) {
        const repository = text(inputs, "repository");
        const environment = text(inputs, "environment");
        const found = environmentAt(world, repository, environment);
        if (found === undefined) {
            throw notFound(routeOf(place, "GET", inputs, "/secrets/public-key"));
        }
        const { keyId, publicKey } = keysOf(world, found);
        return { id: keyId, keyId, key: publicKey, repository, environment };
    },
};

/** Each environment has its own key pair; deleting and recreating the environment changes it. */
function keysOf(world: WorldTransaction, environment: GitHubEnvironment): GitHubEnvironmentKeys {
    const known = knownKeysOf(world, environment);
    if (known !== undefined) return known;
    const keyId = String(randomInt(2 ** 47)).padStart(18, "338020");
    const keys = { keyId, ...newBoxKeys() };
    world.put("github/environmentKeys", keyOf(environment), keys);
    return keys;
}

function knownKeysOf(world: WorldReader, environment: GitHubEnvironment) {
    return world.read("github/environmentKeys", keyOf(environment));
}

function keyOf({ repositoryId, name }: GitHubEnvironment): string {
    return environmentKey(repositoryId, name);
}
