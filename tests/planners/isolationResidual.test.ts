import assert from "node:assert/strict";
import { residualFindings } from "../../planners/isolation/checkIsolation";
import type { Residual } from "../../planners/isolation/findings";
import { describePath } from "../../planners/isolation/findings";
import { planAccess } from "../../planners/planAccess";
import { catalog, developerPath, violationsOf } from "./isolationSeeds";
import { now, organization, readable } from "./organization";
import type { Edits } from "./sample";
import { holdingsOf, sample, sampleInstant } from "./sample";

const residuals = (edits: Edits = {}) => residualFindings(holdingsOf(sample(edits)));

/** `plane [what]: environments` */
function brief({ plane, on, environments }: Residual): string {
    return `${plane}${on === undefined ? "" : ` ${on}`}: ${environments.join(", ")}`;
}

const inSample = [
    "github-environments: dev, staging, prod",
    "github-owners: dev, staging, prod",
    "identity-center: dev, staging, prod",
    "identity-store-groups: dev, staging, prod",
    "vault: dev, staging, prod",
    "machine release-bot prod/gateway: prod",
    "workflow acme/ci/.github/workflows/deploy.yml@refs/heads/main: dev, staging, prod",
];

/** What the edits add to that, and take away. */
function changes(edits: Edits): { added: string[]; gone: string[] } {
    assert.deepEqual(violationsOf(edits), []);
    const found = residuals(edits).map(brief);
    return {
        added: found.filter((one) => !inSample.includes(one)),
        gone: inSample.filter((one) => !found.includes(one)),
    };
}

describe("residualFindings", () => {
    it("lists what no platform separates in the sample, each with its lines and what reduces it", () => {
        const found = residuals();
        assert.deepEqual(found.map(brief), inSample);
        for (const { path, reducedBy } of found) {
            assert.match(describePath(path), /\(roster\/[a-z/]+\.yaml:\d+\)$/);
            assert.ok(reducedBy.length > 20);
        }
    });

    it("lists none if there is only one environment", () => {
        const input = organization();
        delete input.environments.dev;
        assert.ok(input.services.checkout);
        input.services.checkout.in = ["prod"];
        input.grants = input.grants.filter((grant) => !grant.in?.includes("dev"));
        assert.deepEqual(residualFindings(holdingsOf(readable(input), now)), []);
    });

    const bucket = (name: string) => catalog("s3:PutObject", `arn:aws:s3:::${name}/*`);
    const seeds: Record<string, { edits: Edits; added?: string[]; gone?: string[] }> = {
        "a bucket that several environments write": {
            edits: bucket("acme-artifacts"),
            added: ["shared-bucket acme-artifacts: dev, staging, prod"],
        },
        "no bucket that has the environment in its name": {
            edits: bucket("acme-artifacts-${environment}"),
        },
        "no bucket that they only read": {
            edits: catalog("s3:GetObject", "arn:aws:s3:::acme-artifacts/*"),
        },
        "a path below no mount that several have": {
            edits: developerPath("/database/creds/${service}", "read"),
            added: [
                "shared-path database/creds/catalog-api: dev, staging",
                "shared-path database/creds/catalog-worker: dev, staging",
                "shared-path database/creds/checkout: dev, staging",
                "shared-path database/creds/gateway: dev, staging",
                "shared-path database/creds/ledger: dev, staging",
            ],
        },
        "no path of a token's own": { edits: developerPath("/auth/token/renew-self", "update") },
        "a managed policy that takes on roles anywhere": {
            edits: {
                "roles.yaml": [["managed: [SecurityAudit]", "managed: [PowerUserAccess]"]],
            },
            added: ["managed-policy PowerUserAccess: staging, prod"],
        },
        "no workflow that is pinned by commit": {
            edits: Object.fromEntries(
                ["checkout", "gateway"].map((name) => [
                    `services/${name}.yaml`,
                    [["deploy.yml@refs/heads/main", `deploy.yml@${"0123456789".repeat(4)}`]],
                ]),
            ),
            gone: inSample.slice(-1),
        },
        "no machine whose team does not review what it writes": {
            edits: {
                "people/accounts.yaml": [["machine: platform", "machine: support"]],
            },
            gone: inSample.slice(-2, -1),
        },
    };
    for (const [name, { edits, added = [], gone = [] }] of Object.entries(seeds)) {
        it(`lists ${name}`, () => assert.deepEqual(changes(edits), { added, gone }));
    }

    it("says if an environment uses Identity Center's own account", () => {
        const center = residuals({
            "organization.yaml": [['accountId: "999999999999"', 'accountId: "333333333333"']],
        }).find(({ plane }) => plane === "identity-center");
        assert.match(
            describePath(center?.path ?? assert.fail()),
            /which is the account of prod too/,
        );
    });

    it("says of an external workflow that nobody here knows its authors", () => {
        const workflow = residuals({
            "services/gateway.yaml": [["workflow: acme/ci/", "workflow: others/ci/"]],
        }).find(({ on }) => on?.startsWith("others/ci/"));
        assert.match(
            describePath(workflow?.path ?? assert.fail()),
            /^the roster does not say who may push to others\/ci \(roster\/services\/gateway.yaml:\d+\)/,
        );
    });
});

describe("residual findings in the access plan", () => {
    const plan = (edits: Edits = {}, instant = sampleInstant) => planAccess(sample(edits), instant);

    it("are among the guards, with what reduces them as the last reason", () => {
        const guards = plan().guards.filter(({ kind }) => kind === "residual");
        assert.equal(guards.length, inSample.length);
        const vault = guards.find(({ on }) => on === "vault");
        assert.deepEqual(vault?.value, { environments: ["dev", "staging", "prod"] });
        assert.match(vault?.because.at(-1)?.text ?? "", /^reduced by pipelines whose policies/);
    });

    it("keep the digest as long as the roster says the same", () => {
        const { digest } = plan();
        assert.equal(plan({}, sampleInstant + 3_600_000).digest, digest);
        const comment: Edits = {
            "organization.yaml": [["organization:", "# moved\n\norganization:"]],
        };
        assert.equal(plan(comment).digest, digest);
    });
});
