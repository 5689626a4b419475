import type { Reason } from "../../../../model/iam/decision";
import type { RequestContext } from "../../../../model/iam/request";
import type { DecisionCase } from "./case";
import { document, request } from "./case";
import { everything } from "./example";
import { aws, role, trust, user } from "./principals";

function assuming(
    page: string,
    section: string,
    policy: unknown,
    rows: readonly (readonly [string, RequestContext, Reason])[],
    who = user("ana"),
): DecisionCase[] {
    return rows.map(([name, context, reason]) => ({
        name,
        source: { page, section },
        policies: { trust: policy, identity: [document(everything)] },
        request: request("sts:AssumeRole", role, context, who),
        reason,
    }));
}

const deputy = "The confused deputy problem";
export const roleExampleCases: readonly DecisionCase[] = [
    ...assuming(
        deputy,
        "Cross-account confused deputy prevention",
        trust({ AWS: "444455556666" }, { StringEquals: { "sts:ExternalId": "12345" } }),
        [
            ["the external id", { "sts:ExternalId": "12345" }, "allowed"],
            ["another customer's external id", { "sts:ExternalId": "67890" }, "trust"],
            ["no external id", {}, "trust"],
        ],
        user("deputy", "444455556666"),
    ),
    ...assuming(
        deputy,
        "Cross-service confused deputy prevention",
        trust(
            { Service: "ssm-incidents.amazonaws.com" },
            {
                ArnLike: {
                    "aws:SourceArn": "arn:aws:ssm-incidents:*:111122223333:incident-record/plan/*",
                },
            },
        ),
        [
            [
                "a service for one's own resource",
                {
                    "aws:SourceArn":
                        "arn:aws:ssm-incidents:eu-west-1:111122223333:incident-record/plan/7",
                },
                "allowed",
            ],
            [
                "a service for another account's",
                {
                    "aws:SourceArn":
                        "arn:aws:ssm-incidents:eu-west-1:444455556666:incident-record/plan/7",
                },
                "trust",
            ],
        ],
        { type: "Service", id: "ssm-incidents.amazonaws.com" },
    ),
    ...assuming(
        "IAM and AWS STS condition context keys",
        "sts:RoleSessionName",
        trust(
            { AWS: "111122223333" },
            { StringLike: { "sts:RoleSessionName": "${aws:username}" } },
        ),
        [
            [
                "the user's name for the session",
                { "sts:RoleSessionName": "ana", "aws:username": "ana" },
                "allowed",
            ],
            ["another name", { "sts:RoleSessionName": "bo", "aws:username": "ana" }, "trust"],
            ["a session has no user name", { "sts:RoleSessionName": "ana" }, "trust"],
        ],
        aws("arn:aws:iam::111122223333:user/ana"),
    ),
];
