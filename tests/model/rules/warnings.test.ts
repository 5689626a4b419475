import { person, set, tabulate } from "../builder";

describe("expired", () => {
    tabulate("expired", "warning", {
        nothing: [() => {}, []],
        "a person, the day after": [
            ({ people }) => set(people, "bob", { until: "2026-11-30" }),
            [
                "bob ended with 2026-11-30 and is treated as a leaver; `rollcall leave bob` writes it down",
            ],
        ],
        "a person, on the day": [({ people }) => set(people, "bob", { until: "2026-12-01" }), []],
        "a membership": [
            ({ teams }) =>
                set(teams, "payments", {
                    members: ["alice", "bob", { person: "erin", until: "2026-11-30" }],
                }),
            ["erin in payments ended with 2026-11-30 and gives nothing; take the line out"],
        ],
        "a grant, to the minute": [
            ({ grants }) =>
                grants.push({
                    person: "alice",
                    role: "developer",
                    services: ["checkout"],
                    until: "2026-12-01T12:00:00Z",
                }),
            [
                "person:alice/developer ended with 2026-12-01T12:00:00Z and gives nothing; take " +
                    "the line out",
            ],
        ],
        "a grant, a minute before": [
            ({ grants }) =>
                grants.push({
                    person: "alice",
                    role: "developer",
                    services: ["checkout"],
                    until: "2026-12-01T12:01:00Z",
                }),
            [],
        ],
    });
});

describe("unused", () => {
    const noTeam =
        "team idle has no members, no grant and no team below it, and neither owns nor reviews " +
        "anything; use it or take it out";
    const noPerson = "gus is in no team, has no grant and owns nothing; add a line or take gus out";
    const idle = { description: "Idle", members: [] };
    tabulate("unused", "warning", {
        nothing: [() => {}, []],
        "a role": [
            ({ roles }) => {
                roles.idle = { description: "Idle" };
            },
            ["no grant gives role idle; grant it or take it out"],
        ],
        "a team": [
            ({ teams }) => {
                teams.idle = idle;
            },
            [noTeam],
        ],
        "a team with a member": [
            ({ teams }) => {
                teams.idle = { ...idle, members: ["alice"] };
            },
            [],
        ],
        "a team with a team below": [
            ({ teams }) => {
                teams.idle = idle;
                set(teams, "payments", { parent: "idle" });
            },
            [],
        ],
        "a team below another": [
            ({ teams }) => {
                teams.idle = { ...idle, parent: "payments" };
            },
            [noTeam],
        ],
        "a team with a grant": [
            ({ grants, teams }) => {
                teams.idle = idle;
                grants.push({ team: "idle", role: "developer", services: ["checkout"] });
            },
            [],
        ],
        "a team that owns": [
            ({ services, teams }) => {
                teams.idle = idle;
                services.idle = { description: "Idle", owner: "idle" };
            },
            [],
        ],
        "a team that reviews": [
            ({ services, teams }) => {
                teams.idle = idle;
                set(services, "checkout", { deploy: { reviewers: ["payments", "idle"] } });
            },
            [],
        ],
        "a team that reviews everywhere": [
            ({ environments, teams }) => {
                teams.idle = idle;
                set(environments, "dev", { deploy: { reviewers: ["idle"] } });
            },
            [],
        ],
        "a team that answers for a machine": [
            ({ people, teams }) => {
                teams.idle = idle;
                set(people, "alice", { machine: "idle" });
            },
            [],
        ],
        "a person": [
            ({ people }) => {
                people.gus = person("gus", 31);
            },
            [noPerson],
        ],
        "a person to whom GitHub opens repositories anyway": [
            ({ organization, people }) => {
                organization.github.basePermission = "read";
                people.gus = person("gus", 31);
            },
            [],
        ],
        "a person without GitHub, where it would": [
            ({ organization, people }) => {
                organization.github.basePermission = "read";
                people.gus = person("gus");
            },
            [noPerson],
        ],
        "a person who manages": [
            ({ people }) => {
                people.gus = person("gus", 31);
                set(people, "alice", { manager: "gus" });
            },
            [],
        ],
    });
});
