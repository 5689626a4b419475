import type { Command } from "commander";
import { createGraph } from "../model/graph";
import { isoInstant } from "../model/instant";
import { compare } from "../model/problem";
import type { Entitlement } from "../planners/entitlements";
import { findEntitlements } from "../planners/entitlements";
import type { Holdings } from "../planners/holdings";
import { findHoldings } from "../planners/holdings";
import { findTeamEntitlements } from "../planners/teamEntitlements";
import type { Definition } from "./definition";
import { wrongUse } from "./failure";
import { readInstant } from "./instant";
import type { Invocation } from "./invocation";
import type { Principal } from "./principals";
import { findPrincipal } from "./principals";
import { openRoster } from "./readRoster";
import { knownTargets, touching } from "./targets";
import { count } from "./text/count";
import { formatEntitlements } from "./text/entitlements";
import { introduce } from "./text/introduce";

interface WhoOptions {
    readonly can?: string;
}

/** What a principal may do, or who may touch a target; and why. */
export const who: Definition<WhoOptions> = {
    examples: [
        ["rollcall who alice", "what alice may do, with the lines that say so"],
        ["rollcall who team:payments", "what everybody in payments may do"],
        ["rollcall who checkout", "what the service's own pipeline may do"],
        ["rollcall who --can prod/checkout", "who may touch checkout in prod, by whatever way"],
        ["rollcall who --can prod", "who has anything in prod, its services included"],
        ["rollcall who --can org/github", "who is in the GitHub organisation"],
    ],
    configure(command: Command) {
        command
            .argument("[principal]", "a person, team or service; team:payments when a key is two")
            .option(
                "--can <target>",
                "who may touch prod/checkout, prod (all in it), org/checkout, org/github",
            );
    },
    run(invocation, { can }, name) {
        if ((name === undefined) === (can === undefined)) {
            throw wrongUse(
                "who takes a person, team or service, or --can with a target, and one of the two",
                "try: rollcall who alice, or: rollcall who --can prod/checkout",
            );
        }
        const instant = readInstant(invocation.io);
        const roster = openRoster(invocation, instant);
        const holdings = findHoldings(createGraph(roster), instant);
        if (can !== undefined) answerWhoCan(invocation, holdings, can);
        else answerWhat(invocation, holdings, findPrincipal(roster, name ?? ""));
        return 0;
    },
};

function answerWhat(invocation: Invocation, holdings: Holdings, principal: Principal): void {
    const { style, io } = invocation;
    const name = `${principal.kind}:${principal.key}`;
    const order = knownTargets(holdings.graph.roster);
    const entitlements = (
        principal.kind === "team"
            ? findTeamEntitlements(holdings, principal.key)
            : findEntitlements(holdings).filter((entitlement) => entitlement.principal === name)
    ).sort(
        (a, b) =>
            order.indexOf(a.target) - order.indexOf(b.target) ||
            Number(a.via !== undefined) - Number(b.via !== undefined) ||
            compare(a.permission, b.permission),
    );
    invocation.answer({ principal: name, entitlements }, () =>
        [
            introduce(holdings, principal, style),
            style("dim", `${amount(entitlements)} at ${isoInstant(holdings.instant)}`),
            ...(entitlements.length > 0
                ? [
                      "",
                      formatEntitlements(entitlements, {
                          style,
                          columns: io.out.columns,
                          heading: ({ target }) => target,
                      }),
                  ]
                : []),
        ].join("\n"),
    );
}

function answerWhoCan(invocation: Invocation, holdings: Holdings, target: string): void {
    const { style, io } = invocation;
    const targets = touching(holdings.graph.roster, target);
    const entitlements = findEntitlements(holdings).filter((entitlement) =>
        targets.includes(entitlement.target),
    );
    const principals = new Set(entitlements.map(({ principal }) => principal));
    const inIt = targets.some((one) => one.startsWith(`${target}/`));
    invocation.answer({ target, entitlements }, () =>
        [
            `${style("bold", target)}${inIt ? " and what is in it" : ""}: ${countPrincipals(principals)}`,
            style("dim", `${amount(entitlements)} at ${isoInstant(holdings.instant)}`),
            ...(entitlements.length > 0
                ? [
                      "",
                      formatEntitlements(entitlements, {
                          style,
                          columns: io.out.columns,
                          heading: ({ principal }) => principal.replace(":", " "),
                          where: (entitlement) =>
                              entitlement.target === target ? undefined : entitlement.target,
                      }),
                  ]
                : []),
        ].join("\n"),
    );
}

function countPrincipals(principals: ReadonlySet<string>): string {
    const people = [...principals].filter((principal) => principal.startsWith("person:")).length;
    const services = principals.size - people;
    return [
        count(people, "person", "people"),
        ...(services > 0 ? [count(services, "service")] : []),
    ].join(", ");
}

function amount(entitlements: readonly Entitlement[]): string {
    return entitlements.length === 0 ? "no entitlement" : count(entitlements.length, "entitlement");
}
