import assert from "node:assert/strict";
import { findStranded, withOwnNames } from "../../cli/runs/renamedRepositories";
import { repositoriesIn, wrongRepositories } from "../../cli/runs/repositories";
import { RepositoryNames } from "../../cli/runs/repositoryNames";
import type { ExportedResource, StackExport } from "../../engine/run";
import { token } from "../../planners/resources";
import { acme } from "../systems/organization";

const below = "rollcall:index:OrganizationAccess$rollcall:index:";
const teamRepository = `${below}TeamAccess$github:index/teamRepository:TeamRepository`;
const collaborator = `${below}PersonAccess$github:index/repositoryCollaborator:RepositoryCollaborator`;
const environment = `${below}DeployEnvironment$github:index/repositoryEnvironment:RepositoryEnvironment`;

function resource(
    path: string,
    name: string,
    id: string,
    { repository, repositoryId }: { repository: string; repositoryId?: number },
): ExportedResource {
    return {
        urn: `urn:pulumi:org::rollcall::${path}::${name}`,
        type: path.split("$").at(-1) ?? "",
        custom: true,
        id,
        inputs: { repository, more: 1 },
        outputs: { id, repository, more: 1, ...(repositoryId ? { repositoryId } : {}) },
    };
}

/** Everything that goes by the name of repository 789012, and something that does not. */
function stateWith(name: string): StackExport {
    return {
        version: 3,
        deployment: {
            resources: [
                resource(teamRepository, "payments/789012", `4700005:${name}`, {
                    repository: name,
                }),
                resource(collaborator, "kim/789012", `${name}:${name}`, { repository: name }),
                resource(environment, "checkout/prod", `${name}:prod`, {
                    repository: name,
                    repositoryId: 789012,
                }),
                resource(teamRepository, "payments/789013", "4700005:ledger", {
                    repository: "ledger",
                }),
                resource(`${below}TeamAccess$github:index/team:Team`, "payments", "4700005", {
                    repository: name,
                }),
            ],
        },
    };
}

type Named = readonly [id: number, owner: string, name: string];

const named = (...list: readonly Named[]) =>
    new RepositoryNames(
        "acme",
        list.map(([id, owner, name]) => ({ id, owner, name })),
    );
const ledger = [789013, "acme", "ledger"] as const;

describe("renamed repositories", () => {
    it("are called by their current names, whoever has the old ones", () => {
        const before = stateWith("checkout");
        const names = named(ledger, [789012, "acme", "legacy"], [1, "acme", "checkout"]);
        const { state, stranded } = withOwnNames(before, names);
        assert.deepEqual([...stranded], []);
        const [team, person, prod, ...others] = before.deployment.resources ?? [];
        const renamed = (one: ExportedResource | undefined, id: string) => ({
            ...one,
            id,
            inputs: { ...one?.inputs, repository: "legacy" },
            outputs: { ...one?.outputs, id, repository: "legacy" },
        });
        assert.deepEqual(state.deployment.resources, [
            renamed(team, "4700005:legacy"),
            renamed(person, "legacy:checkout"),
            renamed(prod, "legacy:prod"),
            ...others,
        ]);
        assert.equal(withOwnNames(state, names).state, state);
    });

    it("are none if nothing was looked up or the names differ only in case", () => {
        const state = stateWith("checkout");
        assert.equal(withOwnNames(state, undefined).state, state);
        const same = withOwnNames(state, named(ledger, [789012, "acme", "Checkout"]));
        assert.deepEqual([same.state, same.stranded.size], [state, 0]);
    });

    it("are not touched outside the organisation, nor under a name that is now another's", () => {
        const state = stateWith("checkout");
        const reasons = {
            "outside the organisation": named(ledger, [789012, "other", "checkout"]),
            "checkout is another repository \\(1\\) now, not 789012": named(ledger, [
                1,
                "acme",
                "CHECKOUT",
            ]),
        };
        for (const [reason, names] of Object.entries(reasons)) {
            const { state: after, stranded } = withOwnNames(state, names);
            assert.equal(after, state);
            const said = findStranded([{ stack: "org", state }], names);
            assert.deepEqual(
                said,
                [...stranded.values()].map((why) => `org: ${why}`),
            );
            assert.deepEqual(
                said.map((each) => each.split(" ")[1]),
                ["payments/789012:", "kim/789012:", "checkout/prod:"],
            );
            for (const each of said) assert.match(each, new RegExp(reason));
        }
    });

    it("keep the old name if it reaches no other repository: the old one is gone", () => {
        const state = stateWith("checkout");
        const { state: after, stranded } = withOwnNames(state, named(ledger));
        assert.deepEqual([after, stranded.size], [state, 0]);
    });

    it("are not touched if they may be among those that the token is not shown", () => {
        const secret = resource(
            `${below}DeployEnvironment$${token.githubSecret}`,
            "key/checkout/prod",
            "checkout:prod:KEY",
            { repository: "checkout", repositoryId: 789012 },
        );
        const { deployment, ...rest } = stateWith("checkout");
        const state = {
            ...rest,
            deployment: { resources: [...(deployment.resources ?? []), secret] },
        };
        const hidden = "the token is for selected repositories";
        const names = new RepositoryNames(
            "acme",
            [{ id: 789013, owner: "acme", name: "ledger" }],
            hidden,
        );
        const { state: after, stranded } = withOwnNames(state, names);
        assert.equal(after, state);
        // Whether a secret may be deleted is asked of its environment.
        assert.deepEqual(
            [...stranded.values()].map((each) => each.split(" ")[0]),
            ["payments/789012:", "kim/789012:", "checkout/prod:"],
        );
        for (const each of stranded.values()) {
            assert.match(
                each,
                /no repository with the id 789012 is shown, and the token is for selected/,
            );
        }
    });
});

describe("declared repositories", () => {
    const roster = acme();
    const all = repositoriesIn(roster, ["org"]);

    it("are all in org, and in an environment those that it delivers to", () => {
        assert.ok(all.length > 1);
        const here = repositoriesIn(roster, ["prod"]);
        assert.deepEqual(
            here.map(({ service }) => service),
            ["checkout"],
        );
        assert.deepEqual(repositoriesIn(roster, ["dev"]), []);
    });

    it("are errors if renamed, moved elsewhere, or not visible", () => {
        const checkout = all.filter(({ service }) => service === "checkout");
        const wrong = (...list: readonly Named[]) =>
            wrongRepositories(checkout, "acme", named(...list));
        assert.deepEqual(wrong([789012, "Acme", "Checkout"]), []);
        const declared = "checkout is declared as acme/checkout in GitHub, but";
        assert.deepEqual(wrong([789012, "acme", "legacy"], [1, "acme", "checkout"]), [
            `${declared} the repository 789012 is acme/legacy now: write legacy into ` +
                "services.checkout.repository.name",
        ]);
        assert.deepEqual(wrong([789012, "other", "checkout"]), [
            `${declared} the repository 789012 is other/checkout now, outside the organisation: ` +
                "transfer it back, or take services.checkout.repository out",
        ]);
        assert.deepEqual(wrong([1, "acme", "checkout"]), [
            `${declared} no repository with the id 789012 is to be seen: correct ` +
                "services.checkout.repository",
        ]);
    });
});
