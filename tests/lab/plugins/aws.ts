import { aws as sandboxAws } from "../../../sandbox/providers/aws";
import { type AwsApi, configureAws } from "./awsApi";
import { iamTypes } from "./awsIam";
import { iamUserTypes } from "./awsIamUser";
import { identityCenter } from "./awsIdentityCenter";
import { secretsManagerTypes } from "./awsSecrets";
import type { RemoteProvider } from "./remoteCalls";

/** The sandbox's AWS on a server that answers as AWS does: the same schema, other effects. */
export const aws: RemoteProvider<AwsApi> = {
    name: "aws",
    schema: sandboxAws as RemoteProvider<AwsApi>["schema"],
    configure: configureAws,
    resources: { ...identityCenter, ...iamTypes, ...iamUserTypes, ...secretsManagerTypes },
};
