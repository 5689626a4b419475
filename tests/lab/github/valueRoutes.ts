import { publicKeyBody, secretBody, timestamp, variableBody } from "./bodies";
import {
    type Answer,
    type Call,
    done,
    environmentOf,
    found,
    invalid,
    page,
    type Route,
    route,
} from "./route";
import { openBox } from "./sealedBox";
import type { StoredValue } from "./state";

const environment = "/repos/{owner}/{repo}/environments/{environment_name}";

/** Variables and secrets of environments: names are kept in capitals. */
export const valueRoutes: readonly Route[] = [
    route(`GET ${environment}/variables`, "owner", (call) => {
        const variables = environmentOf(call)?.variables;
        return (
            variables &&
            page(
                call,
                [...variables].map(([name, each]) => variableBody(name, each)),
                "variables",
            )
        );
    }),
    route(`POST ${environment}/variables`, "owner", createVariable),
    route(`GET ${environment}/variables/{name}`, "owner", (call) => {
        const name = nameIn(call);
        const stored = environmentOf(call)?.variables.get(name);
        return found(stored && variableBody(name, stored));
    }),
    route(`PATCH ${environment}/variables/{name}`, "owner", (call) => {
        const stored = environmentOf(call)?.variables.get(nameIn(call));
        if (!stored) return undefined;
        stored.value = String(call.body.value);
        stored.updatedAt = timestamp();
        return done;
    }),
    route(`DELETE ${environment}/variables/{name}`, "owner", (call) =>
        environmentOf(call)?.variables.delete(nameIn(call)) ? done : undefined,
    ),
    route(`GET ${environment}/secrets/public-key`, "owner", (call) => {
        const pair = environmentOf(call)?.keyPair;
        return found(pair && publicKeyBody(pair));
    }),
    route(`GET ${environment}/secrets`, "owner", (call) => {
        const secrets = environmentOf(call)?.secrets;
        return (
            secrets &&
            page(
                call,
                [...secrets].map(([name, each]) => secretBody(name, each)),
                "secrets",
            )
        );
    }),
    route(`GET ${environment}/secrets/{name}`, "owner", (call) => {
        const name = nameIn(call);
        const stored = environmentOf(call)?.secrets.get(name);
        return found(stored && secretBody(name, stored));
    }),
    route(`PUT ${environment}/secrets/{name}`, "owner", setSecret),
    route(`DELETE ${environment}/secrets/{name}`, "owner", (call) =>
        environmentOf(call)?.secrets.delete(nameIn(call)) ? done : undefined,
    ),
];

function nameIn({ params }: Call): string {
    return params.name?.toUpperCase() ?? "";
}

function createVariable(call: Call): Answer | undefined {
    const known = environmentOf(call);
    if (!known) return undefined;
    const name = String(call.body.name).toUpperCase();
    if (!/^[A-Z_]\w*$/.test(name)) return invalid("Variable", "name", "has invalid characters");
    if (known.variables.has(name)) {
        const message = "Already exists - Variable already exists";
        return { status: 409, body: { message } };
    }
    known.variables.set(name, stored(String(call.body.value)));
    return { status: 201, body: {} };
}

/** The box is opened: one that was sealed for another environment is refused. */
function setSecret(call: Call): Answer | undefined {
    const known = environmentOf(call);
    if (!known) return undefined;
    const { key_id: keyId, encrypted_value: sealed } = call.body;
    const value =
        keyId === known.keyPair.keyId ? openBox(known.keyPair, String(sealed)) : undefined;
    if (value === undefined) {
        return invalid("Secret", "encrypted_value", "is not sealed with this environment's key");
    }
    const name = nameIn(call);
    const before = known.secrets.get(name);
    known.secrets.set(name, { ...stored(value), ...(before && { createdAt: before.createdAt }) });
    return before ? done : { status: 201, body: {} };
}

function stored(value: string): StoredValue {
    const at = timestamp();
    return { value, createdAt: at, updatedAt: at };
}
