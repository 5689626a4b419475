import { z } from "zod";
import { secretKinds } from "../roster";
import { environmentList } from "./access";
import { awsPermissions, vaultPath, vaultRules } from "./permissions";
import {
    accountId,
    control,
    duration,
    form,
    githubId,
    listOf,
    previously,
    prose,
    reference,
    region,
    undotted,
    wholeNumber,
} from "./scalars";

/**
 * What IAM takes in no policy (IAM API Reference, CreateRole: up to U+00FF), so that no branch that only
 * looks like another is trusted; and the soft hyphen, which nobody sees.
 */
const beyondLatin = "\\u00ad\\u0100-\\uffff";

/** Names and `*`: all that GitHub, IAM and Vault read alike. A comma would split a claim in two. */
const pattern = form(
    new RegExp(`^[^\\s${control}${beyondLatin}~^:?,$[\\]{}\\\\]{1,240}$`),
    "a name, or a pattern with * such as release/*, in Latin letters (IAM takes no others)",
);

const deploy = z
    .strictObject({
        branches: z
            .union([z.literal("all", { error: "all" }), listOf(pattern, "a list of patterns")], {
                error: "all, or a list of patterns such as [main]",
            })
            .describe(
                "all: every branch; otherwise patterns in which * does not match a /. " +
                    "Default [main], or none where tags are given",
            )
            .optional(),
        tags: listOf(pattern, "a list of patterns").optional(),
        reviewers: listOf(reference("a team's key"), "a list of at most 6 teams", 0, 6)
            .describe("Teams, one of which must approve; ${owner} is the service's own team")
            .optional(),
        waitMinutes: wholeNumber(0, 43_200, "minutes from 0 to 43200").optional(),
    })
    .describe("What stands between a push and a deployment");

/** Ahead of a pattern: no mount is one of Vault's own places, which have roles and policies in them. */
const notVaultsOwn = "(?!(?:auth|cubbyhole|identity|sys)(?:/|$))";

export const environmentSchema = z
    .strictObject({
        production: z.boolean().describe("Stricter rules hold. Default false").optional(),
        aws: z
            .strictObject({
                accountId,
                region,
                oidcProvider: z
                    .enum(["managed", "external"])
                    .describe("managed (default): made here. external: it exists already")
                    .optional(),
            })
            .describe("Leave out: nothing in AWS")
            .optional(),
        vault: z
            .strictObject({
                mount: form(
                    new RegExp(`^${notVaultsOwn}${undotted}[\\w.-]+(?:/[\\w.-]+)*$`),
                    "a KV v2 mount such as kv-prod, without . or .. as a segment, and none of Vault's " +
                        "own places (auth, cubbyhole, identity, sys)",
                ),
            })
            .describe("Leave out: nothing in Vault")
            .optional(),
        deploy: deploy.optional(),
    })
    .describe("One AWS account and one Vault mount; least protected first");

const variableName = "a name of letters, digits and _, not beginning with a digit or GITHUB_";

const githubName = /^(?![Gg][Ii][Tt][Hh][Uu][Bb]_)[A-Za-z_][A-Za-z0-9_]{0,99}$/;

const workflowFile = "[\\w-]+/[\\w.-]+/\\.github/workflows/[\\w.-]+\\.ya?ml";

/** The full name of a branch or tag, without what git forbids in one and without wildcards. */
const fullReference = `refs/(?:heads|tags)/[^\\s${control}${beyondLatin}~^:?*,$[\\\\]+`;

