import { canonicalJson } from "./canonical";

/** Every way to write in IAM but handing a named role to a service, which a role's own policy says. */
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
 * that Rollcall makes. It gives nothing; whatever its own policy says, each can neither raise itself or
 * another, nor drop the boundary, nor leave its account by taking a role elsewhere, nor touch who may
 * sign in.
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
