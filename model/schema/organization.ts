import { z } from "zod";
import { basePermissions } from "../roster";
import { accountId, form, githubId, listOf, login, plainName, reference, region } from "./scalars";

const github = z
    .strictObject({
        owner: login.describe("The organisation's login"),
        ownerId: githubId.describe("The organisation's numeric id"),
        owners: listOf(reference("a person's key"), "a list of people").describe(
            "People who own the organisation",
        ),
        basePermission: z
            .enum(basePermissions)
            .describe(
                "What every member may do in every repository, as it is set in GitHub: declared " +
                    "here, not set. Default read, as GitHub's own",
            )
            .optional(),
    })
    .describe("The GitHub organisation");

const identityCenter = z
    .strictObject({
        instanceArn: form(
            /^arn:aws[a-z-]*:sso:::instance\/(?:sso)?ins-[a-zA-Z0-9-.]{16}$/,
            "an Identity Center ARN such as arn:aws:sso:::instance/ssoins-7223d1f6a1b2c3d4",
        ),
        identityStoreId: form(
            /^(?:d-[0-9a-f]{10}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
            "an identity store id such as d-9067f0a1b2",
        ),
        accountId: accountId.describe("The management account, or the delegated one"),
        region: region.describe("Identity Center's home region"),
        users: z
            .enum(["managed", "external"])
            .describe("managed (default): made here. external: made by SCIM, see aws.userId")
            .optional(),
    })
    .describe("The management or delegated account, and its home region");

const vault = z
    .strictObject({
        address: form(
            /^https?:\/\/[A-Za-z0-9.[\]:-]+(?:\/[^\s?#]*)?$/,
            "Vault's address such as https://vault.acme.example:8200",
        ),
        namespace: form(/^[\w.-]+(?:\/[\w.-]+)*$/, "a Vault namespace such as acme").optional(),
        login: z
            .strictObject({
                accessor: form(/^[\w-]{1,128}$/, "a mount accessor such as auth_oidc_1a2b3c4d"),
                alias: z
                    .enum(["email", "github", "person"])
                    .describe("What a person's alias is there; person: people.KEY.vault.alias"),
            })
            .describe("How people log in to Vault"),
    })
    .describe("Leave out: nothing in Vault");

export const organizationSchema = z
    .strictObject({
        name: plainName,
        github,
        aws: z.strictObject({ identityCenter }).describe("Leave out: nothing in AWS").optional(),
        vault: vault.optional(),
    })
    .describe("The organisation and where it lives");
