import { defined, isMap, number, text, texts, type Values } from "../../../sandbox/values";
import { type AwsApi, gone, ifThere } from "./awsApi";
import type { RemoteType } from "./remoteCalls";

type AwsType = RemoteType<AwsApi>;

const policy: AwsType = {
    async create({ iam }, inputs) {
        const { Policy } = await iam.createPolicy({
            PolicyName: text(inputs, "name"),
            Path: text(inputs, "path") || "/",
            Description: text(inputs, "description"),
            PolicyDocument: text(inputs, "policy"),
        });
        return Policy?.Arn ?? "";
    },
    async read({ iam }, id) {
        const found = (await ifThere(iam.getPolicy({ PolicyArn: id })))?.Policy;
        if (found === undefined) return undefined;
        const VersionId = found.DefaultVersionId;
        const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn: id, VersionId });
        return defined({
            ...{ arn: id, name: found.PolicyName, path: found.Path },
            ...{ description: found.Description, policyId: found.PolicyId },
            policy: decodeURIComponent(PolicyVersion?.Document ?? ""),
        });
    },
    async update({ iam }, id, inputs) {
        const document = text(inputs, "policy");
        const others = await otherVersions(iam, id);
        const [oldest] = others;
        if (oldest !== undefined && others.length === mostVersions - 1) {
            await iam.deletePolicyVersion({ PolicyArn: id, VersionId: oldest });
        }
        await iam.createPolicyVersion({
            ...{ PolicyArn: id, PolicyDocument: document, SetAsDefault: true },
        });
    },
    async delete({ iam }, id) {
        for (const VersionId of await otherVersions(iam, id)) {
            await iam.deletePolicyVersion({ PolicyArn: id, VersionId });
        }
        await gone(iam.deletePolicy({ PolicyArn: id }));
    },
};

const mostVersions = 5;

/** Those that are not in force, oldest first. */
async function otherVersions(iam: AwsApi["iam"], PolicyArn: string): Promise<string[]> {
    const found = await ifThere(iam.listPolicyVersions({ PolicyArn }));
    const others = (found?.Versions ?? []).filter(({ IsDefaultVersion }) => !IsDefaultVersion);
    const number = (id: string) => Number(id.slice(1));
    return others
        .flatMap(({ VersionId }) => VersionId ?? [])
        .sort((one, other) => number(one) - number(other));
}

const oidcProvider: AwsType = {
    async create({ iam }, inputs) {
        const made = await iam.createOpenIDConnectProvider({
            Url: text(inputs, "url"),
            ClientIDList: texts(inputs, "clientIdLists"),
            ThumbprintList: texts(inputs, "thumbprintLists"),
        });
        return made.OpenIDConnectProviderArn ?? "";
    },
    async read({ iam }, id) {
        const asked = { OpenIDConnectProviderArn: id };
        const found = await ifThere(iam.getOpenIDConnectProvider(asked));
        return (
            found &&
            defined({
                ...{ arn: id, url: found.Url?.replace(/^https:\/\//, "") },
                clientIdLists: found.ClientIDList,
                thumbprintLists: found.ThumbprintList,
            })
        );
    },
    async update({ iam }, id, inputs, state) {
        const OpenIDConnectProviderArn = id;
        const [given, before] = [inputs, state].map((each) => texts(each, "clientIdLists"));
        for (const ClientID of given ?? []) {
            if (before?.includes(ClientID)) continue;
            await iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID });
        }
        for (const ClientID of before ?? []) {
            if (given?.includes(ClientID)) continue;
            const asked = { OpenIDConnectProviderArn, ClientID };
            await iam.removeClientIDFromOpenIDConnectProvider(asked);
        }
        const ThumbprintList = texts(inputs, "thumbprintLists");
        if (ThumbprintList.length === 0) return;
        const asked = { OpenIDConnectProviderArn, ThumbprintList };
        await iam.updateOpenIDConnectProviderThumbprint(asked);
    },
    delete: ({ iam }, id) =>
        gone(iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: id })),
};

