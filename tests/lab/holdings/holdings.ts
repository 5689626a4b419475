import type { Roster } from "../../../model/roster";
import { GitHubClient } from "../../../systems/githubClient";
import { accountSettings } from "../servers/awsAccount";
import { VaultView } from "../vaultView";
import { accounts, center, type WholeLab } from "../wholeLab";
import { accountHoldings, awsInWorld, centerHoldings } from "./aws";
import { type Fact, linesOf } from "./fact";
import { gitHubHoldings, gitHubInWorld } from "./gitHub";
import { vaultHoldings, vaultInWorld } from "./vault";

/** What there is on the one and in the other, a line each, by system. */
export interface Holdings {
    readonly github: readonly string[];
    readonly aws: readonly string[];
    readonly vault: readonly string[];
}

/** As the systems' own APIs tell it. */
export async function holdingsOf({ live, servers }: WholeLab): Promise<Holdings> {
    const { github, gitHubToken: token, vault, issuer } = servers;
    const client = new GitHubClient({ token, baseUrl: `${github.url}api/v3` });
    const view = new VaultView(vault.address, "acme");
    const mounts = Object.keys(accounts).map((each) => `kv-${each}`);
    return {
        github: linesOf(await gitHubHoldings(client)),
        aws: linesOf(await holdingsInAws(servers, live.read())),
        vault: linesOf(await vaultHoldings(view, vault.token, { mounts, issuer: issuer.url })),
    };
}

async function holdingsInAws({ aws }: WholeLab["servers"], { leavers }: Roster): Promise<Fact[]> {
    const ids = Object.values(accounts);
    const parts = ids.map(async (accountId) => {
        return accountHoldings(
            accountId,
            await accountSettings(aws, { accountId, region: "eu-west-1" }),
        );
    });
    const shared = centerHoldings(await accountSettings(aws, center), ids, leavers);
    return (await Promise.all([shared, ...parts])).flat();
}

export function holdingsInSandbox({ twin }: WholeLab): Holdings {
    const { world } = twin;
    return {
        github: linesOf(gitHubInWorld(world)),
        aws: linesOf(awsInWorld(world, twin.read().leavers)),
        vault: linesOf(vaultInWorld(world)),
    };
}
