import assert from "node:assert/strict";
import type { Draft } from "../builder";
import { allow, complaintsOf, ecs, set } from "../builder";

type Aws = NonNullable<Draft["roles"][string]["aws"]>;
type Statements = NonNullable<Aws["statements"]>;

/** What the rule says of the operators' permissions, who work in prod. */
function ofOperator(aws: Aws): string[] {
    return complaintsOf("wildcard", ({ roles }) => set(roles, "operator", { aws }));
}

const service = `${ecs}:service/\${service}`;

describe("wildcard", () => {
    const every = "every action of every service: name the actions";
    const whole = "a whole service: name the actions";
    const writes = "which writes, on every resource, and AWS can narrow it: name the resources";
    const cases: Record<string, [statements: Statements, expected: string[]]> = {
        "a named action on a named resource": [[allow("ecs:UpdateService", service)], []],
        everything: [[allow("*")], [`*, ${every}`]],
        "everything, on a named resource": [[allow("*", service)], [`*, ${every}`]],
        "a whole service": [[allow("ecs:*", service)], [`ecs:*, ${whole}`]],
        "a whole service in disguise": [[allow("ecs:?*", service)], [`ecs:?*, ${whole}`]],
        "a whole service beside a good action": [
            [allow(["ecs:*", "ecs:UpdateService", "sqs:*"], service)],
            [`ecs:*, sqs:*, ${whole}`],
        ],
        "part of a service, on a named resource": [[allow("ecs:Update*", service)], []],
        "writing on every resource": [
            [allow("ecs:UpdateService")],
            [`ecs:UpdateService, ${writes}`],
        ],
        "writing on every resource, in another case": [
            [allow("ecs:updateSERVICE")],
            [`ecs:updateSERVICE, ${writes}`],
        ],
        "a writing pattern on every resource": [[allow("s3:Put*")], [`s3:Put*, ${writes}`]],
        "a pattern that may write": [[allow("s3:*Object")], [`s3:*Object, ${writes}`]],
        "writing on every resource beside a named one": [
            [allow("ecs:UpdateService", [service, "*"])],
            [`ecs:UpdateService, ${writes}`],
        ],
        "an ARN that leaves nothing out": [
            [allow("s3:PutObject", "arn:aws:s3:::*")],
            [`s3:PutObject, ${writes}`],
        ],
        "an ARN that leaves the account out": [
            [allow("s3:PutObject", "arn:aws:s3*")],
            [`s3:PutObject, ${writes}`],
        ],
        "an ARN that leaves something out": [[allow("s3:PutObject", "arn:aws:s3:::acme-*")], []],
        "reading on every resource": [[allow(["ecs:ListTasks", "ec2:Describe*", "s3:Get*"])], []],
        "reading under another verb": [[allow(["logs:StartQuery", "sqs:ReceiveMessage"])], []],
        "writing actions without resources": [
            [allow(["ecs:PutAccountSetting", "kms:CreateKey"])],
            [],
        ],
        "writing of an obscure service": [
            [allow("polly:PutLexicon")],
            [`polly:PutLexicon, ${writes}`],
        ],
        "a service that is not in the table": [[allow("nosuch:PutLexicon")], []],
    };
    for (const [name, [statements, expected]] of Object.entries(cases)) {
        it(name, () => {
            assert.deepEqual(
                ofOperator({ statements }),
                expected.map((what) => `error wildcard role operator allows in prod ${what}`),
            );
        });
    }

    const policies: Record<string, string[]> = {
        SecurityAudit: [],
        "job-function/ViewOnlyAccess": [],
        ViewOnlyAccess: ["did you mean job-function/ViewOnlyAccess?"],
        securityaudit: ["did you mean SecurityAudit?"],
        AdministratorAccess: ["write statements instead"],
        OurOwnPolicy: ["write statements instead"],
    };
    for (const [policy, expected] of Object.entries(policies)) {
        it(`the managed policy ${policy}`, () => {
            assert.deepEqual(
                ofOperator({ managed: [policy] }),
                expected.map(
                    (instead) =>
                        `error wildcard role operator allows in prod ${policy}, a managed policy ` +
                        `that is not known to only read: ${instead}`,
                ),
            );
        });
    }

    const wide: Aws = { statements: [allow("*")] };
    const places: Record<string, [change: (draft: Draft) => void, expected: number]> = {
        "a role that is granted in production": [
            ({ roles }) => set(roles, "operator", { aws: wide }),
            1,
        ],
        "a role that is granted elsewhere": [
            ({ grants, roles }) => {
                set(roles, "operator", { aws: wide });
                for (const grant of grants) if (grant.role === "operator") grant.in = ["dev"];
            },
            0,
        ],
        "a role that was granted in production": [
            ({ grants, roles }) => {
                set(roles, "operator", { aws: wide });
                for (const grant of grants) {
                    if (grant.role === "operator") grant.until = "2026-11-30";
                }
            },
            0,
        ],
        "a role that nobody has": [
            ({ roles }) => {
                roles.idle = { description: "Does nothing", aws: wide };
            },
            0,
        ],
        "a service in production": [({ services }) => set(services, "checkout", { aws: wide }), 1],
        "a service without a pipeline": [
            ({ services }) => {
                set(services, "checkout", { aws: wide });
                delete services.checkout?.repository;
            },
            0,
        ],
        "a service in two production environments": [
            ({ environments, services }) => {
                set(environments, "dev", { production: true, deploy: { reviewers: ["platform"] } });
                set(services, "checkout", { aws: wide });
            },
            2,
        ],
    };
    for (const [name, [change, expected]] of Object.entries(places)) {
        it(name, () => assert.equal(complaintsOf("wildcard", change).length, expected));
    }
});

describe("a statement with two mistakes", () => {
    it("is reported for each of them", () => {
        const said = (["wildcard", "escalation"] as const).flatMap((rule) =>
            complaintsOf(rule, ({ roles }) =>
                set(roles, "operator", { aws: { statements: [allow("iam:*")] } }),
            ),
        );
        assert.equal(said.length, 2);
    });
});
