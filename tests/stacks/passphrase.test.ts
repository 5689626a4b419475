import assert from "node:assert/strict";
import { refusePassphrase } from "../../stacks/passphrase";
import { organization, readable } from "../planners/organization";

describe("secrets that a passphrase would keep", () => {
    const roster = readable(organization());
    const refuse = (stack: string, change = {}) =>
        refusePassphrase(roster, { stack, sandbox: false, passphrase: true, ...change });

    it("are refused in production, with what to do", () => {
        assert.throws(() => refuse("prod"), /secrets of prod.*change-secrets-provider awskms/);
    });

    it("are taken in another environment, in the sandbox, and with a key in a cloud", () => {
        refuse("dev");
        refuse("prod", { sandbox: true });
        refuse("prod", { passphrase: false });
    });
});
