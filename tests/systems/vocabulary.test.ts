import assert from "node:assert/strict";
import { defineRoster } from "../../model/defineRoster";
import { createGraph } from "../../model/graph";
import { findHoldings } from "../../planners/holdings";
import { planEnvironment } from "../../planners/planEnvironment";
import { roleLeaves, vocabularyOf } from "../../systems/vocabulary";
import { now, organization } from "../planners/organization";

/** A team whose permission set's name is too long, and one that had another key. */
function renamed() {
    const draft = organization();
    const long = "the-team-with-a-very-long-key-indeed";
    draft.people = { ...draft.people };
    const [person = ""] = Object.keys(draft.people);
    draft.teams = {
        ...draft.teams,
        [long]: { description: "long", members: [person], previously: ["short"] },
        [`${long}-x`]: { description: "longer", members: [person] },
    };
    const role = Object.keys(draft.roles).find((key) => draft.roles[key]?.aws) ?? "";
    const grant = { role, in: ["dev"], services: "all" as const };
    draft.grants = [...draft.grants, { ...grant, team: long }, { ...grant, team: `${long}-x` }];
    const { roster, problems } = defineRoster(draft as Parameters<typeof defineRoster>[0]);
    assert.ok(roster, JSON.stringify(problems));
    return { roster, long, role };
}

describe("systems/vocabulary", () => {
    it("reads back every group and permission set name that the planners assign", () => {
        const { roster } = renamed();
        const holdings = findHoldings(createGraph(roster), now);
        const words = vocabularyOf(roster);
        const cut: string[] = [];
        let seen = 0;
        for (const environment of roster.environments.keys()) {
            for (const { name, aws, vault } of planEnvironment(holdings, environment).roles) {
                const names = [aws?.groupName, aws?.permissionSetName, vault?.groupName];
                for (const physical of names.flatMap((each) => each ?? [])) {
                    const role = words.role(physical);
                    assert.equal(role?.stack, environment, physical);
                    assert.ok(role.names.includes(name), `${physical}: ${role.names}`);
                    seen += 1;
                    if (physical.includes("+")) cut.push(physical);
                }
            }
        }
        assert.ok(seen > 5 && cut.length > 0);
    });

    it("recognises a role under every key that its team has had", () => {
        const { roster, long, role } = renamed();
        const found = vocabularyOf(roster).role(`dev.short.${role}`);
        assert.deepEqual(found?.names, [`${long}/${role}`, `short/${role}`]);
        assert.ok(found);
        assert.deepEqual(roleLeaves("vault", found, "alice"), [
            `dev:PersonAccess/alice:vault:identity/groupMemberEntityIds:GroupMemberEntityIds::alice/${long}/${role}`,
            `dev:PersonAccess/alice:vault:identity/groupMemberEntityIds:GroupMemberEntityIds::alice/short/${role}`,
        ]);
    });

    it("assigns other names to nobody", () => {
        const words = vocabularyOf(renamed().roster);
        for (const name of ["", "Admins", "dev", "dev.payments", "a.b.c.d", "Dev.x.y", "x+y"]) {
            assert.equal(words.role(name), undefined, name);
        }
        assert.equal(words.accountTarget("000000000000"), "account:000000000000");
        assert.equal(words.repositoryTarget(1, "other"), "org/repository:other");
    });
});
