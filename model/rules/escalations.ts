/** A known way in which a holder can raise their own rights. All of its actions are needed. */
export interface EscalationPath {
    /** Its names where it was published: `pathfinding lambda-001, rhino 15`. */
    readonly source: string;
    readonly actions: readonly string[];
    /** Continues after "which". */
    readonly how: string;
}

/**
 * Where paths are published:
 * - `pathfinding`: Datadog, pathfinding.cloud, by its ids (Apache-2.0), of 17 December 2025
 * - `rhino`: Rhino Security Labs, "AWS IAM Privilege Escalation - Methods and Mitigation", by number
 * - `bishopfox`: Bishop Fox, IAM Vulnerable, by the name of its Terraform file
 * - `aws`: AWS Service Authorization Reference, by what the action is said to permit
 */
type Row = readonly [source: string, actions: string];

const gives: readonly Row[] = [
    ["pathfinding iam-013, rhino 13", "iam:AddUserToGroup"],
    ["pathfinding iam-010, rhino 8", "iam:AttachGroupPolicy"],
    ["pathfinding iam-009, rhino 9", "iam:AttachRolePolicy"],
    ["pathfinding iam-008, rhino 7", "iam:AttachUserPolicy"],
    ["pathfinding iam-011, rhino 11", "iam:PutGroupPolicy"],
    ["pathfinding iam-005, rhino 12", "iam:PutRolePolicy"],
    ["pathfinding iam-007, rhino 10", "iam:PutUserPolicy"],
];
const rewrites: readonly Row[] = [
    ["pathfinding iam-001, rhino 1", "iam:CreatePolicyVersion"],
    ["rhino 2", "iam:SetDefaultPolicyVersion"],
];
const impersonates: readonly Row[] = [
    ["pathfinding iam-002, rhino 4", "iam:CreateAccessKey"],
    ["pathfinding iam-004, rhino 5", "iam:CreateLoginProfile"],
    ["aws", "iam:CreateServiceSpecificCredential"],
    ["aws", "iam:ResetServiceSpecificCredential"],
    ["pathfinding iam-006, rhino 6", "iam:UpdateLoginProfile"],
];
const retrusts: readonly Row[] = [
    ["pathfinding iam-012, rhino 14", "iam:UpdateAssumeRolePolicy"],
    ["aws", "iam:UpdateSAMLProvider"],
];
const unlimits: readonly Row[] = [
    ["aws", "iam:DeleteGroupPolicy"],
    ["aws", "iam:DeleteRolePermissionsBoundary"],
    ["aws", "iam:DeleteRolePolicy"],
    ["aws", "iam:DeleteUserPermissionsBoundary"],
    ["aws", "iam:DeleteUserPolicy"],
    ["aws", "iam:DetachGroupPolicy"],
    ["aws", "iam:DetachRolePolicy"],
    ["aws", "iam:DetachUserPolicy"],
    ["aws", "iam:PutRolePermissionsBoundary"],
    ["aws", "iam:PutUserPermissionsBoundary"],
    ["aws", "organizations:DeletePolicy"],
    ["aws", "organizations:DetachPolicy"],
    ["aws", "organizations:DisablePolicyType"],
    ["aws", "organizations:LeaveOrganization"],
    ["aws", "organizations:MoveAccount"],
    ["aws", "organizations:UpdatePolicy"],
];

const hijacks = "lets its holder act as the role of whatever runs there: name the resources";

/** Each is enough by itself, on whatever resource. */
export const singlePaths: readonly EscalationPath[] = [
    ...paths("gives permissions to a principal", gives),
    ...paths("changes what an attached policy allows", rewrites),
    ...paths("makes credentials of somebody else", impersonates),
    ...paths("changes who may assume a role", retrusts),
    ...paths("removes a limit", unlimits),
    ...paths("acts as an account's root user", [["aws", "sts:AssumeRoot"]]),
];

