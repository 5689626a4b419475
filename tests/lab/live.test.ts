import assert from "node:assert/strict";
import { LiveLab } from "./liveLab";
import { requireTools } from "./servers/requireTools";
import { people } from "./servers/vaultGround";

const none = { revoked: 0, created: 0, updated: 0, deleted: 0, replaced: 0, failed: 0 };

describe("a live run, on the real GitHub provider and a real Vault", function () {
    this.timeout(300_000);
    let lab: LiveLab;

    before(async function () {
        this.timeout(900_000);
        lab = await LiveLab.open(await requireTools(this));
    });
    after(() => lab?.close());

    const loginOf = (id: number) => {
        const account = lab.github.state.accounts.find((each) => each.id === id);
        assert.ok(account);
        return account;
    };
    const enter = async (email: string) => {
        const jwt = await lab.issuer.mintToken({ sub: email, email, aud: people.audience });
        return lab.view.logIn(people.mount, people.role, jwt);
    };
    const counts = (document: { stacks: object[] }) =>
        document.stacks.map(({ unchanged: _, seconds: __, stack: ___, ...rest }: any) => rest);

    it("asks first, and touches nothing where nobody says yes", async () => {
        const { code, stderr } = await lab.rollcall(["up", "--live"]);
        assert.equal(code, 2, stderr);
        assert.equal(lab.github.requests.all.length, 0);
    });

    it("gives what the roster says, with state kept by a key of the user's", async () => {
        const { document, stderr } = await lab.up();
        console.log(JSON.stringify(document), stderr);
        assert.ok(lab.github.state.members.has(17));
        const again = await lab.up();
        assert.deepEqual(counts(again.document), [none, none, none]);
    });
});
