import { suggest, suggestion } from "../model/nearest";
import type { Roster } from "../model/roster";
import type { Failure } from "./failure";
import { wrongUse } from "./failure";

export const principalKinds = ["person", "team", "service"] as const;
export type PrincipalKind = (typeof principalKinds)[number];

/** Somebody or something of the roster; `person` may be a leaver. */
export interface Principal {
    readonly kind: PrincipalKind;
    readonly key: string;
}

/**
 * Whom `alice`, or `person:alice`, names.
 *
 * @throws Failure where it is nobody, or more than one.
 */
export function findPrincipal(roster: Roster, text: string): Principal {
    const [prefix = "", rest] = text.split(":", 2);
    const asked = principalKinds.filter((kind) => rest === undefined || kind === prefix);
    if (asked.length === 0) {
        throw wrongUse(
            `${JSON.stringify(prefix)} is not a kind of principal`,
            `allowed: ${principalKinds.map((kind) => `${kind}:KEY`).join(", ")}, or KEY alone`,
        );
    }
    const key = rest ?? text;
    const found = asked.filter((kind) => keysOf(roster, kind).includes(key));
    const [kind, ...others] = found;
    if (!kind) throw unknown(roster, asked, key);
    if (others.length > 0) {
        throw wrongUse(
            `${key} is a ${found.join(" and a ")}`,
            `say which: ${found.map((kind) => `${kind}:${key}`).join(" or ")}`,
        );
    }
    return { kind, key };
}

function keysOf(roster: Roster, kind: PrincipalKind): string[] {
    const keys = {
        person: [...roster.people.keys(), ...roster.leavers.keys()],
        team: [...roster.teams.keys()],
        service: [...roster.services.keys()],
    };
    return keys[kind];
}

function unknown(roster: Roster, kinds: readonly PrincipalKind[], key: string): Failure {
    const message = `the roster has no ${kinds.join(" or ")} called ${JSON.stringify(key)}`;
    const other = otherName(roster, key);
    if (other) return wrongUse(message, other);
    const known = kinds.flatMap((kind) => keysOf(roster, kind));
    return wrongUse(message, suggestion(key, known));
}

/**
 * The end of a message about a person's key that is not known: whom a login, an e-mail or an earlier key
 * names, or else what was probably meant.
 */
export function suggestPerson(
    given: string,
    known: Iterable<string>,
    roster: Pick<Roster, "people" | "leavers"> | undefined,
): string {
    const key = roster && personKnownAs(roster, given);
    return key === undefined ? suggest(given, known) : `; that is ${key}`;
}

function personKnownAs(
    { people, leavers }: Pick<Roster, "people" | "leavers">,
    name: string,
): string | undefined {
    const wanted = name.toLowerCase();
    const all = [...people.values(), ...leavers.values()];
    return (
        all.find(({ github, email }) =>
            [github?.login.toLowerCase(), email?.toLowerCase()].includes(wanted),
        ) ?? all.find(({ previously }) => previously.includes(name))
    )?.key;
}

/** A name that people know somebody or something by, but the roster does not. */
function otherName(roster: Roster, name: string): string | undefined {
    const sections = { team: roster.teams, service: roster.services };
    const key = personKnownAs(roster, name);
    if (key !== undefined) return `that is ${key}: rollcall who person:${key}`;
    for (const kind of ["team", "service"] as const) {
        for (const { key, previously } of sections[kind].values()) {
            if (previously.includes(name)) {
                return `that was an earlier key of ${kind} ${key}: rollcall who ${kind}:${key}`;
            }
        }
    }
    return undefined;
}
