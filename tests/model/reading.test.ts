import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { exampleText, lines, readTexts } from "./rosters";

const base = [
    "organization: { name: acme, github: { owner: acme, ownerId: 1, owners: [erin] } }",
    "environments: { dev: {}, prod: {} }",
    "people:",
    "  erin: { name: Erin Ek, email: erin@acme.example }",
    "  frank: { name: Frank Fors, email: frank@acme.example }",
    "leavers:",
    "  victor: { name: Victor Holm, left: 2026-11-20, email: victor@acme.example }",
    "teams: { one: { description: One, members: [erin] } }",
    "roles:",
    "  looker: { description: Looks, aws: { managed: [SecurityAudit] } }",
    '  tagged: { description: Tags, vault: [{ path: "${team}/*", capabilities: [read] }] }',
    '  served: { description: Serves, vault: [{ path: "${service}/*", capabilities: [read] }] }',
    "services: { shop: { description: Shop, owner: one, in: [dev] } }",
    "",
].join("\n");

/** What is said about a second file beside a sound one. */
function says(...text: string[]): string[] {
    return lines(readTexts({ "a.yaml": base, "b.yaml": text.join("\n") })).map((line) =>
        line.replace(/^roster\/b.yaml:/, ""),
    );
}

describe("files of one roster", () => {
    it("are merged by key, including organization and rules", () => {
        const { problems, roster } = readTexts({
            "a.yaml": "organization: { name: acme }\nrules: { minimumOwners: 3 }\n",
            "b.yaml":
                "organization: { github: { owner: acme, ownerId: 1, owners: [erin] } }\n" +
                "people: { erin: { name: Erin Ek, email: erin@acme.example } }\n" +
                "rules: { removals: { people: 1 } }\n",
        });
        assert.deepEqual(problems, []);
        assert.equal(roster?.organization.github.owner, "acme");
        assert.equal(roster?.rules.minimumOwners, 3);
        assert.deepEqual(roster?.rules.removals, { people: 1, grants: 0.25 });
    });

    it("may not use as a key a name that every object has, currently or formerly", () => {
        const other = "means something else and cannot be a key; choose another";
        const said = says(
            "people:",
            "  constructor: { name: A B, email: a@acme.example }",
            "  kim: { name: K C, email: kim@acme.example, previously: [constructor] }",
            "environments: { constructor: {} }",
            "secrets: { constructor: { service: shop, in: [dev], kind: external, reason: x } }",
        );
        assert.deepEqual(said, [
            `2:3 invalid-value "constructor" ${other}`,
            `3:59 invalid-value "constructor" ${other}`,
            `4:17 invalid-value "constructor" ${other}`,
            `5:12 invalid-value "constructor" ${other}`,
        ]);
    });

    it("may not give a GitHub variable twice, regardless of case", () => {
        const said = says(
            "services:",
            "  till:",
            "    description: Till",
            "    owner: one",
            "    variables: { REGION_1: a, Region_1: b, region_2: c }",
        );
        assert.deepEqual(said, [
            '5:31 duplicate-key "Region_1" is given twice, first as ' +
                '"REGION_1"; GitHub takes both for one name: keep one of them',
        ]);
    });

    it("turn prose into one line, however it was broken", () => {
        const { roster } = readTexts({
            "a.yaml": base,
            "b.yaml": [
                "teams:",
                "  two:",
                '    description: "a\\r\\n\\t::b\\n\\n  c"',
                '    members: [{ person: erin, reason: "one\\ntwo\\n" }]',
                "",
            ].join("\n"),
        });
        const two = roster?.teams.get("two");
        assert.equal(two?.description, "a ::b c");
        assert.equal(two?.members[0]?.reason, "one two");
    });

    it("may not give a key twice, in any section", () => {
        assert.deepEqual(
            says(
                "organization: { name: other }",
                "teams: { one: { description: Two } }",
                "people:",
                "  erin: { name: Erin Two, email: two@acme.example }",
            ),
            [
                '1:17 duplicate-key "name" is given twice, first at roster/a.yaml:1:17; keep one of them',
                '2:10 duplicate-key "one" is given twice, first at roster/a.yaml:8:10; keep one of them',
                '4:3 duplicate-key "erin" is given twice, first at roster/a.yaml:4:3; keep one of them',
            ],
        );
    });

    it("must contain an organisation and at least one person", () => {
        assert.deepEqual(lines(readTexts({ "a.yaml": "teams: {}\n" })), [
            'roster:1:1 missing-value "organization" is missing: give a mapping with name, ' +
                "github, aws, vault",
            'roster:1:1 missing-value "people" is missing: give a mapping',
        ]);
        assert.deepEqual(
            lines(
                readTexts({
                    "a.yaml":
                        "organization: { name: a, github: { owner: a, ownerId: 1, owners: [] } }\n" +
                        "people: {}\n",
                }),
            ),
            ["roster/a.yaml:2:1 missing-value there is nobody in people; add at least one person"],
        );
    });

    it("have misspelt sections read as what was meant, and reported once", () => {
        assert.deepEqual(
            says(
                "graints: [{ team: one, role: looker, in: [dev] }]",
                "rolse: { more: { description: M } }",
            ),
            [
                '1:1 unknown-key "graints" is not a section; did you mean "grants"?',
                '2:1 unknown-key "rolse" is not a section; did you mean "roles"?',
            ],
        );
    });
});