export const serviceSchema = z
    .strictObject({
        description: prose,
        repository: z
            .strictObject({
                name: form(
                    /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
                    "the name of a repository, without its owner",
                ),
                id: githubId.describe("Stays when the name changes: gh api repos/O/R --jq .id"),
            })
            .describe("Leave out: no pipeline identity and nothing in GitHub")
            .optional(),
        owner: reference("a team's key").describe("The team that answers for it"),
        subject: z
            .enum(["immutable", "legacy", "both"])
            .describe("The form of the repository's OIDC subject. Default immutable")
            .optional(),
        workflow: form(
            new RegExp(`^${workflowFile}@(?:${fullReference}|[0-9a-f]{40})$`),
            "OWNER/REPOSITORY/.github/workflows/FILE.yml@refs/heads/BRANCH, a tag or a commit",
        )
            .describe("The only workflow that may use the identity")
            .optional(),
        in: listOf(reference("an environment's key"), "a list of environments")
            .describe("Leave out: it deploys nowhere")
            .optional(),
        githubEnvironment: form(
            /^(?! )(?:[A-Za-z0-9 ._/()-]|\$\{[^}]*\}){1,255}$/,
            "the name of a GitHub environment: letters, digits, space and ._-/()",
        )
            .describe(
                "Default ${environment}; services that share a repository need names of their own",
            )
            .optional(),
        deploy: deploy.describe("Replaces these keys of the environments' deploy").optional(),
        aws: awsPermissions.optional(),
        vault: vaultRules.optional(),
        variables: z
            .record(
                z.string().regex(githubName, { error: variableName }),
                z.string({ error: "text, in quotes where YAML would read something else" }),
            )
            .describe("Variables of its GitHub environments")
            .optional(),
        previously,
    })
    .describe("Something that is built and deployed");

const statements = listOf(
    form(
        new RegExp(`^(?=[\\s\\S]*\\S)(?:[^${control}]|[\\n\\r\\t]){1,4000}$`),
        "a statement of the database's own language, at most 4000 characters",
    ),
    "a list of at least one statement",
    1,
);

/** A segment that may contain variables. */
const filled = "(?:[\\w.-]|\\$\\{[^}]*\\})+";

const databaseSchema = z
    .strictObject({
        mount: form(
            new RegExp(`^${notVaultsOwn}${undotted}${filled}(?:/${filled})*$`),
            'the mount of a database secrets engine such as "database-${environment}", without . or ' +
                ".. as a segment",
        ).describe("Exists already"),
        connection: form(
            /^(?:[\w.-]|\$\{[^}]*\}){1,255}$/,
            "the name of a connection: letters, digits and _.-",
        ).describe("Exists already, and allows the role ${environment}.KEY"),
        creationStatements: statements.describe("With {{name}}, {{password}} and {{expiration}}"),
        revocationStatements: statements.describe("What takes the login away again: {{name}}"),
        ttl: duration.describe("How long a login lasts. Default 15m").optional(),
        maxTtl: duration
            .describe("How long, however often it is renewed; at most 24h. Default 1h")
            .optional(),
    })
    .describe("Of a vault-database: how Vault makes a login");

export const secretSchema = z
    .strictObject({
        service: reference("a service's key"),
        in: environmentList,
        kind: z
            .enum(secretKinds)
            .describe("external: made elsewhere, declared so that a leaver's list is honest"),
        length: wholeNumber(16, 1024, "a length from 16 to 1024").describe("Default 32").optional(),
        rotateEvery: duration.optional(),
        overlap: duration
            .describe("How long the previous value still works. Default 24h")
            .optional(),
        generation: wholeNumber(1, 1_000_000_000, "a whole number above 0")
            .describe("Any change means a new value, a lower number too. Default 1")
            .optional(),
        sealed: z
            .boolean()
            .describe(
                "Of a generated value that goes to GitHub alone: not even state and engine see it",
            )
            .optional(),
        deliver: z
            .strictObject({
                github: form(githubName, variableName).optional(),
                vault: vaultPath.optional(),
                aws: form(
                    /^(?:[A-Za-z0-9/_+=.@-]|\$\{[^}]*\}){1,512}$/,
                    "a name in Secrets Manager: letters, digits and /_+=.@-",
                ).optional(),
            })
            .describe("Where it is written to")
            .optional(),
        database: databaseSchema.optional(),
        reason: prose.optional(),
        previously,
    })
    .describe("A value that cannot be replaced by OIDC");
