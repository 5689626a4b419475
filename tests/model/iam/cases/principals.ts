import type { Reason } from "../../../../model/iam/decision";
import type { PrincipalId } from "../../../../model/iam/policy";
import type { RequestContext } from "../../../../model/iam/request";
import type { DecisionCase, Source } from "./case";
import { document, request } from "./case";

const principal = (section: string): Source => ({
    page: "AWS JSON policy elements: Principal",
    section,
});

/** The role that is assumed, in account 111122223333. */
export const role = "arn:aws:iam::111122223333:role/target";

export const aws = (id: string): PrincipalId => ({ type: "AWS", id });
export const user = (name: string, account = "111122223333") =>
    aws(`arn:aws:iam::${account}:user/${name}`);
export const session = (name: string, account = "111122223333") =>
    aws(`arn:aws:sts::${account}:assumed-role/${name}/run-7`);

export const trust = (Principal: unknown, Condition?: unknown, Action = "sts:AssumeRole") =>
    document({
        Sid: "Trust",
        Effect: "Allow",
        Principal,
        Action,
        ...(Condition ? { Condition } : {}),
    });

export const mayAssume = document({
    Sid: "MayAssume",
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Resource: role,
});

type Row = readonly [
    name: string,
    who: PrincipalId | undefined,
    reason: Reason,
    identity?: unknown,
];

function rows(source: Source, Principal: unknown, table: readonly Row[]): DecisionCase[] {
    return table.map(([name, who, reason, identity]) => ({
        name,
        source,
        policies: { trust: trust(Principal), ...(identity ? { identity: [identity] } : {}) },
        request: request("sts:AssumeRole", role, {}, who),
        reason,
        ...(reason === "allowed" ? { sid: "Trust" } : {}),
    }));
}

const accounts = [
    ...[{ AWS: "arn:aws:iam::111122223333:root" }, { AWS: "111122223333" }].flatMap((account) =>
        rows(principal("AWS account principals"), account, [
            [`${account.AWS}: a user whom his account lets`, user("ana"), "allowed", mayAssume],
            [`${account.AWS}: a user whom nobody lets`, user("ana"), "implicit-deny"],
            [
                `${account.AWS}: a session whom its account lets`,
                session("ci"),
                "allowed",
                mayAssume,
            ],
            [
                `${account.AWS}: a user of another account`,
                user("ana", "444455556666"),
                "trust",
                mayAssume,
            ],
        ]),
    ),
    ...rows(principal("AWS account principals"), { AWS: "444455556666" }, [
        ["a user of the account that is trusted", user("bo", "444455556666"), "allowed", mayAssume],
        ["whom his own account does not let", user("bo", "444455556666"), "implicit-deny"],
    ]),
    ...rows(principal("Specifying a principal"), { AWS: ["123456789012", "444455556666"] }, [
        ["one of two accounts", user("bo", "444455556666"), "allowed", mayAssume],
    ]),
];

const roles = [
    ...rows(principal("IAM role principals"), { AWS: "arn:aws:iam::111122223333:role/ci" }, [
        ["a session of the role", session("ci"), "allowed"],
        ["the role itself", aws("arn:aws:iam::111122223333:role/ci"), "allowed"],
        ["a session of another role", session("cd"), "trust", mayAssume],
        [
            "a role of that name in another account",
            session("ci", "444455556666"),
            "trust",
            mayAssume,
        ],
    ]),
    ...rows(principal("IAM role principals"), { AWS: "arn:aws:iam::111122223333:role/a/b/ci" }, [
        ["a session's ARN leaves out the role's path", session("ci"), "allowed"],
    ]),
    ...rows(
        principal("Assumed-role session principals"),
        { AWS: "arn:aws:sts::111122223333:assumed-role/ci/run-7" },
        [
            ["the session", session("ci"), "allowed"],
            [
                "another session of the role",
                aws("arn:aws:sts::111122223333:assumed-role/ci/run-8"),
                "trust",
                mayAssume,
            ],
        ],
    ),
    ...rows(
        principal("AWS STS federated user session principals"),
        { AWS: "arn:aws:sts::111122223333:federated-user/ana" },
        [["a federated user", aws("arn:aws:sts::111122223333:federated-user/ana"), "allowed"]],
    ),
];

