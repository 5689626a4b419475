import { createHmac, randomBytes } from "node:crypto";
import type { AwsAccessKey } from "../collections";
import { oneOf, type ResourceType } from "../resourceType";
import { seal } from "../seal";
import { filled, text, type Values } from "../values";
import { type AwsPlace, during, now } from "./awsApi";
import { iamError, iamId } from "./iamApi";
import { keysOf, noUser, userAt } from "./iamUser";

const mostKeys = 2;

/** The real provider's `pgpKey` is left out: nothing here uses one. */
export const accessKey: ResourceType<AwsPlace> = {
    source: "terraform-provider-aws service/iam/access_key.go",
    inputs: {
        user: { type: "string", required: true, replaces: true },
        status: { type: "string", default: "Active", checks: [oneOf("Active", "Inactive")] },
    },
    outputs: { secret: [], sesSmtpPasswordV4: [], createDate: [] },
    secretOutputs: ["secret", "sesSmtpPasswordV4"],
    // The secret is returned now and never again.
    create({ world, place, inputs }) {
        const userName = text(inputs, "user");
        return during(`creating IAM Access Key (${userName})`, () => {
            if (userAt(world, place, userName) === undefined) {
                throw noUser("CreateAccessKey", userName);
            }
            if (keysOf(world, place, userName).length >= mostKeys) {
                const message = `Cannot exceed quota for AccessKeysPerUser: ${mostKeys}`;
                throw iamError("CreateAccessKey", "LimitExceeded", message);
            }
            const id = iamId("accessKey", 20);
            const secret = randomBytes(30).toString("base64");
            world.put("aws/accessKeys", id, {
                id,
                accountId: place.accountId,
                userName,
                status: statusFrom(inputs),
                sealed: seal(secret),
                createDate: now(),
            });
            return { id, told: { secret, sesSmtpPasswordV4: smtpPassword(secret, place.region) } };
        });
    },
    read({ world, place, id, state }) {
        const found = world.read("aws/accessKeys", id);
        if (found === undefined || found.accountId !== place.accountId) return undefined;
        return filled({
            user: found.userName,
            status: found.status,
            createDate: found.createDate,
            secret: text(state, "secret"),
            sesSmtpPasswordV4: text(state, "sesSmtpPasswordV4"),
        });
    },
    update({ world, id, inputs }) {
        during(`updating IAM Access Key (${id})`, () => {
            const found = world.read("aws/accessKeys", id);
            if (found === undefined) {
                const message = `The Access Key with id ${id} cannot be found.`;
                throw iamError("UpdateAccessKey", "NoSuchEntity", message);
            }
            world.put("aws/accessKeys", id, { ...found, status: statusFrom(inputs) });
        });
    },
    delete({ world, id }) {
        world.remove("aws/accessKeys", id);
    },
};

function statusFrom(inputs: Values): AwsAccessKey["status"] {
    return text(inputs, "status") === "Inactive" ? "Inactive" : "Active";
}

/**
 * The secret key converted to an SES SMTP password: Amazon SES Developer Guide, "Obtaining SMTP
 * credentials".
 */
function smtpPassword(secret: string, region: string): string {
    const parts = ["11111111", region, "ses", "aws4_request", "SendRawEmail"];
    const signature = parts.reduce<Buffer>(
        (key, part) => createHmac("sha256", key).update(part).digest(),
        Buffer.from(`AWS4${secret}`),
    );
    return Buffer.concat([Buffer.from([4]), signature]).toString("base64");
}