describe("the reader refuses", () => {
    const table: readonly [what: string, text: string, said: readonly string[]][] = [
        [
            "a former key that is in use, or listed twice",
            "people:\n" +
                "  kim: { name: Kim, email: kim@acme.example, previously: [victor, kimmy] }\n" +
                "  kim2: { name: Kim, email: kim2@acme.example, previously: [kimmy] }\n",
            [
                '2:59 duplicate-key "victor" is a key of leavers now, so it cannot be an earlier one',
                '3:61 duplicate-key "kimmy" is an earlier key already, at roster/b.yaml:2:67; keep one of them',
            ],
        ],
        [
            "former keys of an environment, and says how to rename a stack",
            "environments: { staging: { previously: [test] } }",
            [
                "1:28 unknown-key an environment is a stack of its own, and its earlier key is that " +
                    'stack\'s name; run "pulumi stack rename staging --stack test" once and take this line out',
            ],
        ],
        [
            "an account that is both a person's and a machine's",
            "people: { bot: { name: Bot, email: bot@acme.example, sameAs: erin, machine: one } }",
            [
                "1:68 invalid-value an account is a person's (sameAs) or nobody's (machine); keep one of them",
            ],
        ],
        [
            "a leaver's account under another person",
            "people: { vera: { name: Vera, email: Victor@acme.example } }",
            [
                "1:38 duplicate-identity the e-mail address Victor@acme.example belongs to victor, " +
                    "at roster/a.yaml:7:57; each needs its own",
            ],
        ],
        [
            "Identity Center users and Vault aliases of two people",
            "people:\n" +
                "  kim: { name: Kim, email: k@acme.example, aws: { userId: u-1 }, vault: { alias: a } }\n" +
                "  lea: { name: Lea, email: l@acme.example, aws: { userId: u-1 }, vault: { alias: a } }\n",
            [
                "3:59 duplicate-identity the Identity Center user u-1 belongs to kim, at roster/b.yaml:2:59; each needs its own",
                "3:82 duplicate-identity the Vault alias a belongs to kim, at roster/b.yaml:2:82; each needs its own",
            ],
        ],
        [
            "a grant on an environment of a role that needs a service",
            "grants:\n" +
                "  - { team: one, role: served, in: [dev] }\n" +
                "  - { team: one, role: tagged, in: [dev] }\n" +
                "  - { person: erin, role: tagged, in: [dev] }\n",
            [
                '2:5 invalid-value the role served uses ${service}: give "services", or another role',
                "4:5 invalid-value the role tagged uses ${team}, which a person's grant takes from " +
                    'the service: give "services", or another role',
            ],
        ],
        [
            "a service or secret where the service is not",
            "grants: [{ team: one, role: served, services: [shop], in: [dev, prod] }]\n" +
                "secrets: { key: { service: shop, in: [prod], kind: external } }\n",
            [
                "1:65 invalid-value shop is not in prod, only in dev; add it there, or leave it out here",
                "2:39 invalid-value shop is not in prod, only in dev; add it there, or leave it out here",
            ],
        ],
        [
            "a sealed secret that anybody but one GitHub environment could open",
            "secrets:\n" +
                "  one: { service: shop, in: [dev], kind: aws-access-key, sealed: true, deliver: { github: ONE } }\n" +
                "  two: { service: shop, in: [dev], kind: generated, sealed: true, deliver: { github: TWO, vault: two }, overlap: 1h }\n" +
                "  three: { service: shop, in: [dev], kind: generated, sealed: true, deliver: { aws: three } }\n" +
                "  four: { service: shop, in: [dev], kind: generated, sealed: true, deliver: { github: FOUR } }\n" +
                "  five: { service: shop, in: [dev], kind: generated, sealed: false, deliver: { vault: five }, overlap: 1h }\n",
            [
                "2:58 invalid-value one is sealed, and aws-access-key is not: only a generated value can be",
                "3:91 invalid-value two is sealed, so only its GitHub environment can open it; take `vault` out",
                "3:105 invalid-value two is sealed, so a new value ends the one before at once; take `overlap` out",
                "4:55 invalid-value three is sealed, and goes to no GitHub environment; give `deliver` a `github`",
                "4:80 invalid-value three is sealed, so only its GitHub environment can open it; take `aws` out",
            ],
        ],
        [
            "a GitHub environment shared by two environments of a service",
            "services:\n" +
                "  two: { description: Two, owner: one, repository: { name: two, id: 2 }, in: [dev, prod], githubEnvironment: live }\n",
            [
                "2:110 duplicate-identity the repository's GitHub environment live belongs to two in " +
                    "dev, at roster/b.yaml:2:110; each needs its own",
            ],
        ],
        [
            "a GitHub environment shared by two services, regardless of case",
            "services:\n" +
                "  two: { description: Two, owner: one, repository: { name: mono, id: 2 }, in: [dev] }\n" +
                "  three: { description: Three, owner: one, repository: { name: mono, id: 2 }, in: [prod], githubEnvironment: DEV }\n",
            [
                "3:110 duplicate-identity the repository's GitHub environment DEV belongs to two in " +
                    "dev, at roster/b.yaml:2:80; each needs its own",
            ],
        ],
        [
            "a key of another section, and says where it belongs",
            "teams: { two: { description: Two, members: [one, shop] } }",
            [
                '1:45 unknown-person no person "one"; it is in teams',
                '1:50 unknown-person no person "shop"; it is in services',
            ],
        ],
        [
            "a reviewer that is nearly the owner",
            'services: { two: { description: Two, owner: one, deploy: { reviewers: ["${ownr}", "${owner}"] } } }',
            ['1:72 unknown-team no team "${ownr}"; did you mean "${owner}"?'],
        ],
        [
            "a waiver of a grant that nobody has",
            "rules: { waivers: [{ rule: separation, at: person:erin/looker, until: 2027-01-31, reason: why }] }",
            [
                '1:44 unknown-target nothing is called "person:erin/looker"; known: grants, people, roles.looker, roles.tagged, roles.served, services.shop, environments.dev, environments.prod and 2 more',
            ],
        ],
        [
            "a cycle once, wherever it is entered",
            "teams:\n" +
                "  low: { description: Low, parent: mid }\n" +
                "  mid: { description: Mid, parent: top }\n" +
                "  top: { description: Top, parent: mid }\n",
            ["3:36 cycle teams form a cycle: mid -> top -> mid; remove one `parent`"],
        ],
    ];
    for (const [what, text, said] of table) {
        it(what, () => {
            assert.deepEqual(says(text), said);
        });
    }
});

describe("the reader leaves to the rules", () => {
    it("leavers named in people, teams, grants and owners", () => {
        const { problems, roster } = readTexts({
            "a.yaml": base.replace("owners: [erin]", "owners: [erin, victor]"),
            "b.yaml": [
                "people:",
                "  victor: { name: Victor Holm, email: victor@acme.example, manager: victor }",
                "teams: { two: { description: Two, members: [victor] } }",
                "grants: [{ person: victor, role: looker, in: [dev] }]",
            ].join("\n"),
        });
        assert.deepEqual(problems, []);
        assert.equal(roster?.teams.get("two")?.members[0]?.person, "victor");
        assert.equal(roster?.grants[0]?.principal.key, "victor");
    });
});

describe("places", () => {
    it("are those of an alias, and of the anchor for what is inside", () => {
        const text = exampleText()
            .replace("members: [erin, frank]", "members: &two [erin, nobody]")
            .replace("members: [olga]", "members: *two");
        const { problems } = readTexts({ "roster.yaml": text });
        assert.deepEqual(
            problems.map(({ line, column, rule }) => `${line}:${column} ${rule}`),
            ["33:68 unknown-person"],
        );
    });
});
