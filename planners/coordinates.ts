import type { IdentityCenter, Leaver, Roster, VaultServer } from "../model/roster";
import type { Json } from "./canonical";
import { canonicalJson } from "./canonical";
import { organizationStack } from "./resources";

/**
 * Where everything is: which organisation, accounts, stores and servers, and which accounts people and
 * services have there. Swapping two of these transfers access without touching a grant, so they are part of
 * the plan and its digest.
 */
export interface Coordinates {
    readonly organization: Json;
    readonly environments: Readonly<Record<string, Json>>;
    readonly people: Readonly<Record<string, Json>>;
    /** Who is blocked by name. */
    readonly leavers: Readonly<Record<string, Json>>;
    readonly repositories: Readonly<Record<string, Json>>;
}

export function coordinatesOf(roster: Roster, people: Iterable<string>): Coordinates {
    return {
        organization: {
            ...organizationPlace(roster),
            login: roster.organization.vault?.login.alias,
            users: roster.organization.aws?.identityCenter.users,
        },
        environments: Object.fromEntries(
            [...roster.environments.keys()].map((key) => [key, environmentPlace(roster, key)]),
        ),
        people: Object.fromEntries(
            [...people].flatMap((key) => {
                const person = roster.people.get(key);
                if (!person) return [];
                const { sameAs, machine } = person;
                const human = { sameAs: sameAs?.key, machine: machine?.key };
                return [[key, { ...accountsOf(person), ...human }]];
            }),
        ),
        leavers: Object.fromEntries(
            [...roster.leavers.values()].map((leaver) => [leaver.key, accountsOf(leaver)]),
        ),
        repositories: Object.fromEntries(
            [...roster.services.values()].flatMap(({ key, repository }) =>
                repository ? [[key, { ...repository }]] : [],
            ),
        ),
    };
}

function accountsOf({
    email,
    github,
    aws,
    vault,
}: Pick<Leaver, "email" | "github" | "aws" | "vault">) {
    return {
        email,
        github: github && { ...github },
        aws: aws && { ...aws },
        vault: vault && { ...vault },
    };
}

/**
 * What a stack records about where it provisions, by system, to compare before every later run: a stack
 * never moves to another organisation, account, identity store or Vault.
 */
export function stackPlace(roster: Roster, stack: string): Readonly<Record<string, Json>> {
    return stack === organizationStack
        ? organizationPlace(roster)
        : environmentPlace(roster, stack);
}

/**
 * Why a stack that was provisioned in `recorded` is not the one that the roster declares: its state belongs
 * to another organisation, account or server. A system that only one side has was added or dropped, which
 * is not a move.
 */
export function findMoved(
    roster: Roster,
    stack: string,
    recorded: Readonly<Record<string, Json>>,
): string | undefined {
    for (const [system, here] of Object.entries(stackPlace(roster, stack))) {
        const before = recorded[system];
        if (before === undefined || canonicalJson(before) === canonicalJson(here)) continue;
        return (
            `${system} of stack ${stack} was provisioned in ${canonicalJson(before)}, but the ` +
            `roster declares ${canonicalJson(here)}; a stack never moves: correct the roster, ` +
            "or destroy this stack with the roster that made it"
        );
    }
    return undefined;
}

function organizationPlace({ organization }: Roster): Readonly<Record<string, Json>> {
    const { github, aws, vault } = organization;
    return {
        github: { ownerId: github.ownerId },
        ...(aws ? { aws: centerPlace(aws.identityCenter) } : {}),
        ...(vault ? { vault: { ...serverPlace(vault), accessor: vault.login.accessor } } : {}),
    };
}

function environmentPlace(roster: Roster, key: string): Readonly<Record<string, Json>> {
    const environment = roster.environments.get(key);
    const { aws, vault } = roster.organization;
    return {
        ...(environment?.aws && aws
            ? {
                  aws: {
                      ...centerPlace(aws.identityCenter),
                      environment: {
                          accountId: environment.aws.accountId,
                          region: environment.aws.region,
                      },
                  },
              }
            : {}),
        ...(environment?.vault && vault
            ? { vault: { ...serverPlace(vault), mount: environment.vault.mount } }
            : {}),
    };
}

function centerPlace({ instanceArn, identityStoreId, accountId, region }: IdentityCenter) {
    return { instanceArn, identityStoreId, accountId, region };
}

function serverPlace({ address, namespace }: VaultServer) {
    return { address, ...(namespace === undefined ? {} : { namespace }) };
}
