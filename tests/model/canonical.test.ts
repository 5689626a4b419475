import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { stringify } from "yaml";
import { defineRoster } from "../../model/defineRoster";
import { loadRoster } from "../../model/load";
import { exampleInput, lines, readTexts, withoutPlaces } from "./rosters";

type Plain = Record<string, unknown>;

/** Lists and mappings whose order means something. */
const ordered = new Set(["previously", "environments"]);

/** A random order for everything that has none of its own, by a list of random numbers. */
function shuffle(value: unknown, next: () => number): unknown {
    if (Array.isArray(value)) return inAnyOrder(value, next).map((item) => shuffle(item, next));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, part]) => [
        key,
        ordered.has(key) ? part : shuffle(part, next),
    ]);
    return Object.fromEntries(inAnyOrder(entries, next));
}

function inAnyOrder<T>(items: readonly T[], next: () => number): T[] {
    return items
        .map((item) => ({ item, rank: next() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => item);
}

/** Deals the entries of every section out to files; environments stay together, in their order. */
function deal(roster: Plain, files: number, next: () => number): Record<string, string> {
    const parts: Plain[] = Array.from({ length: files }, () => ({}));
    const pick = () => parts[Math.floor(next() * files)] ?? {};
    for (const [section, content] of Object.entries(roster)) {
        if (section === "environments") {
            pick()[section] = content;
        } else if (Array.isArray(content)) {
            for (const item of content) {
                const part = pick();
                part[section] = [...((part[section] as unknown[]) ?? []), item];
            }
        } else {
            for (const [key, entry] of Object.entries(content as Plain)) {
                const part = pick();
                part[section] = { ...((part[section] as Plain) ?? {}), [key]: entry };
            }
        }
    }
    return Object.fromEntries(parts.map((part, index) => [`${index}.yaml`, stringify(part)]));
}

/** The example with what it has only one of given company, so that orders can differ. */
function richInput(): Plain {
    const input = exampleInput();
    const [first] = input.grants ?? [];
    return {
        ...input,
        people: {
            ...input.people,
            nora: { name: "Nora", email: "nora@acme.example", previously: ["zoe", "anna"] },
        },
        grants: [
            ...(input.grants ?? []),
            first,
            { team: "platform", role: "developer", services: "all", in: ["prod", "dev"] },
        ],
        rules: {
            ...input.rules,
            separation: [
                ...(input.rules?.separation ?? []),
                { roles: ["platform-admin", "developer"], in: ["staging", "dev"] },
            ],
            waivers: [
                ...(input.rules?.waivers ?? []),
                { rule: "wildcard", at: "grants", until: "2027-01-31", reason: "why" },
            ],
        },
    };
}

describe("a roster's canonical form", () => {
    const input = richInput();
    const { roster } = readTexts({ "roster.yaml": stringify(input) });

    it("is the same for any order of lists, keys and files, except for places", () => {
        const random = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), {
            minLength: 20,
            maxLength: 200,
        });
        fc.assert(
            fc.property(random, fc.integer({ min: 1, max: 5 }), (numbers, files) => {
                let index = 0;
                const next = () => numbers[index++ % numbers.length] ?? 0;
                const shuffled = shuffle(input, next) as Plain;
                const loaded = readTexts(deal(shuffled, files, next));
                assert.deepEqual(lines(loaded), []);
                assert.deepEqual(withoutPlaces(loaded.roster), withoutPlaces(roster));
            }),
        );
    });

    it("keeps the order of environments and of former keys, which has a meaning", () => {
        assert.deepEqual([...(roster?.environments.keys() ?? [])], ["dev", "staging", "prod"]);
        assert.deepEqual(roster?.people.get("nora")?.previously, ["zoe", "anna"]);
        const { in: environments } = roster?.secrets.get("checkout-signing-key") ?? {};
        assert.deepEqual(
            environments?.map(({ key }) => key),
            ["staging", "prod"],
        );
    });

    it("keeps duplicate grants", () => {
        const doubled = roster?.grants.filter(
            ({ principal, role }) => principal.key === "payments" && role.key === "developer",
        );
        assert.equal(doubled?.length, 3);
    });

    it("is the same for equal content from a program", () => {
        assert.deepEqual(defineRoster(exampleInput()).problems, []);
        assert.deepEqual(
            withoutPlaces(defineRoster(exampleInput()).roster),
            withoutPlaces(loadRoster("tests/fixtures/acme").roster),
        );
    });
});

describe("defaults", () => {
    const { problems, roster } = defineRoster({
        organization: { name: "acme", github: { owner: "acme", ownerId: 1, owners: ["erin"] } },
        environments: {
            plain: { aws: { accountId: "111111111111", region: "eu-west-1" } },
            tagged: { deploy: { tags: ["v*"] } },
            reviewed: { deploy: { reviewers: ["${owner}"] } },
        },
        people: {
            erin: { name: "Erin van der Ek", email: "erin@acme.example" },
            bot: { name: "Bot", email: "bot@acme.example" },
        },
        teams: { one: { description: "One\n", members: ["erin"] } },
        roles: { reader: { description: "Reads", aws: { managed: ["SecurityAudit"] } } },
        services: { shop: { description: "Shop", owner: "one", in: ["plain"] } },
        secrets: { key: { service: "shop", in: ["plain"], kind: "generated" } },
    });

    it("are narrow if nothing is written", () => {
        assert.deepEqual(problems, []);
        const deploys = [...(roster?.environments ?? [])].map(([key, { deploy }]) => [
            key,
            deploy.branches,
            deploy.tags,
            deploy.reviewers.map((reviewer) => reviewer.key),
            deploy.waitMinutes,
        ]);
        assert.deepEqual(deploys, [
            ["plain", ["main"], [], [], 0],
            ["tagged", [], ["v*"], [], 0],
            ["reviewed", ["main"], [], ["${owner}"], 0],
        ]);
        assert.equal(roster?.environments.get("plain")?.production, false);
        assert.equal(roster?.environments.get("plain")?.aws?.oidcProvider, "managed");
        assert.equal(roster?.roles.get("reader")?.aws?.sessionMinutes, 60);
        assert.equal(roster?.organization.github.basePermission, "read");
    });

    it("are those that the format documents", () => {
        const { subject, githubEnvironment, deploy } = roster?.services.get("shop") ?? {};
        assert.deepEqual([subject, githubEnvironment, deploy], ["immutable", "${environment}", {}]);
        const { length, generation, overlap } = roster?.secrets.get("key") ?? {};
        assert.deepEqual([length, generation, overlap], [32, 1, 86_400]);
        assert.equal(roster?.rules.minimumOwners, 2);
        assert.deepEqual(roster?.rules.removals, { people: 0.25, grants: 0.25 });
        assert.equal(roster?.teams.get("one")?.members[0]?.role, "member");
    });
});
