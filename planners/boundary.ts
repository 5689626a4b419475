import { canonicalJson } from "./canonical";

/** Every way to write in IAM except passing a named role to a service, which a role's own policy limits. */
const iamWrites = [
    "iam:Add*",
    "iam:Attach*",
    "iam:Change*",
    "iam:Create*",
    "iam:Deactivate*",
    "iam:Delete*",
    "iam:Detach*",
    "iam:Disable*",
    "iam:Enable*",
    "iam:Put*",
    "iam:Remove*",
    "iam:Reset*",
    "iam:Resync*",
    "iam:Set*",
    "iam:Tag*",
    "iam:Untag*",
    "iam:Update*",
    "iam:Upload*",
];

/**
 * The permissions boundary of every workload role of an account, and of every user with an access key
 * that Rollcall makes. It gives nothing. Whatever their own policy says, they cannot raise their own rights
 * or another's, drop the boundary, leave the account by assuming a role elsewhere, or change who may sign
 * in.
 */
export function boundaryPolicy(accountId: string): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            { Sid: "NoMoreThanTheRoleSays", Effect: "Allow", Action: "*", Resource: "*" },
            {
                Sid: "NeverRaiseAnybody",
                Effect: "Deny",
                Action: [
                    ...iamWrites,
                    "account:*",
                    "identitystore:*",
                    "organizations:*",
                    "sso:*",
                    "sso-directory:*",
                ],
                Resource: "*",
            },
            {
                Sid: "NeverLeaveTheAccount",
                Effect: "Deny",
                Action: ["sts:AssumeRole", "sts:AssumeRoot", "sts:GetFederationToken"],
                NotResource: `arn:aws:iam::${accountId}:role/*`,
            },
        ],
    });
}
