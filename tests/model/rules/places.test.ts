import assert from "node:assert/strict";
import { createGraph } from "../../../model/graph";
import { parseRoster } from "../../../model/parse";
import { applyRules } from "../../../model/rules";
import { now } from "../builder";

/** What is wrong stands beside it, as `# <- rule`. */
const text = `
organization:
  name: acme
  github: { owner: acme, ownerId: 1, owners: [erin, victor], basePermission: none } # <- too-few-owners leaver-still-listed
environments:
  dev: { aws: { accountId: "111111111111", region: eu-west-1 } }
  prod: # <- shared-account
    production: true
    aws: { accountId: "111111111111", region: eu-west-1 }
    deploy:
      reviewers: [payments] # <- no-reviewers
people:
  alice: { name: Alice, email: alice@acme.example, github: { login: alice, id: 11 } }
  erin: { name: Erin, email: erin@acme.example, github: { login: erin, id: 12 } }
  gus: { name: Gus, email: gus@acme.example } # <- unused
  olga: { name: Olga, email: olga@acme.example } # <- waiting
leavers:
  victor: { name: Victor, left: 2026-11-20 }
teams:
  payments:
    description: Takes the money
    members:
      - alice
      - olga
      - person: erin # <- expired
        until: 2026-11-30
roles:
  auditor: { description: Looks, aws: {} }
  developer: { description: Changes, github: { permission: push } }
  operator:
    description: Runs
    aws:
      statements:
        - { actions: ["ecs:*"], resources: ["*"] } # <- wildcard
    vault:
      - { path: "+/*", capabilities: [read] } # <- escalation
grants:
  - { team: payments, role: developer, services: [checkout] } # <- shared-repository
  - { person: alice, role: auditor, in: [prod] } # <- missing-until
  - person: alice # <- grant-too-long separation
    role: operator
    services: [checkout]
    in: [prod]
    from: 2026-12-01
    until: 2026-12-31
services:
  checkout: { description: Pay, repository: { name: checkout, id: 101 }, owner: payments, in: [prod] }
  worker: { description: Work, repository: { name: checkout, id: 101 }, owner: payments }
secrets:
  key: { service: checkout, in: [prod], kind: generated } # <- secret-too-slow static-secret-without-reason
rules:
  longestGrant: { operator: 12h }
  separation:
    - { roles: [auditor, operator], in: [prod] }
  waivers:
    - { rule: wildcard, at: roles.auditor, until: 2028-01-01, reason: looks } # <- invalid-value unused
`;

describe("places", () => {
    it("are the narrowest line for every rule", () => {
        const files = [{ file: "roster/all.yaml", bytes: Buffer.from(text) }];
        const { roster, problems } = parseRoster({ directory: "roster", files, problems: [] });
        assert.deepEqual(problems, []);
        assert.ok(roster);
        const graph = createGraph(roster);
        const found = applyRules({ graph, instant: now, lapsed: "error" });
        const expected = text
            .split("\n")
            .flatMap((line, index) =>
                (line.split("# <- ")[1]?.split(" ") ?? []).map((rule) => `${index + 1} ${rule}`),
            );
        assert.deepEqual(
            [...new Set(found.map(({ line, rule }) => `${line} ${rule}`))].sort(),
            expected.sort(),
        );
    });
});
