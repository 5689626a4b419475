import type { Seed } from "./isolationSeeds";
import { catalog, findsEach, findsNothing } from "./isolationSeeds";
import type { Edits } from "./sample";

const seeds: Record<string, Seed> = {
    "a pipeline that takes a role in another account": {
        edits: catalog("sts:AssumeRole", "arn:aws:iam::333333333333:role/deploy"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "whoever may push to catalog (grants.yaml)",
                "deploys catalog-api to dev without a reviewer (environments.yaml)",
                "whose role has sts:AssumeRole on arn:aws:iam::333333333333:role/deploy (services/catalog.yaml)",
                "which is in prod (environments.yaml)",
            ],
        ],
    },
    "a pipeline that takes roles of any account": {
        edits: catalog("sts:Assume*", "arn:aws:iam::*:role/rollcall/prod.gate*"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "whoever may push to catalog (grants.yaml)",
                "deploys catalog-api to dev without a reviewer (environments.yaml)",
                "whose role has sts:Assume* on arn:aws:iam::*:role/rollcall/prod.gate* and so arn:aws:iam::333333333333:role/rollcall/prod.gateway (services/catalog.yaml)",
                "which is in prod (environments.yaml)",
            ],
        ],
    },
    "a pipeline that takes on whatever trusts it": {
        edits: catalog("sts:AssumeRole", "*"),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "whoever may push to catalog (grants.yaml)",
                "deploys catalog-api to dev without a reviewer (environments.yaml)",
                "whose role has sts:AssumeRole on * and so arn:aws:iam::333333333333:role/rollcall/prod.catalog-api (services/catalog.yaml)",
                "which is in prod (environments.yaml)",
            ],
        ],
    },
    "a pipeline that takes a role in Identity Center's account": {
        edits: catalog("sts:AssumeRole", "arn:aws:iam::999999999999:role/assign"),
        found: [
            [
                "isolation dev/catalog-api -> Identity Center",
                "whoever may push to catalog (grants.yaml)",
                "deploys catalog-api to dev without a reviewer (environments.yaml)",
                "whose role has sts:AssumeRole on arn:aws:iam::999999999999:role/assign (services/catalog.yaml)",
                "which is where Identity Center opens every account (organization.yaml)",
            ],
        ],
    },
    "a pipeline that hands on a role of another account": {
        edits: {
            "services/checkout.yaml": [
                [
                    "arn:aws:iam::${account}:role/${service}-task",
                    "arn:aws:iam::333333333333:role/${service}-task",
                ],
            ],
        },
        found: [
            [
                "isolation dev/checkout -> prod",
                "whoever may push to checkout (grants.yaml)",
                "deploys checkout to dev without a reviewer (environments.yaml)",
                "whose role has iam:PassRole on arn:aws:iam::333333333333:role/checkout-task (services/checkout.yaml)",
                "which is in prod (environments.yaml)",
            ],
        ],
    },
    "a pipeline that reads another account's secrets": {
        edits: catalog(
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:eu-west-1:333333333333:secret:shop/*",
        ),
        found: [
            [
                "isolation dev/catalog-api -> prod",
                "whoever may push to catalog (grants.yaml)",
                "deploys catalog-api to dev without a reviewer (environments.yaml)",
                "whose role has secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:333333333333:secret:shop/* (services/catalog.yaml)",
                "which is in prod (environments.yaml)",
            ],
        ],
    },
    "a team that writes into another account": {
        edits: {
            "roles.yaml": [
                [
                    `        - actions: ["ecs:DescribeClusters", "ecs:UpdateClusterSettings"]
          resources: ["arn:aws:ecs:\${region}:\${account}:cluster/\${organization}"]`,
                    `        - actions: ["ecs:DescribeClusters", "ecs:UpdateClusterSettings"]
          resources: ["arn:aws:ecs:\${region}:3333*:cluster/\${organization}"]`,
                ],
            ],
        },
        found: [
            [
                "isolation dev -> prod",
                "team platform is platform-engineer in dev, staging (grants.yaml)",
                "and platform-engineer has ecs:UpdateClusterSettings on arn:aws:ecs:eu-west-1:3333*:cluster/acme (roles.yaml)",
                "which is in prod (environments.yaml)",
            ],
        ],
    },
    "two environments in one account": {
        edits: {
            "environments.yaml": [['accountId: "222222222222"', 'accountId: "333333333333"']],
        },
        found: [
            [
                "shared-account staging -> prod",
                "whoever has a role in staging is in account 333333333333 (environments.yaml)",
                "where the roles and resources of prod are as well (environments.yaml)",
            ],
        ],
    },
};

const own = "arn:aws:iam::${account}:role/deploy";

const misses: Record<string, Edits> = {
    "a role of the own account": catalog("sts:AssumeRole", own),
    "a role of an account that is no environment's": catalog(
        "sts:AssumeRole",
        "arn:aws:iam::444444444444:role/partner",
    ),
    "a resource that only looks like another account": catalog(
        "logs:PutLogEvents",
        "arn:aws:logs:${region}:${account}:log-group:333333333333:x",
    ),
    "writing on everything": catalog("ecs:UpdateService", "*"),
    "writing where a wildcard stands for the account": catalog(
        "ecs:UpdateService",
        "arn:aws:ecs:*:*:service/x",
    ),
    "handing on any role, which stays in the account": catalog("iam:PassRole", "*"),
    "taking on what is no role": catalog("sts:AssumeRole", "arn:aws:ecs:*:*:service/x"),
    "only reading in another account": catalog(
        "ecr:BatchGetImage",
        "arn:aws:ecr:eu-west-1:333333333333:repository/base",
    ),
    "roles of any account, of which its own alone remains": catalog(
        "sts:AssumeRole",
        "*",
        ', conditions: { StringEquals: { "aws:ResourceAccount": "${account}" } }',
    ),
    "a service without a pipeline": {
        ...catalog("sts:AssumeRole", "arn:aws:iam::333333333333:role/deploy"),
        "services/catalog.yaml": [
            ...(catalog("sts:AssumeRole", "arn:aws:iam::333333333333:role/deploy")[
                "services/catalog.yaml"
            ] ?? []),
            [
                "    repository: &repository { name: catalog, id: 789014 } # said once, used by both\n",
                "",
            ],
            ["    repository: *repository\n", ""],
        ],
    },
};

describe("checkIsolation in AWS", () => {
    findsEach(seeds);
    findsNothing(misses);
});
