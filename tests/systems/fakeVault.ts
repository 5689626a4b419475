import { type Answer, type Asked, type FakeServer, serve } from "./fakeServer";

interface Entity {
    readonly id: string;
    readonly name: string;
    disabled: boolean;
    policies: string[];
    readonly aliases: Alias[];
}

interface Alias {
    readonly name: string;
    readonly mount_accessor: string;
    readonly mount_path?: string;
    readonly mount_type?: string;
}

/** One namespace of a Vault; what it answers was seen of a real one (OpenBao 2.7). */
export interface VaultState {
    readonly entities: Entity[];
    readonly groups: { id: string; name: string; type: string; member_entity_ids: string[] }[];
    readonly tokens: { accessor: string; entity_id: string; display_name: string }[];
    /** Capabilities by path; absent: root. */
    capabilities?: Readonly<Record<string, readonly string[]>>;
    readonly accessor: string;
}

export interface FakeVault extends FakeServer {
    intercept: (asked: Asked) => Answer | undefined;
}

export const nothing: Answer = { status: 404, body: { errors: [] } };
const done: Answer = { status: 204 };

export function refused(status: number, message: string): Answer {
    return { status, body: { errors: [`1 error occurred:\n\t* ${message}\n\n`] } };
}

/** The accessor of the token that asks. */
export const ownAccessor = "self";

export async function startVault(state: VaultState): Promise<FakeVault> {
    const intercepted = { intercept: (_asked: Asked): Answer | undefined => undefined };
    const server = await serve(
        (asked) => intercepted.intercept(asked) ?? answer(state, asked) ?? nothing,
    );
    return Object.assign(intercepted, server);
}

type Body = Readonly<Record<string, string | string[] | boolean>>;
type Handler = (state: VaultState, body: Body, key: string) => Answer | undefined;

function answer(state: VaultState, asked: Asked): Answer | undefined {
    const listing = asked.query.get("list") === "true" ? "LIST" : asked.method;
    const line = `${listing} ${asked.path.replace("/v1/", "")}`;
    for (const [pattern, handle] of routes) {
        const match = pattern.exec(line);
        if (match) return handle(state, asked.body as Body, match[1] ?? "");
    }
    return { status: 404, body: { errors: [`no handler for route "${line}"`] } };
}

const routes: readonly (readonly [RegExp, Handler])[] = [
    [/^GET auth\/token\/lookup-self$/, () => data({ accessor: ownAccessor })],
    [
        /^GET sys\/auth$/,
        ({ accessor }) => data({ "oidc/": { accessor }, "token/": { accessor: "auth_token_1" } }),
    ],
    [
        /^POST sys\/capabilities-self$/,
        ({ capabilities }, { paths }) =>
            data(
                Object.fromEntries(
                    (paths as string[]).map((path) => [
                        path,
                        capabilities ? (capabilities[path] ?? ["deny"]) : ["root"],
                    ]),
                ),
            ),
    ],
    [/^POST identity\/lookup\/entity$/, lookUp],
    [
        /^LIST identity\/entity\/id$/,
        ({ entities }) =>
            data({
                keys: entities.map(({ id }) => id),
                key_info: Object.fromEntries(
                    entities.map(({ id, name, aliases }) => [id, { name, aliases }]),
                ),
            }),
    ],
    [
        /^LIST identity\/entity-alias\/id$/,
        ({ entities }) => {
            const all = entities.flatMap(({ id, aliases }) =>
                aliases.map((alias, index) => [`${id}-${index}`, { ...alias, canonical_id: id }]),
            );
            return data({ keys: all.map(([key]) => key), key_info: Object.fromEntries(all) });
        },
    ],
    [
        /^LIST identity\/group\/name$/,
        ({ groups }) => data({ keys: groups.map(({ name }) => name) }),
    ],
    [
        /^GET identity\/group\/name\/(.+)$/,
        ({ groups }, _body, name) => data(groups.find((each) => each.name === name)),
    ],
    [/^GET identity\/entity\/id\/(.+)$/, (state, _body, id) => entity(state, byId(state, id))],
    [
        /^POST identity\/entity\/id\/(.+)$/,
        (state, body, id) => {
            Object.assign(byId(state, id) ?? {}, body);
            return done;
        },
    ],
    [
        /^GET identity\/group\/id\/(.+)$/,
        ({ groups }, _body, id) => data(groups.find((each) => each.id === id)),
    ],
    [
        /^POST identity\/group\/id\/(.+)$/,
        ({ groups }, body, id) => {
            Object.assign(groups.find((each) => each.id === id) ?? {}, body);
            return done;
        },
    ],
    [
        /^LIST auth\/token\/accessors$/,
        ({ tokens }) => data({ keys: [ownAccessor, ...tokens.map(({ accessor }) => accessor)] }),
    ],
    [
        /^POST auth\/token\/lookup-accessor$/,
        ({ tokens }, { accessor }) => {
            if (accessor === ownAccessor) return data({ accessor, entity_id: "" });
            const token = tokens.find((each) => each.accessor === accessor);
            const rest = { policies: ["default"], expire_time: "2026-12-01T13:00:00Z" };
            return token ? data({ ...token, ...rest }) : refused(400, "invalid accessor");
        },
    ],
    [
        /^POST auth\/token\/revoke-accessor$/,
        ({ tokens }, { accessor }) => {
            const kept = tokens.filter((each) => each.accessor !== accessor);
            tokens.splice(0, tokens.length, ...kept);
            return done;
        },
    ],
];

function lookUp(state: VaultState, body: Body): Answer | undefined {
    const { name, alias_name, alias_mount_accessor } = body;
    const found = state.entities.find(
        (each) =>
            each.name === name ||
            each.aliases.some(
                (alias) =>
                    alias.name === alias_name && alias.mount_accessor === alias_mount_accessor,
            ),
    );
    return found ? entity(state, found) : done;
}

function byId({ entities }: VaultState, id: string): Entity | undefined {
    return entities.find((each) => each.id === id);
}

function entity({ groups }: VaultState, found: Entity | undefined): Answer | undefined {
    if (!found) return undefined;
    const own = groups.filter(({ member_entity_ids }) => member_entity_ids.includes(found.id));
    return data({ ...found, direct_group_ids: own.map(({ id }) => id) });
}

function data(content: unknown): Answer | undefined {
    return content === undefined ? undefined : { body: { data: content } };
}
