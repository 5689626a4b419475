import type { KeyedSection } from "../schema";
import { keyedSections } from "../schema";
import { keyPattern, reservedKeys } from "../schema/scalars";
import { expandVariables } from "../variables";
import type { Inspection, Spot } from "./inspection";
import { entriesOf, itemsOf, quote, whereIs } from "./inspection";

/** Reports invalid keys, and names and ids claimed by two entries. */
export function checkIdentities(inspection: Inspection): void {
    for (const section of keyedSections) checkKeys(inspection, section);
    for (const sections of namespaces) checkPreviously(inspection, sections);
    checkAccounts(inspection);
    checkMounts(inspection);
    checkRepositories(inspection);
    checkGithubEnvironments(inspection);
    checkVariableNames(inspection);
}

function checkKeys({ raw, report }: Inspection, section: KeyedSection): void {
    const entries = raw[section];
    if (entries === undefined) return;
    for (const key of Object.keys(entries)) {
        const given = quote(key);
        if (reservedKeys.has(key)) {
            report("invalid-value", "key", [entries, key], reserved(key));
        } else if (!keyPattern.test(key)) {
            const form = "lower-case letters, digits and -, a letter first, at most 39";
            report("invalid-value", "key", [entries, key], `${given} is not a key: ${form}`);
        }
    }
}

function reserved(key: string): string {
    return `${quote(key)} means something else and cannot be a key; choose another`;
}

/** Sections that share a namespace of keys: a person who leaves keeps their key. */
const namespaces = [
    ["people", "leavers"],
    ["teams"],
    ["roles"],
    ["services"],
    ["secrets"],
] as const satisfies readonly (readonly KeyedSection[])[];

interface Previously {
    readonly previously?: readonly (string | undefined)[] | undefined;
}

function checkPreviously(inspection: Inspection, sections: (typeof namespaces)[number]): void {
    const { known, locator, raw, report } = inspection;
    const earlier = new Map<string, Spot>();
    const lists = sections.flatMap((section) =>
        entriesOf<Previously>(raw[section]).map(([, { previously }]) => previously),
    );
    for (const list of lists) {
        for (const [key, spot] of itemsOf(list)) {
            const given = quote(key);
            const owner = sections.find((section) => known[section].has(key));
            const first = earlier.get(key);
            if (reservedKeys.has(key)) {
                report("invalid-value", "value", spot, reserved(key));
            } else if (owner !== undefined) {
                const message = `${given} is a key of ${owner} now, so it cannot be an earlier one`;
                report("duplicate-key", "value", spot, message);
            } else if (first) {
                const where = whereIs(locator, "value", first);
                const message = `${given} is an earlier key already, at ${where}; keep one of them`;
                report("duplicate-key", "value", spot, message);
            }
            earlier.set(key, first ?? spot);
        }
    }
}

interface Claim {
    readonly owner: string;
    readonly spot: Spot;
}

/** Remembers which entry claims what; a second claim is reported together with the first. */
function createClaims({ locator, report }: Inspection, noun: string) {
    const claims = new Map<string, Claim>();
    return (identity: string, owner: string, spot: Spot, shown = identity): void => {
        const first = claims.get(identity.toLowerCase());
        if (!first) {
            claims.set(identity.toLowerCase(), { owner, spot });
        } else if (first.owner !== owner) {
            const where = whereIs(locator, "value", first.spot);
            const message = `${noun} ${shown} belongs to ${first.owner}, at ${where}`;
            report("duplicate-identity", "value", spot, `${message}; each needs its own`);
        }
    };
}

