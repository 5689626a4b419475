import { reason } from "../reasons";
import type { Declared } from "./declared";
import type { Violation } from "./findings";
import { violation } from "./findings";

/** The variables that tell a workflow where its identity is, as the planner names them. */
export const identityVariables = [
    "AWS_REGION",
    "AWS_ROLE_ARN",
    "VAULT_ADDR",
    "VAULT_NAMESPACE",
    "VAULT_PATH",
    "VAULT_ROLE",
] as const;

/**
 * Services that set by themselves in which role or Vault their runs look for an identity. GitHub
 * compares variable names without case, so `aws_role_arn` is one of them too.
 */
export function redirections({ workloads }: Declared): Violation[] {
    return workloads.flatMap(({ service, environment, target }) =>
        Object.keys(service.variables)
            .filter((name) => identityVariables.some((own) => own === name.toUpperCase()))
            .map((name) =>
                violation({
                    rule: "isolation",
                    at: service.at,
                    from: `org/${service.key}`,
                    to: target,
                    path: [
                        reason(service.at, `variables of ${service.key} set ${name} themselves`),
                        reason(environment.at, `which names the identity in ${environment.key}`),
                    ],
                    settle: `take ${name} out: it is filled in for each environment`,
                }),
            ),
    );
}
