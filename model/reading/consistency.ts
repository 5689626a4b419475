import { parseInstant } from "../instant";
import type { Loose, RosterInput } from "../schema";
import { unknownVariables, usesVariable } from "../variables";
import type { Inspection, Spot } from "./inspection";
import { entriesOf, itemsOf, quote } from "./inspection";

type Grant = Loose<RosterInput["grants"] & object>[number] & object;
type Secret = Loose<(RosterInput["secrets"] & object)[string]> & object;
type Role = Loose<(RosterInput["roles"] & object)[string]> & object;

/** Reports parts that are well formed on their own but contradict each other. */
export function checkConsistency(inspection: Inspection): void {
    checkWindows(inspection);
    checkAccounts(inspection);
    const { broken, raw } = inspection;
    const needs = new Map(entriesOf(raw.roles).map(([key, role]) => [key, needsOf(role)]));
    for (const [grant, spot] of itemsOf(raw.grants)) {
        if (broken.has(grant)) continue;
        checkPrincipal(inspection, grant, spot);
        checkReach(inspection, grant, spot, needs.get(grant.role ?? ""));
        checkEnvironments(inspection, grant);
    }
    checkSecrets(inspection);
    checkVariables(inspection);
}

function checkWindows({ raw, report }: Inspection): void {
    const members = entriesOf(raw.teams).flatMap(([, { members }]) =>
        itemsOf(members).flatMap(([member]) => (typeof member === "string" ? [] : [member])),
    );
    const windows = [
        ...entriesOf(raw.people).map(([, entry]) => entry),
        ...members,
        ...itemsOf(raw.grants).map(([grant]) => grant),
    ];
    for (const window of windows) {
        const from = window.from && parseInstant(window.from, "from");
        const until = window.until && parseInstant(window.until, "until");
        if (typeof from !== "number" || typeof until !== "number" || from < until) continue;
        const message = `the end, ${window.until}, is not after the beginning, ${window.from}`;
        report("invalid-value", "value", [window, "until"], message);
    }
}

function checkAccounts({ raw, report }: Inspection): void {
    for (const [, entry] of entriesOf(raw.people)) {
        if (entry.sameAs === undefined || entry.machine === undefined) continue;
        const message = "an account is a person's (sameAs) or nobody's (machine); keep one of them";
        report("invalid-value", "key", [entry, "machine"], message);
    }
    for (const [, team] of entriesOf(raw.teams)) {
        const seen = new Set<string>();
        for (const [member, spot] of itemsOf(team.members)) {
            const key = typeof member === "string" ? member : member.person;
            if (key === undefined) continue;
            const message = `${quote(key)} is in this team already; keep one line`;
            if (seen.has(key)) report("duplicate-key", "value", spot, message);
            seen.add(key);
        }
    }
}

function checkPrincipal({ report }: Inspection, grant: Grant, spot: Spot): void {
    if (grant.team === undefined && grant.person === undefined) {
        const message = '"team" or "person" is missing: say who gets the role';
        report("missing-value", "value", spot, message);
    } else if (grant.team !== undefined && grant.person !== undefined) {
        const message = "a grant is a team's or a person's; write two grants";
        report("invalid-value", "key", [grant, "person"], message);
    }
    if (grant.services === undefined && grant.in === undefined) {
        const message =
            '"services" and "in" are missing: name services for their repositories, ' +
            "environments for what is in them, or both";
        report("missing-value", "value", spot, message);
    }
}

/** What a role needs and a grant on an environment itself does not have. */
interface Needs {
    readonly github: boolean;
    readonly service: boolean;
    readonly team: boolean;
}

function needsOf(role: Role): Needs {
    const texts = roleTexts(role).map(([text]) => text);
    return {
        github: role.github !== undefined,
        service: texts.some((text) => usesVariable(text, "service")),
        team: texts.some((text) => usesVariable(text, "team")),
    };
}

/** A grant on an environment itself has no service to fill in variables, and no repository. */
function checkReach({ report }: Inspection, grant: Grant, spot: Spot, needs?: Needs): void {
    if (grant.services !== undefined || grant.in === undefined || !needs) return;
    const unmet = [
        ...(needs.github ? ["has a github part"] : []),
        ...(needs.service ? ["uses ${service}"] : []),
        ...(needs.team && grant.person !== undefined
            ? ["uses ${team}, which a person's grant takes from the service"]
            : []),
    ];
    if (unmet.length === 0) return;
    const message = `the role ${grant.role} ${unmet.join(" and ")}: give "services"`;
    report("invalid-value", "value", spot, `${message}, or another role`);
}

