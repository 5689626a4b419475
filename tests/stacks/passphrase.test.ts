import assert from "node:assert/strict";
import { refusePassphrase } from "../../stacks/passphrase";
import { organization, readable } from "../planners/organization";

describe("secrets encrypted with a passphrase", () => {
    const roster = readable(organization());
    const refuse = (stack: string, change = {}) =>
        refusePassphrase(roster, { stack, sandbox: false, passphrase: true, ...change });

    it("are refused in production, with what to do instead", () => {
        assert.throws(() => refuse("prod"), /secrets of prod.*change-secrets-provider awskms/);
    });

    it("are accepted in other environments, in the sandbox, and with a cloud key instead", () => {
        refuse("dev");
        refuse("prod", { sandbox: true });
        refuse("prod", { passphrase: false });
    });
});
