import { createHash } from "node:crypto";
import { type Check, matches, type ResourceType } from "../resourceType";
import { text, texts, type Value } from "../values";
import { type AwsPlace, allTags, during, readTags } from "./awsApi";
import { iamError } from "./iamApi";

const mostClientIds = 100;

const clientIds: Check = (value, name) => {
    const wrong = (Array.isArray(value) ? value : []).find(
        (each) => typeof each !== "string" || each.length < 1 || each.length > 255,
    );
    return wrong === undefined
        ? undefined
        : `expected length of ${name} to be in the range (1 - 255), got ${wrong}`;
};

export const openIdConnectProvider: ResourceType<AwsPlace> = {
    source: "terraform-provider-aws service/iam/openid_connect_provider.go",
    inputs: {
        url: {
            type: "string",
            required: true,
            replaces: true,
            same: (old, given) => hostOf(old) === hostOf(given),
            checks: [matches(/^https:\/\/[^?#]+$/, "has to begin with https:// and have no query")],
        },
        clientIdLists: { type: "set", required: true, checks: [clientIds] },
        thumbprintLists: { type: "set", computed: true },
        tags: { type: "map" },
    },
    outputs: { arn: [], tagsAll: ["tags"] },
    create({ world, place, inputs }) {
        const url = hostOf(text(inputs, "url"));
        const arn = oidcProviderArn(place.accountId, url);
        return during("creating IAM OIDC Provider", () => {
            if (world.read("aws/oidcProviders", arn)) {
                const message = `Provider with url https://${url} already exists.`;
                throw iamError("CreateOpenIDConnectProvider", "EntityAlreadyExists", message);
            }
            const thumbprints = texts(inputs, "thumbprintLists");
            world.put("aws/oidcProviders", arn, {
                accountId: place.accountId,
                arn,
                url,
                clientIds: clientIdsFrom("CreateOpenIDConnectProvider", inputs.clientIdLists),
                thumbprints: thumbprints.length > 0 ? thumbprints : [thumbprintOf(url)],
                tags: allTags(place, inputs),
            });
            return arn;
        });
    },
    // IAM stores the URL without its scheme.
    read({ world, place, id, state }) {
        const found = world.read("aws/oidcProviders", id);
        if (found === undefined || found.accountId !== place.accountId) return undefined;
        return {
            arn: found.arn,
            url: found.url,
            clientIdLists: found.clientIds,
            thumbprintLists: found.thumbprints,
            ...readTags(place, state, found.tags),
        };
    },
    update({ world, place, id, inputs }) {
        during(`updating IAM OIDC Provider (${id})`, () => {
            const operation = "AddClientIDToOpenIDConnectProvider";
            const found = world.read("aws/oidcProviders", id);
            if (found === undefined) {
                throw iamError(
                    operation,
                    "NoSuchEntity",
                    `OpenIDConnect Provider not found for arn ${id}`,
                );
            }
            const thumbprints = texts(inputs, "thumbprintLists");
            world.put("aws/oidcProviders", id, {
                ...found,
                clientIds: clientIdsFrom(operation, inputs.clientIdLists),
                thumbprints: thumbprints.length > 0 ? thumbprints : found.thumbprints,
                tags: allTags(place, inputs),
            });
        });
    },
    // Roles that trust it do not prevent this: they simply trust nobody any more.
    delete({ world, id }) {
        world.remove("aws/oidcProviders", id);
    },
};

export function oidcProviderArn(accountId: string, url: string): string {
    return `arn:aws:iam::${accountId}:oidc-provider/${hostOf(url)}`;
}

/** `token.actions.githubusercontent.com`, with the path if there is one. */
export function hostOf(url: Value | undefined): string {
    return String(url ?? "").replace(/^https:\/\//, "");
}

function clientIdsFrom(operation: string, given: Value | undefined): string[] {
    const ids = [...new Set(Array.isArray(given) ? given.map(String) : [])].sort();
    if (ids.length <= mostClientIds) return ids;
    const message = `Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${mostClientIds}`;
    throw iamError(operation, "LimitExceeded", message);
}

/** IAM would take the certificate's thumbprint; for GitHub, AWS does not use it. */
function thumbprintOf(url: string): string {
    return createHash("sha1").update(url).digest("hex");
}
