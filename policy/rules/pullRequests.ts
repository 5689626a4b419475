import { parseAction } from "../../model/iam/iamPattern";
import { readsOnly } from "../../model/rules/awsServices";
import { readingPolicies } from "../../model/rules/managedPolicies";
import type { Given } from "./documents";
import { allowancesOf, awsPolicyName, givenBy, readDocument } from "./documents";
import type { Properties, StackFinding, StackResource } from "./rule";
import { known, text } from "./rule";
import { claimsOf, trusting } from "./trustClaims";

const roleType = "aws:iam/role:Role";

/** Sees only the role's own policies: those attached from elsewhere are visible only in the whole stack. */
export function judgePullRequests(role: Properties): string[] {
    const subject = pullRequestOf(role);
    const what = subject && writingOf(givenOf(roleType, role));
    return what ? [describeWriting(subject, what)] : [];
}

export function judgeAttachments(resources: readonly StackResource[]): StackFinding[] {
    return resources
        .filter(({ type }) => type === roleType)
        .flatMap((role) => {
            const subject = known(() => pullRequestOf(role.properties));
            if (!subject) return [];
            const what = resources
                .filter(({ type }) => type !== roleType && type in givenBy)
                .map((other) =>
                    known(() =>
                        belongsTo(other, role)
                            ? writingOf(givenOf(other.type, other.properties))
                            : undefined,
                    ),
                )
                .find((found) => found !== undefined);
            return what ? [{ urn: role.urn, message: describeWriting(subject, what) }] : [];
        });
}

function belongsTo({ properties, sources }: StackResource, role: StackResource): boolean {
    const name = text(role.properties.name);
    return (
        (sources.role ?? []).includes(role.urn) ||
        (name !== undefined && text(properties.role) === name)
    );
}

function pullRequestOf({ assumeRolePolicy }: Properties): string | undefined {
    const reading = readDocument(assumeRolePolicy, "trust");
    if (!("policy" in reading)) return undefined;
    return trusting(reading.policy)
        .flatMap(({ conditions }) => claimsOf(conditions).values("sub"))
        .find((subject) => /:pull_request$/.test(subject));
}

function givenOf(type: string, properties: Properties): Given {
    return givenBy[type]?.(properties) ?? { documents: [], managed: [] };
}

/** The first permission that does more than read. */
function writingOf({ documents, managed }: Given): string | undefined {
    const policy = managed.find((arn) => !readingPolicies.has(awsPolicyName(arn) ?? ""));
    if (policy) return policy;
    return documents
        .flatMap((source) => {
            const reading = readDocument(source, "identity");
            return "policy" in reading ? allowancesOf(reading.policy) : [];
        })
        .flatMap(({ actions }) => actions)
        .find((action) => {
            const { service, name } = parseAction(action);
            return !readsOnly(service, name);
        });
}

function describeWriting(subject: string, what: string): string {
    return (
        `trusts pull requests (${subject}) and may do more than read (${what}), which whoever ` +
        "opens one gets: trust an environment, or only let it read"
    );
}
