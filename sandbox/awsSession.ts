import {
    type ApplicablePolicies,
    evaluate,
    explainDecision,
    type PolicyDocument,
    type PolicyKind,
    parsePolicy,
    type RequestContext,
} from "../model/iam";
import { type Instant, isoInstant } from "../model/instant";
import type { AwsIamRole } from "./collections";
import { permissionSetKey } from "./providers/awsApi";
import { iamKey, policyAt } from "./providers/iamApi";
import { refuse, type Verdict } from "./webIdentity";
import type { WorldReader } from "./world";

/** Temporary credentials, and where they come from. */
export interface AwsSession {
    /** `arn:aws:sts::111111111111:assumed-role/checkout/session` */
    readonly arn: string;
    readonly accountId: string;
    readonly roleArn: string;
    readonly issuedAt: Instant;
    readonly expiresAt: Instant;
    readonly of:
        | { readonly kind: "role"; readonly name: string; readonly uniqueId: string }
        | {
              readonly kind: "permissionSet";
              readonly permissionSetArn: string;
              readonly userId: string;
          };
    /** Condition keys that every request with these credentials has. */
    readonly context: RequestContext;
}

export interface AwsCall {
    /** `ecs:UpdateService` */
    readonly action: string;
    /** An ARN, or `*`. */
    readonly resource: string;
    /** Condition keys beyond those of the session and the time. */
    readonly context?: RequestContext;
}

/**
 * Whether a session may make a call at an instant. What counts are the policies that the world holds at
 * that instant: AWS evaluates the policies of the role or permission set at every request, however old the
 * session is.
 *
 * The documents of AWS's own managed policies are not in the world, so they allow nothing here.
 */
export function sessionCan(
    world: WorldReader,
    session: AwsSession,
    { action, resource, context }: AwsCall,
    instant: Instant,
): Verdict {
    if (instant >= session.expiresAt) {
        return refuse(`ExpiredToken: the session ended at ${isoInstant(session.expiresAt)}`);
    }
    const policies = policiesOf(world, session);
    if (typeof policies === "string") return refuse(policies);
    const decision = evaluate(
        {
            action,
            resource,
            principal: { type: "AWS", id: session.arn },
            context: { ...timeContext(instant), ...session.context, ...context },
        },
        policies,
    );
    return { granted: decision.allowed, reason: explainDecision(decision) };
}

/** The condition keys for the time and the connection, which every request has. */
export function timeContext(instant: Instant): RequestContext {
    return {
        "aws:CurrentTime": isoInstant(instant),
        "aws:EpochTime": String(Math.floor(instant / 1000)),
        "aws:SecureTransport": "true",
    };
}

/** The condition keys of an assumed role's session: IAM User Guide, "Global condition keys". */
export function sessionContext(
    { roleArn, accountId }: Pick<AwsSession, "roleArn" | "accountId">,
    userId: string,
    instant: Instant,
): RequestContext {
    return {
        "aws:PrincipalArn": roleArn,
        "aws:PrincipalAccount": accountId,
        "aws:PrincipalType": "AssumedRole",
        "aws:userid": userId,
        "aws:TokenIssueTime": isoInstant(instant),
        "aws:ViaAWSService": "false",
        "aws:PrincipalIsAWSService": "false",
    };
}

/** Parses a document from the world; throws if somebody has edited it into something invalid. */
export function readDocument(document: unknown, kind: PolicyKind): PolicyDocument {
    const reading = parsePolicy(document, kind);
    if (reading.ok) return reading.policy;
    const problems = reading.problems.map(({ path, message }) => `${path} ${message}`).join("; ");
    throw new Error(`the world holds a policy that cannot be read: ${problems}`);
}

/** The policies that apply to the session or, if its role or permission set is gone, the reason to refuse. */
function policiesOf(world: WorldReader, { of, accountId }: AwsSession) {
    if (of.kind === "permissionSet") {
        const key = permissionSetKey(of.permissionSetArn);
        if (world.read("aws/permissionSets", key) === undefined) {
            return "InvalidClientTokenId: the permission set is gone, and its role with it";
        }
        const inline = world.read("aws/inlinePolicies", key)?.document;
        return { identity: inline === undefined ? [] : [readDocument(inline, "identity")] };
    }
    const role = world.read("aws/iamRoles", iamKey(accountId, of.name));
    // A role that was deleted and created again under the same name is a different role.
    if (role?.uniqueId !== of.uniqueId) return "InvalidClientTokenId: the role is gone";
    return policiesOfRole(world, role);
}

function policiesOfRole(world: WorldReader, role: AwsIamRole): ApplicablePolicies {
    const managed = role.managedPolicies.flatMap((arn) => ownPolicy(world, role, arn) ?? []);
    const documents = [...Object.values(role.inlinePolicies), ...managed];
    const identity = documents.map((document) => readDocument(document, "identity"));
    const { permissionsBoundary: arn } = role;
    if (arn === undefined) return { identity };
    const nothing = { Version: "2012-10-17", Statement: [denyAll] };
    const boundary = ownPolicy(world, role, arn) ?? nothing;
    return { identity, boundary: readDocument(boundary, "boundary") };
}

const denyAll = { Sid: "NotKnownHere", Effect: "Deny", Action: "*", Resource: "*" };

function ownPolicy(world: WorldReader, { accountId }: AwsIamRole, arn: string): unknown {
    const found = policyAt(world, accountId, arn.slice(arn.lastIndexOf("/") + 1));
    return found?.arn === arn ? found.document : undefined;
}