/** `iam:PassRole` and these: something new runs with a role that is passed to it. */
export const passingPaths: readonly EscalationPath[] = paths("runs as the role", [
    ["pathfinding apprunner-001", "apprunner:CreateService"],
    [
        "pathfinding bedrock-001",
        "bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession " +
            "bedrock-agentcore:InvokeCodeInterpreter",
    ],
    ["pathfinding cloudformation-001, rhino 20", "cloudformation:CreateStack"],
    [
        "pathfinding cloudformation-003",
        "cloudformation:CreateStackSet cloudformation:CreateStackInstances",
    ],
    ["pathfinding cloudformation-004", "cloudformation:UpdateStackSet"],
    [
        "pathfinding codebuild-001, bishopfox codeBuild",
        "codebuild:CreateProject codebuild:StartBuild",
    ],
    ["pathfinding codebuild-004", "codebuild:CreateProject codebuild:StartBuildBatch"],
    [
        "pathfinding datapipeline-001, rhino 21",
        "datapipeline:CreatePipeline datapipeline:PutPipelineDefinition " +
            "datapipeline:ActivatePipeline",
    ],
    ["pathfinding ec2-001, rhino 3", "ec2:RunInstances"],
    ["pathfinding ec2-003", "ec2:RequestSpotInstances"],
    ["pathfinding ecs-001", "ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService"],
    ["pathfinding ecs-002", "ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask"],
    ["pathfinding ecs-003", "ecs:RegisterTaskDefinition ecs:CreateService"],
    ["pathfinding ecs-004", "ecs:RegisterTaskDefinition ecs:RunTask"],
    ["pathfinding ecs-005", "ecs:RegisterTaskDefinition ecs:StartTask"],
    ["pathfinding glue-001, rhino 18", "glue:CreateDevEndpoint"],
    ["pathfinding glue-003", "glue:CreateJob glue:StartJobRun"],
    ["pathfinding glue-004", "glue:CreateJob glue:CreateTrigger"],
    ["pathfinding glue-005", "glue:UpdateJob glue:StartJobRun"],
    ["pathfinding glue-006", "glue:UpdateJob glue:CreateTrigger"],
    ["pathfinding lambda-001, rhino 15", "lambda:CreateFunction lambda:InvokeFunction"],
    ["pathfinding lambda-002, rhino 16", "lambda:CreateFunction lambda:CreateEventSourceMapping"],
    ["pathfinding lambda-006", "lambda:CreateFunction lambda:AddPermission"],
    ["pathfinding sagemaker-001, bishopfox sageMaker", "sagemaker:CreateNotebookInstance"],
    ["pathfinding sagemaker-002, bishopfox sageMaker", "sagemaker:CreateTrainingJob"],
    ["pathfinding sagemaker-003, bishopfox sageMaker", "sagemaker:CreateProcessingJob"],
]);

/**
 * Something that is already running is made to act for the holder, with its own role. A deployer needs
 * that for their own service: so it counts only where a statement excludes nothing of the AWS service.
 */
export const hijackingPaths: readonly EscalationPath[] = paths(hijacks, [
    ["pathfinding apprunner-002", "apprunner:UpdateService"],
    [
        "pathfinding bedrock-002",
        "bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter",
    ],
    ["pathfinding cloudformation-002, bishopfox cloudFormation", "cloudformation:UpdateStack"],
    [
        "pathfinding cloudformation-005",
        "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet",
    ],
    ["pathfinding codebuild-002", "codebuild:StartBuild"],
    ["pathfinding codebuild-003", "codebuild:StartBuildBatch"],
    ["pathfinding ec2-002", "ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances"],
    ["pathfinding ec2-004", "ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate"],
    [
        "pathfinding ec2instanceconnect-003, bishopfox ec2InstanceConnect",
        "ec2-instance-connect:SendSSHPublicKey",
    ],
    ["pathfinding glue-002, rhino 19", "glue:UpdateDevEndpoint"],
    ["pathfinding lambda-003 lambda-004 lambda-005, rhino 17", "lambda:UpdateFunctionCode"],
    [
        "pathfinding sagemaker-004, bishopfox sageMaker",
        "sagemaker:CreatePresignedNotebookInstanceUrl",
    ],
    [
        "pathfinding sagemaker-005",
        "sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StopNotebookInstance " +
            "sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance",
    ],
    ["pathfinding ssm-001, bishopfox ssmStartSession", "ssm:StartSession"],
    ["pathfinding ssm-002, bishopfox ssmSendCommand", "ssm:SendCommand"],
]);

function paths(how: string, rows: readonly Row[]): EscalationPath[] {
    return rows.map(([source, actions]) => ({ source, actions: actions.split(" "), how }));
}

/** Action in lower case -> as AWS writes it, and how it escalates. */
export const escalations: ReadonlyMap<string, { readonly action: string; readonly how: string }> =
    new Map(
        singlePaths.flatMap(({ how, actions }) =>
            actions.map((action) => [action.toLowerCase(), { action, how }] as const),
        ),
    );

/**
 * Services that decide who is given which permission set: whatever writes there escalates.
 *
 * Source: AWS Service Authorization Reference of IAM Identity Center (`sso`, `sso-directory`) and
 * Identity Store (`identitystore`).
 */
export const identityServices: ReadonlySet<string> = new Set([
    "identitystore",
    "sso",
    "sso-directory",
]);

/** Actions that begin with one of these only read, in all of {@link identityServices}. */
export const identityReads = ["describe", "get", "is", "list", "search"];

/**
 * Where Vault keeps who gets which policy, and what policies say: whoever writes there can give
 * themselves any. A token's calls on itself (`auth/token/renew-self`) are not among these.
 *
 * Source: Vault HTTP API, https://developer.hashicorp.com/vault/api-docs: auth methods, identity,
 * /sys/auth, /sys/policies, /sys/policy.
 */
export const vaultAuthorities = ["auth/", "identity/", "sys/auth/", "sys/policies/", "sys/policy/"];
export const vaultSelf = /^auth\/token\/[a-z]+-self$/;
