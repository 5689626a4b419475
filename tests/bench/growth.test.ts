import assert from "node:assert/strict";
import { accessOf } from "../../bench/growth/access";
import type { Sample } from "../../bench/growth/measure";
import { growthTables, overheadTable } from "../../bench/growth/report";

describe("the growth benchmark", () => {
    const sample = (contender: string, entitlements: number, cpu: number): Sample => ({
        ...{ contender, entitlements, operation: "provision", calls: 2 * entitlements },
        ...{ wall: 1, cpu: 2 * cpu, memory: 50_000_000, program: { cpu, memory: 20_000_000 } },
    });

    it("reports medians and how they grow with the size", () => {
        const cpus = [3, 1, 2];
        const samples = [10, 100].flatMap((size) =>
            cpus.map((cpu) => sample("a", size, cpu * size)),
        );
        const [provision = ""] = growthTables(samples);
        assert.match(provision, /^\| provision \| 10 \| 100 \| 100 \/ 10 \|\n\| --- \| ---: /);
        assert.match(provision, /\| program CPU, s: a \| 20\.0 \| 200\.0 \| x 10\.0 \|/);
        assert.match(provision, /\| calls: a \| 20 \| 200 \| x 10\.0 \|/);
    });

    it("compares runs of the same round", () => {
        const samples = [1, 2, 40].flatMap((cpu) => [
            sample("ours", 10, 1.5 * cpu),
            sample("theirs", 10, cpu),
        ]);
        assert.equal(
            overheadTable(samples, "ours", "theirs"),
            "| ours / theirs | 10 |\n| --- | ---: |\n" +
                "| program CPU, s: provision | x 1.50 |\n| program memory, MB: provision | x 1.00 |\n",
        );
    });

    it("derives team membership and team permissions from a state", () => {
        const resource = (kind: string, name: string, inputs: object, id = name) => ({
            ...{ urn: `urn:pulumi:org::rollcall::X$github:index/x:${kind}::${name}`, custom: true },
            ...{ type: `github:index/x:${kind}`, id, inputs: { ...inputs } },
        });
        assert.deepEqual(
            accessOf([
                resource("Team", "house", { description: "All" }, "7"),
                resource("Team", "yard", { description: "None" }, "8"),
                resource("TeamRepository", "house/101", {
                    ...{ teamId: "7", repository: "stove", permission: "push" },
                }),
                resource("Membership", "ann", { username: "ann-lab", role: "admin" }),
                resource("TeamMembership", "ann/house", {
                    ...{ teamId: "7", username: "ann-lab", role: "maintainer" },
                }),
            ]),
            {
                teams: [
                    {
                        name: "house",
                        description: "All",
                        repositories: [{ id: "101", name: "stove", permission: "push" }],
                    },
                    { name: "yard", description: "None", repositories: [] },
                ],
                people: [
                    {
                        key: "ann",
                        login: "ann-lab",
                        role: "admin",
                        teams: [{ name: "house", role: "maintainer" }],
                    },
                ],
            },
        );
    });
});
