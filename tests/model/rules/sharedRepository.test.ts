import type { Draft } from "../builder";
import { set, tabulate } from "../builder";

describe("shared-repository", () => {
    const worker = (draft: Draft, environments: string[]) => {
        draft.services.worker = {
            description: "Works at night",
            repository: { name: "checkout", id: 101 },
            owner: "payments",
            in: environments,
            githubEnvironment: "${service}-${environment}",
        };
    };
    const reaches =
        "payments/developer reaches worker too, in the repository checkout; name what it is " +
        "meant to reach";
    tabulate("shared-repository", "warning", {
        "a repository each": [() => {}, []],
        "one that is not named": [(draft) => worker(draft, ["dev"]), [reaches]],
        "one that is not in the environment": [
            (draft) => {
                worker(draft, ["prod"]);
                draft.grants = draft.grants.map((grant) =>
                    grant.team === "payments" ? { ...grant, services: "all" } : grant,
                );
            },
            [reaches],
        ],
        "both named": [
            (draft) => {
                worker(draft, ["dev"]);
                draft.grants = draft.grants.map((grant) =>
                    grant.team === "payments"
                        ? { ...grant, services: ["checkout", "worker"] }
                        : grant,
                );
            },
            [],
        ],
        all: [
            (draft) => {
                worker(draft, ["dev"]);
                draft.grants = draft.grants.map((grant) =>
                    grant.team === "payments" ? { ...grant, services: "all" } : grant,
                );
            },
            [],
        ],
        "all, of which one is elsewhere too": [
            (draft) => {
                worker(draft, ["dev", "prod"]);
                draft.grants = draft.grants.map((grant) =>
                    grant.team === "payments" ? { ...grant, services: "all" } : grant,
                );
            },
            [],
        ],
        "a role without GitHub": [
            (draft) => {
                worker(draft, ["dev"]);
                set(draft.roles, "auditor", { github: { permission: "pull" } });
                delete draft.roles.developer?.github;
                draft.grants = draft.grants.filter(({ role }) => role !== "auditor");
            },
            [],
        ],
        "a grant that is over": [
            (draft) => {
                worker(draft, ["dev"]);
                for (const grant of draft.grants) grant.until = "2026-11-30";
            },
            [],
        ],
    });
});
