import assert from "node:assert/strict";
import { createGraph } from "../../model/graph";
import { findHoldings } from "../../planners/holdings";
import { planEnvironment } from "../../planners/planEnvironment";
import { findIdentities, findProvisionable } from "../../stacks/identities";
import { now, organization, readable } from "../planners/organization";

const roster = readable(organization());
const spec = planEnvironment(findHoldings(createGraph(roster), now), "dev");
const ids = { alice: "a", kim: "k" };
const all = { userIds: ids, entityIds: ids, protectedServices: new Set(["checkout"]) };
const nothing = { people: [], services: [], secrets: [] };

describe("what an environment can provision", () => {
    it("is everything once org has created the prerequisites", () => {
        assert.deepEqual(findProvisionable(spec, all, nothing), { spec, waiting: [] });
    });

    it("leaves out a person without an id, and the denial that would name them", () => {
        const found = findProvisionable(spec, { ...all, userIds: { alice: "a" } }, nothing);
        assert.deepEqual(found.waiting, ["kim"]);
        assert.deepEqual(
            found.spec.people.map(({ key }) => key),
            ["alice"],
        );
        assert.deepEqual(found.spec.roles[0]?.aws?.endings, []);
    });

    it("creates no role for a service whose GitHub environment is not protected", () => {
        const found = findProvisionable(spec, { ...all, protectedServices: new Set() }, nothing);
        assert.deepEqual([found.waiting, found.spec.workloads], [["checkout"], []]);
    });

    it("is refused entirely if going on would delete what somebody has", () => {
        const lost = { ...all, entityIds: {}, protectedServices: new Set<string>() };
        for (const had of [
            { people: ["alice"], services: [], secrets: [] },
            { people: [], services: ["checkout"], secrets: [] },
        ]) {
            assert.throws(() => findProvisionable(spec, lost, had), /apply the org stack first/);
        }
    });

    it("finds a renamed person under the former key until org is applied", () => {
        const input = organization();
        const { alice } = input.people;
        assert.ok(alice);
        delete input.people.alice;
        input.people.alicia = { ...alice, previously: ["alice"] };
        input.teams.payments = { description: "Takes the money", members: ["alicia"] };
        const found = findIdentities(readable(input), { userIds: ids, entityIds: ids });
        assert.equal(found.userIds.alicia, "a");
    });
});
