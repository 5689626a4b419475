import assert from "node:assert/strict";
import { aws } from "../../sandbox/providers/aws";
import type { Values } from "../../sandbox/values";
import { EngineClient, newWorld, seed } from "./engineClient";

const { identityStoreId } = seed.identityCenter;
const group = "aws:identitystore/group:Group";

describe("the credentials of sandbox AWS", () => {
    const start = (configuration: Values) => EngineClient.start(aws, { configuration });
    const region = "eu-central-1";

    it("belong to Identity Center's account, and any other account is refused", async () => {
        await assert.rejects(
            start({ region, allowedAccountIds: '["111111111111"]' }),
            /^Error: AWS account ID not allowed: 999999999999$/,
        );
        await assert.rejects(
            start({ region, forbiddenAccountIds: '["999999999999"]' }),
            /AWS account ID not allowed: 999999999999/,
        );
    });

    it("switch to the account of a profile or of an assumed role", async () => {
        const allowedAccountIds = '["222222222222"]';
        const profile = await start({ region, allowedAccountIds, profile: "222222222222" });
        const roleArn = "arn:aws:iam::222222222222:role/deploy";
        const assumeRoles = JSON.stringify([{ roleArn }]);
        const role = await start({ region, allowedAccountIds, assumeRoles });
        for (const engine of [profile, role]) engine.stop();
        await assert.rejects(start({ region, profile: "none" }), /shared config profile, none/);
        const elsewhere = JSON.stringify([{ roleArn: roleArn.replaceAll("2", "3") }]);
        await assert.rejects(start({ region, assumeRoles: elsewhere }), /Cannot assume IAM Role/);
    });

    it("manage Identity Center only from its own account and home region", async () => {
        const inputs = { identityStoreId, displayName: "g" };
        const other = await start({ region, profile: "111111111111" });
        await assert.rejects(
            other.create(group, "g", inputs),
            /AccessDeniedException: .*111111111111.* not authorized to perform: identitystore:CreateGroup/,
        );
        const away = await start({ region: "us-east-1" });
        await assert.rejects(away.create(group, "g", inputs), /ResourceNotFoundException/);
        for (const engine of [other, away]) engine.stop();
    });

    it("do not exist in a world without an account", async () => {
        const { identityCenter: _none, ...rest } = seed;
        const world = await newWorld({ ...rest, awsAccounts: [] });
        await assert.rejects(
            EngineClient.start(aws, { world, configuration: { region } }),
            /No valid credential sources found/,
        );
    });
});
