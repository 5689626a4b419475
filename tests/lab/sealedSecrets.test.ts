import assert from "node:assert/strict";
import { exportStack, previewStack, upStack } from "../../engine/run";
import type { SealedValue } from "../../planners/rotation";
import { GitHubLab } from "./gitHubLab";
import { newKeyPair } from "./github/sealedBox";

const sealedSecret = `secrets:
  stove-seal:
    service: stove
    in: [prod]
    kind: generated
    sealed: true
    length: 40
    rotateEvery: 30d
    generation: 1
    deliver: { github: STOVE_SEAL }
    reason: the supplier has no OIDC
`;

describe("the lab: a sealed secret through the real GitHub provider", function () {
    this.timeout(300_000);
    let lab: GitHubLab;

    before("gets the provider, which may have to be built", async function () {
        lab = await GitHubLab.open(this);
        lab.edit("roster.yaml", "secrets:\n", sealedSecret);
        assert.equal((await upStack(lab.stack())).error, undefined);
    });
    after(() => lab?.close());

    const environment = () => {
        const repository = lab.github.state.repositories.get(101);
        const found = repository?.environments.get("prod");
        assert.ok(found);
        return found;
    };
    /** As a workflow of the environment gets it: the lab's GitHub has opened the box. */
    const value = () => environment().secrets.get("STOVE_SEAL")?.value ?? "";
    const up = async () => {
        const summary = await upStack(lab.stack("prod"));
        assert.deepEqual([summary.error, summary.failed], [undefined, 0]);
        return summary;
    };
    const recorded = async () => {
        const { deployment } = await exportStack(lab.stack("prod"));
        const [stack] = deployment.resources ?? [];
        const secrets = stack?.outputs?.secrets as Record<string, Recorded> | undefined;
        return { text: JSON.stringify(deployment), record: secrets?.["stove-seal"] };
    };

    it("opens to a value that state holds only sealed, and stays the same", async () => {
        await up();
        const first = value();
        assert.match(first, /^[A-Za-z0-9]{40}$/);
        const { text, record } = await recorded();
        assert.ok(!text.includes(first));
        assert.equal(record?.rotation.sealed?.keyId, environment().keyPair.keyId);
        const planned = await previewStack(lab.stack("prod"));
        const { created, updated, deleted, replaced } = planned;
        assert.deepEqual([created, updated, deleted, replaced], [0, 0, 0, 0]);
        assert.equal((await up()).updated, 0);
        assert.equal(value(), first);
    });

    it("opens to another value after it was rotated, in place", async () => {
        const first = value();
        lab.edit("roster.yaml", "generation: 1", "generation: 2");
        const { created, updated, deleted, replaced } = await up();
        assert.deepEqual([created, updated, deleted, replaced], [0, 1, 0, 0]);
        assert.match(value(), /^[A-Za-z0-9]{40}$/);
        assert.notEqual(value(), first);
        const { text, record } = await recorded();
        assert.ok(!text.includes(value()));
        assert.equal(record?.rotation.version, 2);
    });

    it("gets another value if the environment has another public key", async () => {
        const before = value();
        const found = environment();
        Object.assign(found, { keyPair: newKeyPair("another") });
        await up();
        assert.notEqual(value(), before);
        assert.equal((await recorded()).record?.rotation.sealed?.keyId, "another");
    });

    it("exists throughout when `sealed` goes and comes back, each time with another value", async () => {
        const seen = new Set([value()]);
        for (const sealed of [false, true]) {
            lab.edit("roster.yaml", `sealed: ${!sealed}`, `sealed: ${sealed}`);
            lab.github.requests.clear();
            await up();
            const deletes = lab.github.requests.all.filter(({ method }) => method === "DELETE");
            assert.deepEqual(deletes, []);
            assert.match(value(), /^[A-Za-z0-9]{40}$/);
            seen.add(value());
        }
        assert.equal(seen.size, 3);
    });
});

interface Recorded {
    readonly rotation: { readonly version: number; readonly sealed?: SealedValue };
}
