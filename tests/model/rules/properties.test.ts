import assert from "node:assert/strict";
import fc from "fast-check";
import { createGraph } from "../../../model/graph";
import { day, formatInstant } from "../../../model/instant";
import type { Problem } from "../../../model/problem";
import { waivableRules } from "../../../model/problem";
import type { Roster } from "../../../model/roster";
import { rules } from "../../../model/rules";
import type { Draft } from "../builder";
import { allow, build, buildFromYaml, judged, now, person, sound } from "../builder";

type Window = { from?: string; until?: string };

const keys = ["alice", "bob", "erin", "frank", "olga", "gus", "hana"] as const;
const teams = ["audit", "payments", "platform", "night"] as const;
const roles = ["auditor", "developer", "operator"] as const;

const date = (from: number, to: number) =>
    fc
        .integer({ min: from, max: to })
        .map((days) => formatInstant(now - (now % day) + days * day, "from"));

const window: fc.Arbitrary<Window> = fc.record(
    { from: date(-60, -1), until: date(0, 60) },
    { requiredKeys: [] },
);

const member = fc
    .tuple(fc.constantFrom(...keys), window)
    .map(([person, window]) => ({ person, ...window }));

const grant = fc
    .record({
        who: fc.oneof(
            fc.constantFrom(...keys).map((person) => ({ person })),
            fc.constantFrom(...teams).map((team) => ({ team })),
        ),
        role: fc.constantFrom(...roles),
        in: fc.subarray(["dev", "prod"], { minLength: 1 }),
        window,
    })
    .map(({ who, window, ...rest }) => ({
        ...who,
        ...rest,
        ...window,
        services: ["checkout"],
    }));

/** Rosters with all kinds of mistakes of judgement, none of them unreadable. */
const drafts: fc.Arbitrary<Draft> = fc
    .record({
        members: fc.tuple(
            ...teams.map(() => fc.uniqueArray(member, { selector: (m) => m.person })),
        ),
        grants: fc.array(grant, { maxLength: 8 }),
        sameAs: fc.boolean(),
        machine: fc.boolean(),
        people: window,
        reviewed: fc.boolean(),
        action: fc.constantFrom("ecs:UpdateService", "ecs:*", "iam:PutRolePolicy"),
        permission: fc.constantFrom("pull", "push", "admin"),
    })
    .map((given) => {
        const draft = sound();
        teams.forEach((key, index) => {
            draft.teams[key] = { description: key, members: given.members[index] ?? [] };
        });
        draft.teams.night = { description: "night", parent: "platform", members: [] };
        draft.people.gus = { ...person("gus", 21), ...(given.sameAs ? { sameAs: "alice" } : {}) };
        draft.people.hana = {
            ...person("hana", 22),
            ...(given.machine ? { machine: "platform" } : {}),
            ...given.people,
        };
        draft.grants = given.grants;
        if (draft.environments.prod && !given.reviewed) draft.environments.prod.deploy = {};
        if (draft.roles.developer) draft.roles.developer.github = { permission: given.permission };
        if (draft.roles.operator) draft.roles.operator.aws = { statements: [allow(given.action)] };
        draft.rules = {
            longestGrant: { operator: "12h" },
            separation: [
                { roles: ["auditor", "operator"], in: ["prod"] },
                { roles: ["developer", "operator"], in: ["dev", "prod"] },
            ],
        };
        return draft;
    });

function said(roster: Roster): string[] {
    return judged(roster).map(({ severity, rule, message }) => `${severity} ${rule} ${message}`);
}

function errors(problems: readonly Problem[]): Problem[] {
    return problems.filter(({ severity }) => severity === "error");
}

function without(draft: Draft, key: string): Draft {
    const copy = structuredClone(draft);
    delete copy.people[key];
    for (const team of Object.values(copy.teams)) {
        team.members = team.members?.filter((each) =>
            typeof each === "string" ? each !== key : each.person !== key,
        );
    }
    copy.grants = copy.grants.filter(({ person }) => person !== key);
    copy.organization.github.owners = copy.organization.github.owners.filter(
        (each) => each !== key,
    );
    for (const each of Object.values(copy.people)) if (each.sameAs === key) delete each.sameAs;
    return copy;
}

describe("all rules together", () => {
    it("find mistakes in the rosters that the properties use", () => {
        const seen = new Set(
            fc.sample(drafts, 200).flatMap((draft) => judged(build(draft)).map(({ rule }) => rule)),
        );
        for (const rule of [
            "separation",
            "missing-until",
            "grant-too-long",
            "no-reviewers",
            "wildcard",
            "escalation",
        ]) {
            assert.ok(seen.has(rule as Problem["rule"]), rule);
        }
    });

    it("do not depend on the order of people, members and grants", () => {
        fc.assert(
            fc.property(drafts, (draft) => {
                const turned = structuredClone(draft);
                turned.people = Object.fromEntries(Object.entries(draft.people).reverse());
                turned.teams = Object.fromEntries(Object.entries(draft.teams).reverse());
                for (const team of Object.values(turned.teams)) team.members?.reverse();
                turned.grants.reverse();
                assert.deepEqual(said(build(turned)), said(build(draft)));
            }),
        );
    });

    it("never find more because of a waiver", () => {
        const waiver = fc.record({
            rule: fc.constantFrom(...waivableRules),
            at: fc.constantFrom("grants", "roles.operator", "people.alice", "environments.prod"),
            until: date(-30, 180),
            reason: fc.constant("it has to be"),
        });
        const places = (problems: readonly Problem[]) =>
            errors(problems).map(({ rule, line, column }) => `${rule} ${line}:${column}`);
        fc.assert(
            fc.property(drafts, fc.array(waiver, { maxLength: 4 }), (draft, waivers) => {
                const waived = { ...draft, rules: { ...draft.rules, waivers } };
                const before = new Set(places(judged(buildFromYaml(draft))));
                for (const place of places(judged(buildFromYaml(waived)))) {
                    assert.ok(before.has(place), place);
                }
            }),
        );
    });

    it("never report a broken separation because somebody is gone", () => {
        const broken = (draft: Draft) =>
            errors(judged(buildFromYaml(draft)))
                .filter(({ rule }) => rule === "separation")
                .map(({ message }) => message.split(" together")[0]);
        fc.assert(
            fc.property(drafts, fc.constantFrom(...keys), (draft, key) => {
                // Who stood behind another account now stands for himself: that is no removal.
                if (Object.values(draft.people).some(({ sameAs }) => sameAs === key)) return;
                const before = new Set(broken(draft));
                for (const each of broken(without(draft, key))) assert.ok(before.has(each), each);
            }),
        );
    });

    it("survive dangling references", () => {
        const sections = ["environments", "people", "teams", "roles", "services"] as const;
        fc.assert(
            fc.property(drafts, fc.constantFrom(...sections), fc.nat(), (draft, section, index) => {
                const roster = build(draft);
                const entries = [...roster[section]];
                const gone = entries[index % entries.length]?.[0];
                const rest = new Map(entries.filter(([key]) => key !== gone) as never);
                const broken = { ...roster, [section]: rest };
                const context = {
                    graph: createGraph(broken),
                    instant: now,
                    lapsed: "error" as const,
                };
                for (const rule of rules) assert.ok(Array.isArray(rule.judge(context)));
            }),
        );
    });
});
