import assert from "node:assert/strict";
import { findStray } from "../../systems/stray";
import type { FoundAccess } from "../../systems/system";
import { entitlementsOf, roster, things } from "./evidence";

const planned: Readonly<Record<string, readonly string[]>> = {
    org: ["github:index/teamMembership:TeamMembership::alice/payments"],
    dev: [
        "aws:identitystore/groupMembership:GroupMembership::alice/payments/developer",
        "vault:identity/groupMemberEntityIds:GroupMemberEntityIds::alice/payments/developer",
    ],
};

function stray(...found: FoundAccess[]): FoundAccess[] {
    return findStray(found, {
        roster,
        entitlements: entitlementsOf("alice"),
        leaves: (stack) => new Set(planned[stack]),
    });
}

describe("access beyond the plan", () => {
    it("excludes what the plan grants, and the login of somebody who stays", () => {
        const { membership, team, awsGroup, vaultGroup, entity } = things;
        assert.deepEqual(stray(membership, team, awsGroup, vaultGroup, entity), []);
    });

    it("includes what the plan does not grant, or grants less of", () => {
        const other = {
            ...things.awsGroup,
            leaves: things.awsGroup.leaves.map((leaf) => leaf.replace(/^dev:/, "prod:")),
        };
        const platform = {
            ...things.team,
            leaves: things.team.leaves.map((leaf) =>
                leaf.replace("alice/payments", "alice/platform"),
            ),
        };
        assert.deepEqual(stray(things.owner, things.deployKey, other, platform), [
            things.owner,
            things.deployKey,
            other,
            platform,
        ]);
    });

    it("excludes what the roster does not name: another team, group or repository", () => {
        const foreign = (found: FoundAccess, change: Partial<FoundAccess>) => ({
            ...found,
            ...change,
        });
        assert.deepEqual(
            stray(
                foreign(things.team, {
                    leaves: things.team.leaves.map((leaf) =>
                        leaf.replace("alice/payments", "alice/chess-club"),
                    ),
                }),
                foreign(things.vaultGroup, { leaves: [] }),
                foreign(things.deployKey, { target: "org/repository:dotfiles" }),
            ),
            [],
        );
    });

    it("is judged per person: what one may have, another may not", () => {
        const mallory = { ...things.membership, person: "mallory" };
        assert.deepEqual(stray(mallory), [mallory]);
    });
});