/** Its inline and managed policies are its own: what it is not told of goes. */
const role: AwsType = {
    async create({ iam }, inputs) {
        const name = text(inputs, "name");
        const boundary = text(inputs, "permissionsBoundary");
        await iam.createRole({
            RoleName: name,
            Path: text(inputs, "path") || "/",
            Description: text(inputs, "description"),
            AssumeRolePolicyDocument: text(inputs, "assumeRolePolicy"),
            MaxSessionDuration: number(inputs, "maxSessionDuration"),
            ...(boundary === "" ? {} : { PermissionsBoundary: boundary }),
        });
        await writePolicies(iam, name, inputs, {});
        return name;
    },
    async read({ iam }, id) {
        const found = (await ifThere(iam.getRole({ RoleName: id })))?.Role;
        if (found === undefined) return undefined;
        const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName: id });
        const inlinePolicies = await Promise.all(
            PolicyNames.map(async (PolicyName) => {
                const { PolicyDocument = "" } = await iam.getRolePolicy({
                    RoleName: id,
                    PolicyName,
                });
                return { name: PolicyName, policy: decodeURIComponent(PolicyDocument) };
            }),
        );
        const attached = await iam.listAttachedRolePolicies({ RoleName: id });
        return defined({
            ...{ name: id, arn: found.Arn, uniqueId: found.RoleId, path: found.Path },
            description: found.Description,
            assumeRolePolicy: decodeURIComponent(found.AssumeRolePolicyDocument ?? ""),
            maxSessionDuration: found.MaxSessionDuration,
            permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
            createDate: found.CreateDate?.toISOString(),
            inlinePolicies,
            managedPolicyArns: (attached.AttachedPolicies ?? []).map(
                ({ PolicyArn }) => PolicyArn ?? "",
            ),
        });
    },
    async update({ iam }, id, inputs, state) {
        const PolicyDocument = text(inputs, "assumeRolePolicy");
        await iam.updateAssumeRolePolicy({ RoleName: id, PolicyDocument });
        await iam.updateRole({
            RoleName: id,
            Description: text(inputs, "description"),
            MaxSessionDuration: number(inputs, "maxSessionDuration"),
        });
        await writePolicies(iam, id, inputs, state);
    },
    async delete({ iam }, id, state) {
        if ((await ifThere(iam.getRole({ RoleName: id }))) === undefined) return;
        await writePolicies(iam, id, {}, state);
        await gone(iam.deleteRole({ RoleName: id }));
    },
};

async function writePolicies(iam: AwsApi["iam"], RoleName: string, inputs: Values, state: Values) {
    const [given, before] = [inlineOf(inputs), inlineOf(state)];
    for (const [PolicyName, PolicyDocument] of given) {
        await iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument });
    }
    for (const PolicyName of before.keys()) {
        if (!given.has(PolicyName)) await gone(iam.deleteRolePolicy({ RoleName, PolicyName }));
    }
    const [wanted, attached] = [inputs, state].map((each) => texts(each, "managedPolicyArns"));
    for (const PolicyArn of wanted ?? []) await iam.attachRolePolicy({ RoleName, PolicyArn });
    for (const PolicyArn of attached ?? []) {
        if (wanted?.includes(PolicyArn)) continue;
        await gone(iam.detachRolePolicy({ RoleName, PolicyArn }));
    }
}

/** An empty block names no policy: it says that there is none. */
function inlineOf(values: Values): Map<string, string> {
    const blocks = Array.isArray(values.inlinePolicies) ? values.inlinePolicies : [];
    const named = blocks.filter(isMap).filter((block) => text(block, "name") !== "");
    return new Map(named.map((block) => [text(block, "name"), text(block, "policy")]));
}

/** IAM's types that a workload's identity needs, by Pulumi's names. */
export const iamTypes: Readonly<Record<string, AwsType>> = {
    "aws:iam/policy:Policy": policy,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": oidcProvider,
    "aws:iam/role:Role": role,
};