const others = [
    ...rows(principal("IAM user principals"), { AWS: "arn:aws:iam::111122223333:user/Ana" }, [
        ["the user", user("Ana"), "allowed"],
        ["user names mind the case", user("ana"), "trust", mayAssume],
    ]),
    ...rows(
        principal("AWS service principals"),
        { Service: ["ecs.amazonaws.com", "elasticloadbalancing.amazonaws.com"] },
        [
            ["a service", { type: "Service", id: "elasticloadbalancing.amazonaws.com" }, "allowed"],
            ["another service", { type: "Service", id: "ec2.amazonaws.com" }, "trust"],
        ],
    ),
    ...["*", { AWS: "*" }].flatMap((everybody) =>
        rows(principal("All principals"), everybody, [
            [`${JSON.stringify(everybody)}: nobody in particular`, undefined, "allowed"],
            [`${JSON.stringify(everybody)}: a user of the account`, user("ana"), "allowed"],
            [
                `${JSON.stringify(everybody)}: a user of another account, whom that does not let`,
                user("bo", "444455556666"),
                "implicit-deny",
            ],
        ]),
    ),
    ...rows(principal("All principals"), { AWS: ["444455556666", "*"] }, [
        ["everybody among others", user("ana"), "allowed"],
    ]),
    ...rows(principal("All principals"), { AWS: "111122223333" }, [
        ["nobody in particular, where an account is asked for", undefined, "trust"],
    ]),
];

const github = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
const webIdentity: PrincipalId = { type: "Federated", id: github };
const key = (name: string) => `token.actions.githubusercontent.com:${name}`;
const oidcPage = "Create a role for OpenID Connect federation (console)";
const oidc: Source = {
    page: oidcPage,
    section: "Configuring a role for GitHub OIDC identity provider",
};

function oidcRows(
    source: Source,
    condition: unknown,
    table: readonly (readonly [string, RequestContext, Reason, PrincipalId?])[],
): DecisionCase[] {
    return table.map(([name, context, reason, who = webIdentity]) => ({
        name,
        source,
        policies: {
            trust: trust({ Federated: github }, condition, "sts:AssumeRoleWithWebIdentity"),
        },
        request: request("sts:AssumeRoleWithWebIdentity", role, context, who),
        reason,
    }));
}

const claims = (sub: string, aud = "sts.amazonaws.com") => ({
    [key("aud")]: aud,
    [key("sub")]: sub,
});
const main = "repo:acme/checkout:ref:refs/heads/main";
const exactly = { StringEquals: claims(main) };
const anyBranch = { StringLike: claims("repo:acme/checkout:*") };

const federated = [
    ...oidcRows(oidc, exactly, [
        ["the repository's branch", claims(main), "allowed"],
        ["another branch", claims("repo:acme/checkout:ref:refs/heads/dev"), "trust"],
        ["another repository", claims("repo:acme/ledger:ref:refs/heads/main"), "trust"],
        ["another audience", claims(main, "api.example.com"), "trust"],
        ["no subject", { [key("aud")]: "sts.amazonaws.com" }, "trust"],
        ["no claims", {}, "trust"],
        ["another provider", claims(main), "trust", { type: "Federated", id: `${github}.example` }],
        ["a user with the same claims", claims(main), "trust", user("ana")],
    ]),
    ...oidcRows(oidc, anyBranch, [
        ["any branch", claims("repo:acme/checkout:ref:refs/heads/dev"), "allowed"],
        [
            "a pull request of the repository, too",
            claims("repo:acme/checkout:pull_request"),
            "allowed",
        ],
        ["a longer name of a repository", claims("repo:acme/checkout-fork:pull_request"), "trust"],
    ]),
    ...oidcRows(oidc, { StringLike: claims("repo:acme/*") }, [
        ["any repository of an organisation", claims("repo:acme/ledger:pull_request"), "allowed"],
        ["an organisation of a longer name", claims("repo:acmenot/ledger:pull_request"), "trust"],
    ]),
    ...oidcRows(
        { page: oidcPage, section: "Prerequisites for creating a role for OIDC" },
        {
            StringEquals: { "cognito-identity.amazonaws.com:aud": "us-east-2:pool" },
            "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "unauthenticated" },
        },
        [
            [
                "one value of a claim with several",
                {
                    "cognito-identity.amazonaws.com:aud": "us-east-2:pool",
                    "cognito-identity.amazonaws.com:amr": ["x", "unauthenticated"],
                },
                "allowed",
            ],
            [
                "none of them",
                {
                    "cognito-identity.amazonaws.com:aud": "us-east-2:pool",
                    "cognito-identity.amazonaws.com:amr": ["authenticated"],
                },
                "trust",
            ],
        ],
    ),
    {
        name: "a web identity that asks for plain AssumeRole",
        source: { page: oidcPage, section: "Prerequisites for creating a role for OIDC" },
        policies: { trust: trust({ Federated: github }, exactly, "sts:AssumeRoleWithWebIdentity") },
        request: request("sts:AssumeRole", role, claims(main), webIdentity),
        reason: "trust" as const,
    },
];

export const principalCases: readonly DecisionCase[] = [
    ...accounts,
    ...roles,
    ...others,
    ...federated,
];
