import { suggest } from "../nearest";
import type { Inspection } from "./inspection";
import { itemsOf, quote } from "./inspection";

/** Sections whose entries a waiver may refer to. */
export const waivedSections = ["roles", "services", "secrets", "environments", "people"] as const;

const entries = waivedSections.map((section) => `${section}.KEY`).join(", ");
const allowed = `${entries}, people, grants, or a grant as person:KEY/ROLE or team:KEY/ROLE`;

/**
 * Reports waivers that refer to nothing: a waiver for a future mistake could otherwise lie in wait unseen.
 */
export function checkWaivers(inspection: Inspection): void {
    const { mentioned, raw, report, sound } = inspection;
    const waivers = itemsOf(raw.rules?.waivers);
    if (waivers.length === 0) return;
    const targets = knownTargets(inspection);
    for (const [waiver] of waivers) {
        if (waiver.at === undefined || targets.has(waiver.at)) continue;
        const given = quote(waiver.at);
        const [section, key = ""] = waiver.at.split(".");
        if (mentioned.has(key) || (isGrant(waiver.at) && !sound)) continue;
        if (isGrant(waiver.at) || waivedSections.some((name) => name === section)) {
            const message = `nothing is called ${given}${suggest(waiver.at, targets)}`;
            report("unknown-target", "value", [waiver, "at"], message);
        } else {
            const message = `${given} is not a target; allowed: ${allowed}`;
            report("invalid-value", "value", [waiver, "at"], message);
        }
    }
}

function isGrant(text: string): boolean {
    return /^(?:person|team):[^/]+\/.+$/.test(text);
}

function knownTargets({ known, raw }: Inspection): ReadonlySet<string> {
    const targets = new Set(["grants", "people"]);
    for (const section of waivedSections) {
        for (const key of known[section]) targets.add(`${section}.${key}`);
    }
    for (const [grant] of itemsOf(raw.grants)) {
        if (grant.team !== undefined) targets.add(`team:${grant.team}/${grant.role}`);
        if (grant.person !== undefined) targets.add(`person:${grant.person}/${grant.role}`);
    }
    return targets;
}
