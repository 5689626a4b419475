import { createAwsReader } from "../../../systems/aws";
import { createGitHubReader } from "../../../systems/github";
import { createSandboxReader } from "../../../systems/sandbox";
import { subjectOf } from "../../../systems/subject";
import type { AccessReader, System } from "../../../systems/system";
import { createVaultReader } from "../../../systems/vault";
import { accountSettings } from "../servers/awsAccount";
import { center, type WholeLab } from "../wholeLab";
import type { WholeSide } from "../wholeSide";

/** What each person of the roster has by the readers of the real systems, a line each. */
export async function foundOnServers({ live, servers }: WholeLab): Promise<string[]> {
    const roster = live.read();
    const { github, gitHubToken: token, aws, vault } = servers;
    const { endpoint, credentials } = await accountSettings(aws, center);
    return findAll(live, [
        createGitHubReader(roster, { token, baseUrl: `${github.url}api/v3` }),
        createAwsReader(roster, { endpoint, credentials }),
        createVaultReader(roster, { token: vault.token }),
    ]);
}

/** The same of the sandbox's. */
export async function foundInSandbox({ twin }: WholeLab): Promise<string[]> {
    const systems: readonly System[] = ["github", "aws", "vault"];
    const { world } = twin;
    return findAll(
        twin,
        systems.map((system) => createSandboxReader(twin.read(), system, { world })),
    );
}

async function findAll(side: WholeSide, readers: readonly AccessReader[]): Promise<string[]> {
    const roster = side.read();
    const everybody = [...roster.people.values(), ...roster.leavers.values()];
    const subjects = everybody.map((person) => subjectOf(roster, person));
    const findings = await Promise.all(readers.map((reader) => reader.find(subjects)));
    const lines = findings.flatMap(({ found, unread }) => [
        ...unread.map(({ system, reason }) => `unread in ${system}: ${reason}`),
        ...found.map((each) => {
            const { person, system, kind, stack, target, permission, what, leaves } = each;
            const place = `${system} ${kind} ${stack} ${target} ${permission}`;
            return `${person} ${place}: ${what} (${[...leaves].sort().join(", ")})`;
        }),
    ]);
    return lines.sort();
}
