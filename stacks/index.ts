import "./withoutPositions";
import * as pulumi from "@pulumi/pulumi";
import { orderOfCommit, readCommit } from "../model/commit";
import { createGraph } from "../model/graph";
import type { Roster } from "../model/roster";
import type { Json } from "../planners/canonical";
import { findMoved, stackPlace } from "../planners/coordinates";
import { findHoldings } from "../planners/holdings";
import { findOtherHumans } from "../planners/humans";
import { organizationStack } from "../planners/resources";
import { findOlder, narrowed, revisionOf } from "../planners/revision";
import { readConfig } from "./config";
import { provisionEnvironment } from "./environment";
import { provisionOrganization } from "./org";
import type { StackOutputs } from "./previous";
import { readOrganizationOutputs, readOwnOutputs } from "./previous";
import { isNarrowing, readRoster } from "./roster";

/** The program of every stack: everything is judged before anything is registered. */
async function provision(): Promise<Record<string, unknown>> {
    const config = readConfig();
    const { stack, roster: folder, instant } = config;
    const roster = readRoster(config);
    const commit = readCommit(folder);
    const previous = await readOwnOutputs();
    refuseOtherPlace(roster, stack, previous);
    refuseOlder(roster, commit, folder, previous);
    const org = stack === organizationStack ? previous : await readOrganizationOutputs();
    // What org was told of a leaver holds here, where nothing had to go.
    if (org !== previous) refuseOlder(roster, commit, folder, org);
    if (!isNarrowing(roster, config)) refuseOtherHumans(roster, org);
    const holdings = findHoldings(createGraph(roster), instant);
    const { leaves, ...outputs } =
        stack === organizationStack
            ? await provisionOrganization(holdings, config, previous)
            : await provisionEnvironment(holdings, config, previous);
    const declared = revisionOf(roster, instant, leaves, commit);
    const revision = isNarrowing(roster, config) ? narrowed(declared, previous.revision) : declared;
    return { place: stackPlace(roster, stack), revision, ...outputs };
}

/** An approval that comes late must not give back what a newer commit took away. */
function refuseOlder(
    roster: Roster,
    commit: string | undefined,
    folder: string,
    { revision }: StackOutputs,
): void {
    const older = findOlder(roster, commit, revision, (other) => orderOfCommit(folder, other));
    if (older !== undefined) throw new pulumi.RunError(older);
}

/** What only narrows gives the newcomer nothing, and must not wait for him. */
function refuseOtherHumans(roster: Roster, { humans }: StackOutputs): void {
    const others = findOtherHumans(roster, humans);
    if (others.length > 0) throw new pulumi.RunError(others.join("\n"));
}

/** Before anything is registered: what stands here is another's. */
function refuseOtherPlace(roster: Roster, stack: string, { place = {} }: StackOutputs): void {
    const moved = findMoved(roster, stack, place as Readonly<Record<string, Json>>);
    if (moved !== undefined) throw new pulumi.RunError(moved);
}

export = provision;
