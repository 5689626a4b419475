import { formatPlace } from "../graph";
import type { Instant } from "../instant";
import { formatInstant } from "../instant";
import type { Problem, RuleId } from "../problem";
import { compare, sortProblems, waivableRules, warningRules } from "../problem";
import type { Waiver } from "../roster";
import type { Finding, Rule, RuleContext } from "./rule";
import { enumerate, notice } from "./rule";

/**
 * Applies rules and considers the waivers: the one place where a finding becomes a problem.
 *
 * A waiver in force turns a finding into a `waived` warning; a lapsed one has no effect. A waiver of one
 * of these rules that sets nothing aside is `unused`.
 */
export function judgeBy(rules: readonly Rule[], context: RuleContext): Problem[] {
    const waivers = createWaivers(context.graph.roster.rules.waivers, context.instant);
    const found = new Map<string, Verdict & { readonly subjects: Set<string> }>();
    for (const rule of rules) {
        for (const finding of rule.judge(context)) {
            const verdict = decide(rule.id, finding, waivers, context);
            const before = found.get(verdict.key);
            if (before) before.subjects.add(finding.subject);
            else found.set(verdict.key, { ...verdict, subjects: new Set([finding.subject]) });
        }
    }
    const judged = new Set<string>(rules.map(({ id }) => id));
    return sortProblems([
        ...[...found.values()].map(({ subjects, problem, message }) => ({
            ...problem,
            message: message(enumerate([...subjects].sort(compare))),
        })),
        ...waivers.unused(judged),
    ]);
}

/** A finding with its severity; those that share a `key` differ only in their subject. */
interface Verdict {
    readonly key: string;
    readonly problem: Omit<Problem, "message">;
    readonly message: (subjects: string) => string;
}

function decide(rule: RuleId, finding: Finding, waivers: Waivers, context: RuleContext): Verdict {
    const waiver = waivers.find(rule, finding.waivers ?? []);
    if (!waiver) return verdict(rule, severityOf(rule, finding, context), finding);
    const where = formatPlace(waiver.place);
    const end = formatInstant(waiver.until, "until");
    if (waiver.until > context.instant) {
        const left = waiver.until - context.instant;
        const soon = left <= notice ? ", which is soon: settle it or renew the waiver" : "";
        const reason = `; waived until ${end}${soon} (${where}: ${waiver.reason})`;
        return verdict("waived", "warning", finding, `${rule}: `, reason);
    }
    const severity = finding.time === "announced" ? "warning" : context.lapsed;
    return verdict(rule, severity, finding, "", `; its waiver (${where}) lapsed on ${end}`);
}

function severityOf(rule: RuleId, finding: Finding, context: RuleContext): Problem["severity"] {
    if (includes(warningRules, rule) || finding.time === "announced") return "warning";
    return finding.time === "lapsed" ? context.lapsed : "error";
}

function verdict(
    rule: RuleId,
    severity: Problem["severity"],
    finding: Finding,
    before = "",
    after = "",
): Verdict {
    const { file, line, column } = finding.at;
    const message = (subjects: string) => before + finding.message(subjects) + after;
    const key = `${rule} ${severity} ${line}:${column} ${file} ${message("")}`;
    return { key, problem: { severity, rule, file, line, column }, message };
}

/** The waivers of a roster, and which of them were needed. */
interface Waivers {
    /** The waiver at one of the places: the one that ends last, in force or not. */
    find(rule: RuleId, places: readonly string[]): Waiver | undefined;
    unused(judged: ReadonlySet<string>): Problem[];
}

function createWaivers(waivers: readonly Waiver[], instant: Instant): Waivers {
    const known = new Map<string, Waiver[]>();
    for (const waiver of waivers) {
        const id = `${waiver.rule} ${waiver.at}`;
        known.set(id, [...(known.get(id) ?? []), waiver]);
    }
    const used = new Set<Waiver>();
    return {
        find(rule, places) {
            if (known.size === 0 || !includes(waivableRules, rule)) return undefined;
            const found = places.flatMap((place) => known.get(`${rule} ${place}`) ?? []);
            for (const waiver of found) used.add(waiver);
            return found.sort((a, b) => b.until - a.until)[0];
        },
        unused: (judged) =>
            waivers
                .filter((waiver) => judged.has(waiver.rule) && !used.has(waiver))
                .map(({ place: { file, line, column }, rule, at, until }) => ({
                    severity: "warning",
                    rule: "unused",
                    message: `the waiver of ${rule} at ${at} ${
                        until > instant ? "waives" : "lapsed and would waive"
                    } nothing; take it out`,
                    file,
                    line,
                    column,
                })),
    };
}

function includes(rules: readonly string[], rule: string): boolean {
    return rules.includes(rule);
}