function checkEnvironments(inspection: Inspection, grant: Grant): void {
    if (!Array.isArray(grant.services)) return;
    for (const [key] of itemsOf<string>(grant.services)) checkIn(inspection, key, grant.in);
}

/** A service can be reached only in environments that it is in. */
function checkIn(
    { broken, raw, report }: Inspection,
    key: string,
    list: readonly (string | undefined)[] | undefined,
): void {
    const service = raw.services?.[key];
    if (!service || broken.has(service)) return;
    const places = itemsOf(service.in).map(([environment]) => environment);
    const where = places.length === 0 ? "no environment" : places.join(", ");
    for (const [environment, spot] of itemsOf(list)) {
        if (places.includes(environment) || !raw.environments?.[environment]) continue;
        const message = `${key} is not in ${environment}, only in ${where}`;
        report("invalid-value", "value", spot, `${message}; add it there, or leave it out here`);
    }
}

function checkSecrets(inspection: Inspection): void {
    for (const [key, secret] of entriesOf(inspection.raw.secrets)) {
        if (secret.service !== undefined) checkIn(inspection, secret.service, secret.in);
        if (secret.sealed && !inspection.broken.has(secret)) checkSealed(inspection, key, secret);
    }
}

/** GitHub never returns a value, so a value that only GitHub can open cannot be anywhere else. */
function checkSealed({ report }: Inspection, key: string, secret: Secret): void {
    const { kind, overlap, deliver } = secret;
    const refuse = (spot: Spot, message: string) =>
        report("invalid-value", "key", spot, `${key} is sealed, ${message}`);
    if (kind !== "generated") {
        refuse([secret, "sealed"], `and ${kind} is not: only a generated value can be`);
    }
    if (deliver?.github === undefined) {
        refuse([secret, "sealed"], "and goes to no GitHub environment; give `deliver` a `github`");
    }
    for (const [place] of entriesOf(deliver)) {
        if (place === "github") continue;
        const message = `so only its GitHub environment can open it; take \`${place}\` out`;
        refuse([deliver as object, place], message);
    }
    if (overlap !== undefined) {
        const message = "so a new value ends the one before at once; take `overlap` out";
        refuse([secret, "overlap"], message);
    }
}

type Text = readonly [text: string, spot: Spot];

function checkVariables({ raw, report }: Inspection): void {
    const texts = [
        ...entriesOf(raw.roles).flatMap(([, role]) => roleTexts(role)),
        ...entriesOf(raw.services).flatMap(([, service]) => [
            ...roleTexts(service),
            ...textsIn(service, "githubEnvironment"),
            ...entriesOf(service.variables).flatMap(([name]) => textsIn(service.variables, name)),
        ]),
        ...entriesOf(raw.secrets).flatMap(([, { deliver, database }]) => [
            ...entriesOf(deliver).flatMap(([name]) => textsIn(deliver, name)),
            ...textsIn(database, "mount"),
            ...textsIn(database, "connection"),
            ...listTexts(database?.creationStatements),
            ...listTexts(database?.revocationStatements),
        ]),
    ];
    for (const [text, spot] of texts) {
        for (const message of unknownVariables(text)) {
            report("unknown-variable", "value", spot, message);
        }
    }
}

/** The texts of a role, or of a service's own permissions, that may contain variables. */
function roleTexts({ aws, vault }: Pick<Role, "aws" | "vault">): Text[] {
    return [
        ...itemsOf(aws?.statements).flatMap(([{ actions, resources, conditions }]) => [
            ...listTexts(actions),
            ...listTexts(resources),
            ...entriesOf(conditions).flatMap(([, keys]) =>
                entriesOf(keys).flatMap(([key, values]) =>
                    typeof values === "string" ? textsIn(keys, key) : listTexts(values),
                ),
            ),
        ]),
        ...itemsOf(vault).flatMap(([rule]) => textsIn(rule, "path")),
    ];
}

function listTexts(list: readonly (string | undefined)[] | undefined): Text[] {
    return itemsOf(list);
}

function textsIn(container: object | undefined, key: string): Text[] {
    const text = (container as Record<string, unknown> | undefined)?.[key];
    return container && typeof text === "string" ? [[text, [container, key]]] : [];
}
