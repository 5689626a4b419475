import { defined, flag, text } from "../../../sandbox/values";
import { type AwsApi, gone, ifThere } from "./awsApi";
import type { RemoteType } from "./remoteCalls";

type AwsType = RemoteType<AwsApi>;

const user: AwsType = {
    async create({ iam }, inputs) {
        const boundary = text(inputs, "permissionsBoundary");
        await iam.createUser({
            UserName: text(inputs, "name"),
            Path: text(inputs, "path") || "/",
            ...(boundary === "" ? {} : { PermissionsBoundary: boundary }),
        });
        return text(inputs, "name");
    },
    async read({ iam }, id, state) {
        const found = (await ifThere(iam.getUser({ UserName: text(state, "name") || id })))?.User;
        return (
            found &&
            defined({
                ...{ name: found.UserName, arn: found.Arn, path: found.Path },
                uniqueId: found.UserId,
                permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
            })
        );
    },
    async update({ iam }, _id, inputs, state) {
        const [UserName, NewUserName] = [text(state, "name"), text(inputs, "name")];
        await iam.updateUser({ UserName, NewUserName, NewPath: text(inputs, "path") });
        const boundary = text(inputs, "permissionsBoundary");
        await (boundary === ""
            ? iam.deleteUserPermissionsBoundary({ UserName: NewUserName })
            : iam.putUserPermissionsBoundary({
                  UserName: NewUserName,
                  PermissionsBoundary: boundary,
              }));
    },
    async delete({ iam }, id, state) {
        const UserName = text(state, "name") || id;
        const keys = flag(state, "forceDestroy")
            ? (await ifThere(iam.listAccessKeys({ UserName })))?.AccessKeyMetadata
            : [];
        for (const { AccessKeyId } of keys ?? [])
            await iam.deleteAccessKey({ UserName, AccessKeyId });
        await gone(iam.deleteUser({ UserName }));
    },
};

/** `<user>:<name>` */
const userPolicy: AwsType = {
    async create({ iam }, inputs) {
        const [UserName, PolicyName] = [text(inputs, "user"), text(inputs, "name")];
        await iam.putUserPolicy({ UserName, PolicyName, PolicyDocument: text(inputs, "policy") });
        return `${UserName}:${PolicyName}`;
    },
    async read({ iam }, id) {
        const [UserName = "", PolicyName = ""] = id.split(":");
        const found = await ifThere(iam.getUserPolicy({ UserName, PolicyName }));
        const policy = decodeURIComponent(found?.PolicyDocument ?? "");
        return found && { user: UserName, name: PolicyName, policy };
    },
    async update(api, _id, inputs) {
        await userPolicy.create(api, inputs);
    },
    delete({ iam }, id) {
        const [UserName = "", PolicyName = ""] = id.split(":");
        return gone(iam.deleteUserPolicy({ UserName, PolicyName }));
    },
};

/** The secret is told when it is made, and never again. */
const accessKey: AwsType = {
    async create({ iam }, inputs) {
        const UserName = text(inputs, "user");
        const { AccessKey } = await iam.createAccessKey({ UserName });
        const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
        if (text(inputs, "status") === "Inactive") {
            await iam.updateAccessKey({ UserName, AccessKeyId, Status: "Inactive" });
        }
        return { id: AccessKeyId, told: { secret: SecretAccessKey } };
    },
    async read({ iam }, id, state) {
        const UserName = text(state, "user");
        const { AccessKeyMetadata = [] } = (await ifThere(iam.listAccessKeys({ UserName }))) ?? {};
        const found = AccessKeyMetadata.find(({ AccessKeyId }) => AccessKeyId === id);
        return (
            found &&
            defined({
                ...{ user: UserName, status: found.Status },
                createDate: found.CreateDate?.toISOString(),
            })
        );
    },
    async update({ iam }, id, inputs) {
        const Status = text(inputs, "status") === "Inactive" ? "Inactive" : "Active";
        await iam.updateAccessKey({ UserName: text(inputs, "user"), AccessKeyId: id, Status });
    },
    delete: ({ iam }, id, state) =>
        gone(iam.deleteAccessKey({ UserName: text(state, "user"), AccessKeyId: id })),
};

/** What a secret that is an access key needs, by Pulumi's names. */
export const iamUserTypes: Readonly<Record<string, AwsType>> = {
    "aws:iam/user:User": user,
    "aws:iam/userPolicy:UserPolicy": userPolicy,
    "aws:iam/accessKey:AccessKey": accessKey,
};
