import { canonicalJson } from "./canonical";

/** Every write action in IAM except passing a role to a service, which a role's own policy limits. */
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
 * The permissions boundary of every workload role in an account, and of every user with an access key that
 * Rollcall creates. It grants nothing. Whatever their own policies say, its holders cannot extend their own
 * or anyone's permissions, drop the boundary, leave the account by assuming a role elsewhere, or change who
 * may sign in.
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
