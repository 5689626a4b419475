import type { DecisionCase, Source } from "./case";
import { document, request } from "./case";
import { allowAll, logic } from "./evaluation";
import { mayAssume, role, session, trust, user } from "./principals";

const crossAccount: Source = {
    page: "Cross-account policy evaluation logic",
    section: "Determining whether a cross-account request is allowed",
};

const toRole = trust({ AWS: "arn:aws:iam::111122223333:role/ci" });
const toAccount = trust({ AWS: "111122223333" });
const nothing = document({ Effect: "Allow", Action: "s3:Nothing", Resource: "*" });
const noAssume = document({ Sid: "NoAssume", Effect: "Deny", Action: "sts:*", Resource: "*" });

export const resourceBasedCases: readonly DecisionCase[] = (
    [
        [
            "a role that is named is bound by its boundary",
            logic("Resource-based policies: IAM role"),
            { trust: toRole, boundary: nothing },
            session("ci"),
            "boundary",
        ],
        [
            "and by its session policy",
            logic("Resource-based policies: IAM role"),
            { trust: toRole, session: [nothing] },
            session("ci"),
            "session",
        ],
        [
            "but needs no identity policy",
            logic("Resource-based policies: IAM role"),
            { trust: toRole },
            session("ci"),
            "allowed",
        ],
        [
            "a session that is named is not bound by a boundary",
            logic("Resource-based policies: IAM role session"),
            { trust: trust({ AWS: session("ci").id }), boundary: nothing },
            session("ci"),
            "allowed",
        ],
        [
            "a user who is named is not bound by a boundary",
            logic("Resource-based policies: IAM user"),
            { trust: trust({ AWS: user("ana").id }), boundary: nothing },
            user("ana"),
            "allowed",
        ],
        [
            "a Deny of the boundary binds all the same",
            logic("Resource-based policies: IAM user"),
            { trust: trust({ AWS: user("ana").id }), boundary: noAssume },
            user("ana"),
            "explicit-deny",
        ],
        [
            "a trust policy must allow by itself",
            logic("Resource-based policies"),
            { trust: trust({ AWS: user("bo").id }), identity: [allowAll] },
            user("ana"),
            "trust",
        ],
        [
            "an account that is named passes the question on",
            logic("Resource-based policies"),
            { trust: toAccount, identity: [mayAssume], boundary: nothing },
            user("ana"),
            "boundary",
        ],
        [
            "another account: both must allow",
            crossAccount,
            { trust: trust({ AWS: user("bo", "444455556666").id }), identity: [mayAssume] },
            user("bo", "444455556666"),
            "allowed",
        ],
        [
            "another account: its own policy is missing",
            crossAccount,
            { trust: trust({ AWS: user("bo", "444455556666").id }) },
            user("bo", "444455556666"),
            "implicit-deny",
        ],
        [
            "another account: the trust is missing",
            crossAccount,
            { trust: toAccount, identity: [mayAssume] },
            user("bo", "444455556666"),
            "trust",
        ],
        [
            "another account: its boundary limits",
            crossAccount,
            {
                trust: trust({ AWS: user("bo", "444455556666").id }),
                identity: [mayAssume],
                boundary: nothing,
            },
            user("bo", "444455556666"),
            "boundary",
        ],
        [
            "another account: a Deny on either side",
            crossAccount,
            {
                trust: trust({ AWS: user("bo", "444455556666").id }),
                identity: [mayAssume, noAssume],
            },
            user("bo", "444455556666"),
            "explicit-deny",
        ],
    ] as const
).map(([name, source, policies, who, reason]) => ({
    name,
    source,
    policies,
    request: request("sts:AssumeRole", role, {}, who),
    reason,
}));
