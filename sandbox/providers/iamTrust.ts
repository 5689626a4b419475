import { type PolicyDocument, type PolicyStatement, parsePolicy } from "../../model/iam";
import type { WorldReader } from "../world";
import { iamError, iamKey } from "./iamApi";
import { policyLength, policyProblem } from "./iamPolicy";

/** IAM's default limit for a trust policy, in characters without white space. */
const longestTrustPolicy = 2_048;

/**
 * Refuses a trust policy that IAM refuses: one that it cannot read, one that names a user or role that does
 * not exist, one that trusts GitHub without a condition on the subject, and one that is too long.
 *
 * Like IAM, it does not check that an OIDC provider exists: STS does, when a token arrives.
 *
 * Sources: IAM User Guide, "Identity-provider controls for shared OIDC providers" and "IAM and AWS STS
 * quotas".
 */
export function refuseTrust(world: WorldReader, operation: string, document: string): void {
    const malformed = (message: string) => iamError(operation, "MalformedPolicyDocument", message);
    const reading = parsePolicy(document, "trust");
    if (!reading.ok) throw malformed(policyProblem(document, "trust") ?? "invalid");
    const problem = principalProblem(world, reading.policy) ?? sharedProblem(reading.policy);
    if (problem !== undefined) throw malformed(problem);
    if (policyLength(document) > longestTrustPolicy) {
        const message = `Cannot exceed quota for ACLSizePerRole: ${longestTrustPolicy}`;
        throw iamError(operation, "LimitExceeded", message);
    }
}

function principalProblem(world: WorldReader, { statements }: PolicyDocument): string | undefined {
    for (const { type, id } of statements.flatMap(({ principals }) => principals?.entries ?? [])) {
        if (type === "AWS" && isMissing(world, id)) {
            return `Invalid principal in policy: "AWS":"${id}"`;
        }
        if (type === "Federated" && !federatedForm.test(id)) {
            return "Federated principals must be valid domain names or SAML metadata ARNs";
        }
    }
    return undefined;
}

const federatedForm =
    /^(arn:aws[a-z-]*:iam::\d{12}:(oidc|saml)-provider\/.+|[a-z0-9-]+(\.[a-z0-9-]+)+)$/;

/** Only for accounts in the world is it known which users and roles exist. */
function isMissing(world: WorldReader, arn: string): boolean {
    const [, accountId = "", kind, name = ""] =
        /^arn:aws[a-z-]*:iam::(\d{12}):(role|user)\/(?:.+\/)?([^/]+)$/.exec(arn) ?? [];
    if (kind === undefined || world.read("aws/accounts", accountId) === undefined) return false;
    const collection = kind === "role" ? "aws/iamRoles" : "aws/iamUsers";
    return world.read(collection, iamKey(accountId, name))?.arn !== arn;
}

const sharedProvider = "token.actions.githubusercontent.com";

/** GitHub issues tokens to everybody: without a condition on the subject, anyone could assume the role. */
function sharedProblem({ statements }: PolicyDocument): string | undefined {
    const open = statements.find(
        (statement) => trustsGitHub(statement) && !looksAtSubject(statement),
    );
    return open && `the trust policy must evaluate ${sharedProvider}:sub, with more than wildcards`;
}

function trustsGitHub({ effect, principals }: PolicyStatement): boolean {
    if (effect === "Deny") return false;
    const entries = principals?.entries ?? [];
    return entries.some(({ type, id }) => type === "Federated" && id.endsWith(sharedProvider));
}

function looksAtSubject({ conditions }: PolicyStatement): boolean {
    return conditions.some(
        ({ key, values }) =>
            key.toLowerCase() === `${sharedProvider}:sub` &&
            values.every((value) => /[^*?]/.test(value)),
    );
}
