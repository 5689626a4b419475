import type { StackConfig } from "../../engine/project";
import { readOwnProject } from "../../engine/project";
import type { Roster } from "../../model/roster";
import { organizationStack } from "../../planners/resources";
import { sandboxFolders } from "../../sandbox/environment";
import { FaultInjection } from "../../sandbox/faultInjection";
import { parseFaults } from "../../sandbox/faults";
import { World } from "../../sandbox/world";
import { createAwsReader } from "../../systems/aws";
import type { AwsConnection } from "../../systems/awsClients";
import { createGitHubReader } from "../../systems/github";
import type { GitHubConnection } from "../../systems/githubClient";
import { createSandboxReader } from "../../systems/sandbox";
import type { SandboxReader, SandboxWorld } from "../../systems/sandboxWorld";
import type { AccessReader, System } from "../../systems/system";
import { createVaultReader } from "../../systems/vault";
import type { Invocation } from "../invocation";
import type { Mode } from "../mode";

/** The systems of a roster. */
export function systemsOf({ organization }: Roster): System[] {
    return [
        "github",
        ...(organization.aws ? (["aws"] as const) : []),
        ...(organization.vault ? (["vault"] as const) : []),
    ];
}

/** A reader for each system of the roster; in the sandbox its faults come in here too. */
export async function openReaders(
    invocation: Invocation,
    mode: Mode,
    roster: Roster,
): Promise<AccessReader[]> {
    return mode === "live" ? liveReaders(invocation, roster) : sandboxReaders(invocation, roster);
}

async function liveReaders(invocation: Invocation, roster: Roster): Promise<AccessReader[]> {
    const { io } = invocation;
    const { configs } = await readOwnProject(io.folder);
    const { GITHUB_BASE_URL, VAULT_TOKEN = "" } = io.environment;
    const readers = {
        github: () => createGitHubReader(roster, gitHubConnection(invocation, GITHUB_BASE_URL)),
        aws: () => createAwsReader(roster, awsConnection(roster, configs)),
        vault: () => createVaultReader(roster, { token: VAULT_TOKEN }),
    };
    return systemsOf(roster).map((system) => readers[system]());
}

/** With the token of the environment, to the server at an address as the provider takes it. */
export function gitHubConnection({ io, note }: Invocation, address = ""): GitHubConnection {
    return {
        token: io.environment.GITHUB_TOKEN ?? "",
        longestPauseSeconds: 120,
        report: note,
        ...(address ? { baseUrl: restUrl(address) } : {}),
    };
}

/** The provider takes the server's own address; GitHub's REST API is below that. */
function restUrl(address: string): string {
    const server = address.replace(/\/+$/, "");
    return /^https:\/\/api\.|\/api\/v3$/.test(server) ? server : `${server}/api/v3`;
}

/**
 * As the stacks reach Identity Center, so do we: org's settings first, for it has no other account. IAM
 * users are looked for in the accounts for which a stack names a role.
 */
function awsConnection(
    { environments }: Roster,
    configs: Readonly<Record<string, StackConfig>>,
): AwsConnection {
    const stacks = [organizationStack, ...environments.keys()];
    const first = (key: string) =>
        stacks.map((stack) => configs[stack]?.[key]).find((value) => typeof value === "string");
    const profile = first("rollcall:identityCenterProfile");
    const roleArn = first("rollcall:identityCenterRoleArn");
    const accounts = [...environments.values()].flatMap(({ key, aws }) => {
        const role = configs[key]?.["rollcall:accountRoleArn"];
        return aws && typeof role === "string" ? [{ accountId: aws.accountId, roleArn: role }] : [];
    });
    return {
        ...(typeof profile === "string" ? { profile } : {}),
        ...(typeof roleArn === "string" ? { roleArn } : {}),
        accounts,
    };
}

function sandboxReaders({ io, home }: Invocation, roster: Roster): AccessReader[] {
    const folder = sandboxFolders(home).world;
    const faults = new FaultInjection(parseFaults(io.environment.ROLLCALL_SANDBOX_FAULTS), folder);
    const world = remembering(new World(folder));
    return systemsOf(roster).map((system) =>
        createSandboxReader(roster, system, {
            world,
            around: (operation, target, work) => faults.around(operation, target, work),
        }),
    );
}

/** Reads each collection once until something is changed: everybody is looked for in all of them. */
function remembering(world: World): SandboxWorld {
    let lists = new Map<string, readonly unknown[]>();
    const list: SandboxReader["list"] = (collection) => {
        const known = lists.get(collection) ?? world.list(collection);
        lists.set(collection, known);
        return known as ReturnType<typeof list<typeof collection>>;
    };
    return {
        list,
        read: (collection, key) => world.read(collection, key),
        transaction: (work) => {
            lists = new Map();
            return world.transaction(work);
        },
    };
}
