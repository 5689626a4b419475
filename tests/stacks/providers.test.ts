import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../stacks/config";
import { createEnvironmentProviders } from "../../stacks/providers";
import { organization, readable } from "../planners/organization";

describe("the providers of an environment's stack", () => {
    const { VAULT_NAMESPACE: before } = process.env;
    after(() => {
        if (before === undefined) delete process.env.VAULT_NAMESPACE;
        else process.env.VAULT_NAMESPACE = before;
    });

    it("are none where a variable would lead the provider into another Vault namespace", async () => {
        await pulumi.runtime.setMocks({
            newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
            call: () => ({}),
        });
        const config = { account: {}, identityCenter: {}, sandbox: false } as StackConfig;
        const make = async (namespace: string | undefined, variable: string) => {
            const draft = organization();
            const { vault } = draft.organization;
            assert.ok(vault);
            draft.organization.vault = { ...vault, ...(namespace ? { namespace } : {}) };
            process.env.VAULT_NAMESPACE = variable;
            return createEnvironmentProviders(readable(draft), "dev", { config, secrets: [] });
        };
        await assert.rejects(
            make("house", "other"),
            /VAULT_NAMESPACE is other, .* declares house;/,
        );
        await assert.rejects(make(undefined, "other"), /declares no namespace;/);
        assert.ok((await make("house", "house")).vault);
        assert.ok((await make("house", "")).vault);
    });
});
