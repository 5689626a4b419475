import { suggest } from "../nearest";
import type { RuleId } from "../problem";
import { ownerReference } from "../roster";
import type { KeyedSection } from "../schema";
import { keyedSections } from "../schema";
import type { Inspection, Spot } from "./inspection";
import { entriesOf, itemsOf, quote } from "./inspection";
import { checkWaivers } from "./targets";

interface Kind {
    readonly rule: RuleId;
    readonly noun: string;
    readonly sections: readonly KeyedSection[];
    /** Words that may be written there besides keys. */
    readonly words?: readonly string[];
}

// A leaver where a person is expected is a matter for the rules: the roster can still be read.
const person: Kind = { rule: "unknown-person", noun: "person", sections: ["people", "leavers"] };
const team: Kind = { rule: "unknown-team", noun: "team", sections: ["teams"] };
const reviewer: Kind = { ...team, words: [ownerReference] };
const role: Kind = { rule: "unknown-role", noun: "role", sections: ["roles"] };
const service: Kind = { rule: "unknown-service", noun: "service", sections: ["services"] };
const environment: Kind = {
    rule: "unknown-environment",
    noun: "environment",
    sections: ["environments"],
};

/** Suggesting similar names for a whole file of unknown ones would take longer than reading it. */
const mostSuggestions = 200;

type Follow = (kind: Kind, container: object | undefined, key: string | number) => void;
type Loose = Inspection["raw"];

/** Reports every dangling reference. */
export function checkReferences(inspection: Inspection): void {
    if (!inspection.complete) return;
    const { raw } = inspection;
    const follow = createFollow(inspection);
    followAll(follow, person, raw.organization?.github?.owners);
    for (const [, { deploy }] of entriesOf(raw.environments)) {
        followAll(follow, reviewer, deploy?.reviewers);
    }
    followPeople(follow, raw);
    followTeams(follow, raw);
    followGrants(follow, raw);
    followServices(follow, raw);
    followRules(inspection, follow);
}

function createFollow({ known, mentioned, report }: Inspection): Follow {
    let suggestions = 0;
    return ({ rule, noun, sections, words = [] }, container, key) => {
        const given = (container as Record<string | number, unknown> | undefined)?.[key];
        if (!container || typeof given !== "string" || words.includes(given)) return;
        if (mentioned.has(given)) return;
        if (sections.some((section) => known[section].has(given))) return;
        const message = `no ${noun} ${quote(given)}`;
        const other = keyedSections.find((section) => known[section].has(given));
        suggestions += other ? 0 : 1;
        const names = () => [...words, ...sections.flatMap((section) => [...known[section]])];
        const hint = suggestions > mostSuggestions ? "" : suggest(given, names());
        report(rule, "value", [container, key], message + (other ? `; it is in ${other}` : hint));
    };
}

function followAll(
    follow: Follow,
    kind: Kind,
    list: readonly (string | undefined)[] | string | undefined,
): void {
    if (!Array.isArray(list)) return;
    for (const index of list.keys()) follow(kind, list, index);
}

function followPeople(follow: Follow, { people, leavers }: Loose): void {
    for (const [, entry] of entriesOf(people)) {
        follow(person, entry, "manager");
        follow(person, entry, "sameAs");
        follow(team, entry, "machine");
    }
    for (const [, entry] of entriesOf(leavers)) follow(person, entry, "sameAs");
}

function followTeams(follow: Follow, { teams }: Loose): void {
    for (const [, entry] of entriesOf(teams)) {
        follow(team, entry, "parent");
        for (const [member, [list, index]] of itemsOf(entry.members)) {
            if (typeof member === "string") follow(person, list, index);
            else follow(person, member, "person");
        }
    }
}

function followGrants(follow: Follow, { grants }: Loose): void {
    for (const [grant] of itemsOf(grants)) {
        follow(team, grant, "team");
        follow(person, grant, "person");
        follow(role, grant, "role");
        followAll(follow, service, grant.services);
        followAll(follow, environment, grant.in);
    }
}

function followServices(follow: Follow, { services, secrets }: Loose): void {
    for (const [, entry] of entriesOf(services)) {
        follow(team, entry, "owner");
        followAll(follow, environment, entry.in);
        followAll(follow, reviewer, entry.deploy?.reviewers);
    }
    for (const [, entry] of entriesOf(secrets)) {
        follow(service, entry, "service");
        followAll(follow, environment, entry.in);
    }
}

function followRules(inspection: Inspection, follow: Follow): void {
    const { known, mentioned, raw, report } = inspection;
    const { longestGrant, separation } = raw.rules ?? {};
    for (const [key] of entriesOf(longestGrant)) {
        if (known.roles.has(key) || mentioned.has(key) || !longestGrant) continue;
        const spot: Spot = [longestGrant, key];
        const hint = suggest(key, known.roles);
        report("unknown-role", "key", spot, `no role ${quote(key)}${hint}`);
    }
    for (const [entry] of itemsOf(separation)) {
        followAll(follow, role, entry.roles);
        followAll(follow, environment, entry.in);
    }
    checkWaivers(inspection);
}
