import { aws } from "../../sandbox/providers/aws";
import { github } from "../../sandbox/providers/github";
import { vault } from "../../sandbox/providers/vault";
import type { Before, Expectation } from "./resourceTypeTable";

const account = "999999999999";
const github_ = "token.actions.githubusercontent.com";
const allow = (Action: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action, Resource: "*" }],
    });
const trust = (subject: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${github_}` },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: { StringEquals: { [`${github_}:sub`]: subject } },
            },
        ],
    });

const anEnvironment: Before = {
    environment: [
        "github:index/repositoryEnvironment:RepositoryEnvironment",
        {
            repository: "checkout",
            environment: "prod",
            deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
        },
    ],
};
const aBackend: Before = {
    backend: [
        "vault:jwt/authBackend:AuthBackend",
        { path: "jwt", oidcDiscoveryUrl: `https://${github_}` },
    ],
};

export const expectationsOfServices: readonly Expectation[] = [
    {
        provider: aws,
        type: "aws:iam/role:Role",
        inputs: {
            name: "checkout",
            assumeRolePolicy: trust("repo:acme/checkout:environment:prod"),
            inlinePolicies: [{ name: "access", policy: allow("s3:Get*") }],
            permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess",
        },
        required: ["assumeRolePolicy"],
        replacing: { name: "ledger", path: "/services/" },
        changing: {
            assumeRolePolicy: trust("repo:acme/checkout:environment:dev"),
            inlinePolicies: [{ name: "access", policy: allow("s3:List*") }],
            permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
            maxSessionDuration: 7_200,
            description: "d",
            managedPolicyArns: ["arn:aws:iam::aws:policy/SecurityAudit"],
            tags: { team: "payments" },
        },
        id: /^checkout$/,
    },
    {
        provider: aws,
        type: "aws:iam/policy:Policy",
        inputs: { name: "boundary", policy: allow("s3:*") },
        required: ["policy"],
        replacing: { name: "border", path: "/services/", description: "d" },
        changing: { policy: allow("ecs:*"), tags: { team: "payments" } },
        id: /^arn:aws:iam::999999999999:policy\/boundary$/,
    },
    {
        provider: aws,
        type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        inputs: { url: `https://${github_}`, clientIdLists: ["sts.amazonaws.com"] },
        required: ["url", "clientIdLists"],
        replacing: { url: "https://gitlab.example" },
        changing: {
            clientIdLists: ["sts.amazonaws.com", "other"],
            thumbprintLists: ["a".repeat(40)],
            tags: { team: "platform" },
        },
        id: /^arn:aws:iam::999999999999:oidc-provider\/token\.actions\.githubusercontent\.com$/,
    },
    {
        provider: vault,
        type: "vault:jwt/authBackend:AuthBackend",
        inputs: {
            path: "jwt-prod",
            oidcDiscoveryUrl: `https://${github_}`,
            boundIssuer: `https://${github_}`,
        },
        required: [],
        replacing: { type: "oidc", local: true, namespace: "x" },
        changing: { boundIssuer: "", defaultRole: "x", jwtSupportedAlgs: ["RS256"], path: "jwt" },
        id: /^jwt-prod$/,
    },
    {
        provider: vault,
        type: "vault:jwt/authBackendRole:AuthBackendRole",
        before: aBackend,
        inputs: {
            backend: "jwt",
            roleName: "checkout",
            roleType: "jwt",
            userClaim: "sub",
            boundAudiences: ["https://vault.acme.example:8200"],
            boundClaims: { repository_id: "789012", ref: "refs/heads/main" },
            boundClaimsType: "string",
            disableBoundClaimsParsing: true,
            tokenPolicies: ["checkout"],
            tokenNoDefaultPolicy: true,
        },
        required: ["roleName", "userClaim"],
        replacing: { backend: "other", roleName: "ledger", roleType: "oidc", namespace: "x" },
        changing: {
            userClaim: "repository_id",
            boundAudiences: ["vault"],
            boundSubject: "s",
            boundClaims: { repository_id: "789013" },
            boundClaimsType: "glob",
            tokenPolicies: ["other"],
            tokenTtl: 60,
            tokenMaxTtl: 600,
            tokenExplicitMaxTtl: 600,
        },
        id: /^auth\/jwt\/role\/checkout$/,
    },
    {
        provider: github,
        type: "github:index/repositoryEnvironment:RepositoryEnvironment",
        inputs: { repository: "checkout", environment: "prod" },
        required: ["repository", "environment"],
        replacing: { repository: "ledger", environment: "dev" },
        changing: {
            canAdminsBypass: false,
            waitTimer: 30,
            deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: false },
        },
        id: /^checkout:prod$/,
    },
    {
        provider: github,
        type: "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
        before: anEnvironment,
        inputs: { repository: "checkout", environment: "prod", branchPattern: "main" },
        required: ["repository", "environment"],
        replacing: { repository: "ledger", environment: "dev" },
        changing: { branchPattern: "release/*" },
        id: /^checkout:prod:\d{8}$/,
    },
    {
        provider: github,
        type: "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable",
        before: anEnvironment,
        inputs: {
            repository: "checkout",
            environment: "prod",
            variableName: "AWS_REGION",
            value: "eu-west-1",
        },
        required: ["repository", "environment", "variableName", "value"],
        replacing: { repository: "ledger", environment: "dev", variableName: "REGION" },
        changing: { value: "eu-north-1" },
        id: /^checkout:prod:AWS_REGION$/,
    },
    {
        provider: github,
        type: "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
        before: anEnvironment,
        inputs: {
            repository: "checkout",
            environment: "prod",
            secretName: "SIGNING_KEY",
            value: "s3cret",
        },
        required: ["repository", "environment", "secretName"],
        replacing: { repository: "ledger", environment: "dev", secretName: "KEY" },
        changing: { value: "other" },
        id: /^checkout:prod:SIGNING_KEY$/,
    },
    {
        provider: vault,
        type: "vault:kv/secretV2:SecretV2",
        inputs: {
            mount: "kv-dev",
            name: "checkout/signing-key",
            dataJson: JSON.stringify({ value: "a" }),
            deleteAllVersions: true,
        },
        required: ["mount"],
        replacing: { mount: "kv-prod", name: "other", namespace: "x" },
        changing: { dataJson: JSON.stringify({ value: "b" }), customMetadata: { maxVersions: 3 } },
        id: /^kv-dev\/data\/checkout\/signing-key$/,
    },
    {
        provider: vault,
        type: "vault:database/secretBackendRole:SecretBackendRole",
        inputs: {
            backend: "database-dev",
            name: "dev.ledger",
            dbName: "ledger",
            creationStatements: ["CREATE ROLE"],
            revocationStatements: ["DROP ROLE"],
            defaultTtl: 900,
            maxTtl: 3_600,
        },
        required: ["backend", "dbName", "creationStatements"],
        replacing: { backend: "other", name: "other", dbName: "other", namespace: "x" },
        changing: {
            creationStatements: ["CREATE USER"],
            revocationStatements: ["DROP USER"],
            defaultTtl: 60,
            maxTtl: 600,
        },
        id: /^database-dev\/roles\/dev\.ledger$/,
    },
    {
        provider: aws,
        type: "aws:secretsmanager/secret:Secret",
        inputs: { name: "checkout/signing-key", recoveryWindowInDays: 0 },
        required: [],
        replacing: { name: "other", region: "us-east-1" },
        changing: {
            description: "d",
            kmsKeyId: "k",
            policy: allow("s3:Get*"),
            recoveryWindowInDays: 7,
            tags: { team: "payments" },
        },
        id: /^arn:aws:secretsmanager:eu-central-1:999999999999:secret:checkout\/signing-key-\w{6}$/,
    },
    {
        provider: aws,
        type: "aws:secretsmanager/secretVersion:SecretVersion",
        before: { secret: ["aws:secretsmanager/secret:Secret", { name: "s" }] },
        inputs: ({ secret = "" }) => ({ secretId: secret, secretString: "a" }),
        required: ["secretId"],
        replacing: { secretId: "other", secretString: "b", region: "us-east-1" },
        changing: { versionStages: ["AWSCURRENT", "live"] },
        id: /^arn:aws:secretsmanager:eu-central-1:999999999999:secret:s-\w{6}\|terraform-[0-9a-f]{26}$/,
    },
    {
        provider: aws,
        type: "aws:iam/user:User",
        inputs: { name: "checkout" },
        required: [],
        replacing: {},
        changing: {
            path: "/services/",
            permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
            tags: { team: "payments" },
            name: "checkout-2",
        },
        id: /^checkout$/,
    },
    {
        provider: aws,
        type: "aws:iam/userPolicy:UserPolicy",
        before: { user: ["aws:iam/user:User", { name: "checkout" }] },
        inputs: ({ user = "" }) => ({ user, name: "access", policy: allow("s3:Get*") }),
        required: ["user", "policy"],
        replacing: { user: "other", name: "more" },
        changing: { policy: allow("s3:List*") },
        id: /^checkout:access$/,
    },
    {
        provider: aws,
        type: "aws:iam/accessKey:AccessKey",
        before: { user: ["aws:iam/user:User", { name: "checkout" }] },
        inputs: ({ user = "" }) => ({ user }),
        required: ["user"],
        replacing: { user: "other" },
        changing: { status: "Inactive" },
        id: /^AKIA[A-Z2-7]{16}$/,
    },
];
