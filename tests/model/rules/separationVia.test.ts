import assert from "node:assert/strict";
import type { Draft } from "../builder";
import { complaintsOf, person, set } from "../builder";

/** Nobody audits and develops in dev, where no reviewer stands, nor in prod, where one does. */
function developersApart(draft: Draft): void {
    draft.rules.separation = [{ roles: ["auditor", "developer"], in: ["dev", "prod"] }];
    draft.grants.push({ person: "alice", role: "auditor", in: ["dev"], until: "2027-01-01" });
    draft.grants = draft.grants.map((grant) =>
        grant.role === "developer"
            ? { team: "payments", role: "developer", services: ["checkout"] }
            : grant,
    );
}

describe("separation, by deploying without a reviewer", () => {
    const cases: Record<string, [change: (draft: Draft) => void, expected: string[]]> = {
        "pushing where nobody reviews": [
            developersApart,
            [
                "error separation alice may not hold auditor and developer in dev together; " +
                    "auditor by a grant (defineRoster:1), developer through payments " +
                    "(defineRoster:1), by deploying checkout without a reviewer: take one away",
            ],
        ],
        "pushing where somebody reviews": [
            (draft) => {
                developersApart(draft);
                set(draft.environments, "dev", { deploy: { reviewers: ["${owner}"] } });
            },
            [],
        ],
        "pulling where nobody reviews": [
            (draft) => {
                developersApart(draft);
                set(draft.roles, "developer", { github: { permission: "triage" } });
            },
            [],
        ],
        "administering where somebody reviews": [
            (draft) => {
                developersApart(draft);
                set(draft.environments, "dev", { deploy: { reviewers: ["${owner}"] } });
                set(draft.roles, "developer", { github: { permission: "admin" } });
            },
            [
                "error separation alice may not hold auditor and developer in dev together; " +
                    "auditor by a grant (defineRoster:1), developer through payments " +
                    "(defineRoster:1), by deploying checkout without a reviewer: take one away",
            ],
        ],
        "pushing without a GitHub account": [
            (draft) => {
                developersApart(draft);
                draft.people.alice = person("alice");
            },
            [],
        ],
        "pushing to the repository of the pinned workflow": [
            (draft) => {
                developersApart(draft);
                draft.services.ci = {
                    description: "Workflows",
                    repository: { name: "ci", id: 105 },
                    owner: "platform",
                };
                set(draft.services, "checkout", {
                    workflow: "acme/ci/.github/workflows/deploy.yml@refs/heads/main",
                });
                draft.grants = draft.grants.map((grant) =>
                    grant.role === "developer" ? { ...grant, services: ["ci"] } : grant,
                );
            },
            [
                "error separation alice may not hold auditor and developer in dev together; " +
                    "auditor by a grant (defineRoster:1), developer through payments " +
                    "(defineRoster:1), by deploying checkout without a reviewer: take one away",
            ],
        ],
        "administering the repository of the pinned workflow, where somebody reviews": [
            (draft) => {
                developersApart(draft);
                set(draft.environments, "dev", { deploy: { reviewers: ["${owner}"] } });
                set(draft.roles, "developer", { github: { permission: "admin" } });
                draft.services.ci = {
                    description: "Workflows",
                    repository: { name: "ci", id: 105 },
                    owner: "platform",
                };
                set(draft.services, "checkout", {
                    workflow: "acme/ci/.github/workflows/deploy.yml@refs/heads/main",
                });
                draft.grants = draft.grants.map((grant) =>
                    grant.role === "developer" ? { ...grant, services: ["ci"] } : grant,
                );
            },
            [],
        ],
        "pushing to a repository that another service shares": [
            (draft) => {
                developersApart(draft);
                draft.services.worker = {
                    description: "Works at night",
                    repository: { name: "checkout", id: 101 },
                    owner: "payments",
                };
                draft.grants = draft.grants.map((grant) =>
                    grant.role === "developer" ? { ...grant, services: ["worker"] } : grant,
                );
            },
            [
                "error separation alice may not hold auditor and developer in dev together; " +
                    "auditor by a grant (defineRoster:1), developer through payments " +
                    "(defineRoster:1), by deploying checkout without a reviewer: take one away",
            ],
        ],
        "an owner of the organisation, who holds no role through that": [
            (draft) => {
                developersApart(draft);
                draft.grants = draft.grants.filter(({ person }) => person !== "alice");
                draft.grants.push({ team: "platform", role: "auditor", in: ["dev"] });
            },
            [],
        ],
    };
    for (const [name, [change, expected]] of Object.entries(cases)) {
        it(name, () => {
            assert.deepEqual(complaintsOf("separation", change), expected);
        });
    }
});
