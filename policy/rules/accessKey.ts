import { componentType } from "../../planners/resources";
import type { PolicyRule } from "./rule";

/** Keys that a RotatedSecret creates are replaced on a schedule. */
const rotated = new RegExp(`${componentType.RotatedSecret}\\$[^:]*aws:iam/accessKey:AccessKey::`);

export const accessKey: PolicyRule = {
    name: "access-key",
    description: "Nobody gets a key to AWS that does not end.",
    severity: "high",
    remedy: "Let pipelines assume a role by OIDC, and people through Identity Center.",
    checks: {
        "aws:iam/accessKey:AccessKey": () => [
            "a user's access key lasts until somebody deletes it: assume a role by OIDC instead",
        ],
    },
    isExempt: (urn) => rotated.test(urn),
};