/** The same person under people and leavers is a different mistake: leaver-still-listed. */
function checkAccounts(inspection: Inspection): void {
    const { raw } = inspection;
    const claimId = createClaims(inspection, "GitHub's id");
    const claimLogin = createClaims(inspection, "the login");
    const claimEmail = createClaims(inspection, "the e-mail address");
    const claimUser = createClaims(inspection, "the Identity Center user");
    const claimAlias = createClaims(inspection, "the Vault alias");
    for (const [key, entry] of [...entriesOf(raw.leavers), ...entriesOf(raw.people)]) {
        const { github, email, aws, vault } = entry;
        if (github?.id !== undefined) claimId(`${github.id}`, key, [github, "id"]);
        if (github?.login !== undefined) claimLogin(github.login, key, [github, "login"]);
        if (email !== undefined) claimEmail(email, key, [entry, "email"]);
        if (aws?.userId !== undefined) claimUser(aws.userId, key, [aws, "userId"]);
        if (vault?.alias !== undefined) claimAlias(vault.alias, key, [vault, "alias"]);
    }
}

function checkMounts(inspection: Inspection): void {
    const claim = createClaims(inspection, "the Vault mount");
    for (const [key, { vault }] of entriesOf(inspection.raw.environments)) {
        if (vault?.mount !== undefined) claim(vault.mount, key, [vault, "mount"]);
    }
}

/** Repository ids and names must match one to one, even where services share a repository. */
function checkRepositories({ locator, raw, report }: Inspection): void {
    const byId = new Map<number, { name: string; spot: Spot }>();
    const byName = new Map<string, { id: number; spot: Spot }>();
    for (const [, { repository }] of entriesOf(raw.services)) {
        const { name, id } = repository ?? {};
        if (repository === undefined || name === undefined || id === undefined) continue;
        const sameId = byId.get(id);
        const sameName = byName.get(name.toLowerCase());
        if (sameId && sameId.name !== name.toLowerCase()) {
            const where = whereIs(locator, "value", sameId.spot);
            const message = `the repository ${id} has another name at ${where}; it has one`;
            report("duplicate-identity", "value", [repository, "name"], message);
        }
        if (sameName && sameName.id !== id) {
            const where = whereIs(locator, "value", sameName.spot);
            const message = `the repository ${quote(name)} has another id at ${where}; it has one`;
            report("duplicate-identity", "value", [repository, "id"], message);
        }
        if (!sameId) byId.set(id, { name: name.toLowerCase(), spot: [repository, "name"] });
        if (!sameName) byName.set(name.toLowerCase(), { id, spot: [repository, "id"] });
    }
}

/** A GitHub environment carries the identity of exactly one service in one environment. */
function checkGithubEnvironments(inspection: Inspection): void {
    const { raw } = inspection;
    const claim = createClaims(inspection, "the repository's GitHub environment");
    for (const [key, service] of entriesOf(raw.services)) {
        const id = service.repository?.id;
        if (id === undefined) continue;
        for (const [environment, item] of itemsOf(service.in)) {
            const account = raw.environments?.[environment]?.aws;
            const name = expandVariables(service.githubEnvironment ?? "${environment}", {
                environment,
                service: key,
                ...(raw.organization?.name ? { organization: raw.organization.name } : {}),
                ...(service.owner ? { team: service.owner } : {}),
                ...(account?.accountId ? { account: account.accountId } : {}),
                ...(account?.region ? { region: account.region } : {}),
            });
            const spot: Spot =
                service.githubEnvironment === undefined ? item : [service, "githubEnvironment"];
            claim(`${id}:${name}`, `${key} in ${environment}`, spot, name);
        }
    }
}

/** GitHub's variable names are case-insensitive: one would overwrite the other. */
function checkVariableNames({ raw, report }: Inspection): void {
    for (const [, { variables }] of entriesOf(raw.services)) {
        const first = new Map<string, string>();
        for (const [name] of entriesOf(variables)) {
            const other = first.get(name.toUpperCase());
            if (other === undefined) first.set(name.toUpperCase(), name);
            else {
                const message =
                    `${quote(name)} is given twice, first as ${quote(other)}; GitHub takes both for ` +
                    "one name: keep one of them";
                report("duplicate-key", "key", [variables as object, name], message);
            }
        }
    }
}
