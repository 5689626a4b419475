import type { Entitlement, System } from "../../planners/entitlements";
import { planAccess } from "../../planners/planAccess";
import type { Evidence } from "../../systems/proof";
import type { Reading } from "../../systems/sweep";
import type { Block, FoundAccess } from "../../systems/system";
import { permissionSetResources, roleLeaves, vocabularyOf } from "../../systems/vocabulary";
import { acme, subject } from "./organization";

export const roster = acme();
export const instant = Date.parse("2026-11-25T12:00:00Z");
export const systems: readonly System[] = ["github", "aws", "vault"];
const words = vocabularyOf(roster);

/** What the plan gives somebody. */
export function entitlementsOf(person: string): Entitlement[] {
    const { entitlements } = planAccess(roster, instant);
    return entitlements.filter(({ principal }) => principal === `person:${person}`);
}

/** What she would reach through a repository, if nobody reviewed what is deployed. */
export function through(system: System, via = "repository:checkout"): Entitlement {
    return {
        ...{ principal: "person:alice", stack: "dev", system, target: "dev/checkout" },
        ...{ permission: "service", via, because: [], resources: [] },
    };
}

/** A look that was able to see, and saw nothing. */
export function reading(system: System, change: Partial<Reading> = {}): Reading {
    return {
        system,
        at: instant,
        canary: { ok: true, reason: "sees" },
        found: [],
        unread: [],
        blocks: [],
        sessions: [],
        removed: [],
        ...change,
    };
}

/** Alice left two days before, and everything went as it should. */
export function evidence(change: Partial<Evidence> = {}): Evidence {
    return {
        subject: subject(roster, "alice", { awsUserId: "u-alice", vaultEntityId: "e-alice" }),
        leaver: true,
        lost: [...entitlementsOf("alice"), through("aws")],
        kept: [],
        required: systems,
        deletes: [],
        readings: systems.map((system) =>
            reading(system, system === "aws" ? { blocks: [deny("dev"), deny("staging")] } : {}),
        ),
        sessionMinutes: new Map([["developer", 480]]),
        provedAt: instant - 48 * 3_600_000,
        instant,
        ...change,
    };
}

/** The same, with one system's reading changed. */
export function withReading(system: System, change: Partial<Reading>, all = evidence()): Evidence {
    return {
        ...all,
        readings: all.readings.map((one) => (one.system === system ? { ...one, ...change } : one)),
    };
}

export function deny(stack: string, acting = true): Block {
    const role = { stack, permission: "developer", names: ["payments/developer"] };
    return {
        person: "alice",
        system: "aws",
        kind: "deny",
        stack,
        what: `permission set ${stack}.payments.developer`,
        resources: permissionSetResources(role),
        acting,
    };
}

const role = (stack: string) => ({ stack, permission: "developer", names: ["payments/developer"] });

/** Things that can be found of alice. */
export const things = {
    membership: thing("github", "membership", "org", "org/github", "member", {
        leaves: words.membershipLeaves("alice"),
    }),
    owner: thing("github", "membership", "org", "org/github", "owner", {
        leaves: words.membershipLeaves("alice"),
    }),
    team: thing("github", "team membership", "org", "org/github", "member", {
        leaves: words.teamLeaves("alice", "payments"),
    }),
    deployKey: thing("github", "deploy key", "org", "org/checkout", "push"),
    awsGroup: thing("aws", "group membership", "dev", "dev", "developer", {
        leaves: roleLeaves("aws", role("dev"), "alice"),
    }),
    vaultGroup: thing("vault", "group", "dev", "dev", "developer", {
        leaves: roleLeaves("vault", role("dev"), "alice"),
    }),
    entity: thing("vault", "entity", "org", "org/vault", "login"),
} as const;

function thing(
    system: System,
    kind: FoundAccess["kind"],
    stack: string,
    target: string,
    permission: string,
    { leaves = [] as string[] } = {},
): FoundAccess {
    return {
        person: "alice",
        system,
        kind,
        stack,
        target,
        permission,
        what: `${kind} in ${system}`,
        leaves,
        ids: {},
    };
}

/** As the engine names a leaf in its events. */
export function urn(stack: string, type: string, name: string): string {
    return `urn:pulumi:${stack}::rollcall::rollcall:index:EnvironmentAccess$rollcall:index:PersonAccess$${type}::${name}`;
}
