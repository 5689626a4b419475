import {
    DatabaseLogin,
    DeployEnvironment,
    EnvironmentAccess,
    EnvironmentSecrets,
    EnvironmentWorkloads,
    OrganizationAccess,
    PersonAccess,
    PersonIdentity,
    RoleAccess,
    RotatedSecret,
    TeamAccess,
    TrustAnchor,
    WorkloadIdentity,
} from "@access-as-code/rollcall";
import { componentProviderHost } from "@pulumi/pulumi/provider/experimental";

/** Serves the components to programs in any language; `schema.json` is what those see. */
void componentProviderHost({
    name: "rollcall",
    namespace: "access-as-code",
    dirname: __dirname,
    components: [
        DatabaseLogin,
        DeployEnvironment,
        EnvironmentAccess,
        EnvironmentSecrets,
        EnvironmentWorkloads,
        OrganizationAccess,
        PersonAccess,
        PersonIdentity,
        RoleAccess,
        RotatedSecret,
        TeamAccess,
        TrustAnchor,
        WorkloadIdentity,
    ],
});
