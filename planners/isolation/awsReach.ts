import { evaluate, parsePolicy } from "../../model/iam";
import { anyText, parseGlob } from "../../model/iam/glob";
import { hasWildcard } from "../../model/iam/iamPattern";
import type { Statement } from "../../model/roster";
import type { Pattern } from "./globsMeet";
import { anyPart, globsMeet } from "./globsMeet";

/**
 * How a statement's resource relates to an account that is not the statement's own: `names` if it
 * covers that account and not its own, `spans` if it covers both, as `*` does.
 */
export type Bearing = "names" | "spans";

/** Source: IAM User Guide, "AWS global condition context keys", aws:ResourceAccount. */
const resourceAccount = "aws:ResourceAccount";

/** How a resource relates to another account; undefined where it does not. */
export function bearingOn(resource: string, own: string, other: string): Bearing | undefined {
    const account = resource.split(":", 5)[4];
    if (!hasWildcard(account === undefined ? resource : prefixOf(resource))) {
        return account === other ? "names" : undefined;
    }
    const pattern = parseGlob(resource);
    if (!globsMeet(pattern, anythingIn(other))) return undefined;
    // A star matches colons too: `arn:*:333333333333:*` matches any ARN with that text, but means
    // one account.
    const parts = resource.split(":");
    const means = parts.includes(other) && !parts.includes(own);
    return means || !globsMeet(pattern, anythingIn(own)) ? "names" : "spans";
}

/** The first five parts, in which a wildcard may stand for an account. */
function prefixOf(resource: string): string {
    return resource.split(":", 5).join(":");
}

/** Whether a resource can match a role of an account. */
export function includesRole(resource: string, account: string): boolean {
    return globsMeet(parseGlob(resource), [
        ..."arn:",
        anyPart,
        ...`:iam::${account}:role/`,
        anyText,
    ]);
}

/** Every ARN of an account: `arn:PARTITION:SERVICE:REGION:ACCOUNT:...` */
function anythingIn(account: string): Pattern {
    return [..."arn:", anyPart, ":", anyPart, ":", anyPart, ":", ...account, ":", anyText];
}

/**
 * Whether a statement's conditions leave room for a resource of another account. Conditions on anything
 * other than the resource's account are assumed to hold.
 */
export function allowsAccount(conditions: Statement["conditions"], account: string): boolean {
    const known = Object.entries(conditions).flatMap(([operator, keys]) => {
        const about = Object.entries(keys).filter(([key]) => isResourceAccount(key));
        return about.length > 0 ? [[operator, Object.fromEntries(about)] as const] : [];
    });
    if (known.length === 0) return true;
    const reading = parsePolicy(
        {
            Version: "2012-10-17",
            Statement: {
                Effect: "Allow",
                Action: "*",
                Resource: "*",
                Condition: Object.fromEntries(known),
            },
        },
        "identity",
    );
    if (!reading.ok) return true;
    const request = {
        action: "sts:AssumeRole",
        resource: "*",
        context: { [resourceAccount]: account },
    };
    return evaluate(request, { identity: [reading.policy] }).allowed;
}

function isResourceAccount(name: string): boolean {
    return name.toLowerCase() === resourceAccount.toLowerCase();
}
