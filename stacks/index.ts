import "./stackTraceLimit";
import * as pulumi from "@pulumi/pulumi";
import { createGraph } from "../model/graph";
import type { Roster } from "../model/roster";
import type { Json } from "../planners/canonical";
import { canonicalJson } from "../planners/canonical";
import { stackPlace } from "../planners/coordinates";
import { findHoldings } from "../planners/holdings";
import { organizationStack } from "../planners/resources";
import { readConfig } from "./config";
import { provisionEnvironment } from "./environment";
import { provisionOrganization } from "./org";
import type { StackOutputs } from "./previous";
import { readOwnOutputs } from "./previous";
import { readRoster } from "./roster";

/** The program of every stack: everything is judged before anything is registered. */
async function provision(): Promise<Record<string, unknown>> {
    const config = readConfig();
    const { stack, roster: folder, instant } = config;
    const roster = readRoster(folder, stack, instant);
    const previous = await readOwnOutputs();
    refuseOtherPlace(roster, stack, previous);
    const holdings = findHoldings(createGraph(roster), instant);
    const outputs =
        stack === organizationStack
            ? await provisionOrganization(holdings, config, previous)
            : await provisionEnvironment(holdings, config, previous);
    return { place: stackPlace(roster, stack), ...outputs };
}

/**
 * A stack whose state belongs to another organisation, account or server is not this one. A system
 * that only one side knows was added or dropped, which is no move.
 */
function refuseOtherPlace(roster: Roster, stack: string, { place = {} }: StackOutputs): void {
    const declared = stackPlace(roster, stack);
    const recorded = place as Readonly<Record<string, Json>>;
    for (const [system, here] of Object.entries(declared)) {
        const before = recorded[system];
        if (before === undefined || canonicalJson(before) === canonicalJson(here)) continue;
        throw new pulumi.RunError(
            `${system} of stack ${stack} was provisioned in ${canonicalJson(before)}, but the ` +
                `roster declares ${canonicalJson(here)}; a stack never moves: correct the roster, ` +
                "or destroy this stack with the roster that made it",
        );
    }
}

export = provision;
