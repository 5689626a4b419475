import type { Roster } from "../model/roster";
import type { Json } from "./canonical";
import { organizationStack } from "./resources";

/**
 * Where everything is: which organisation, accounts, stores and servers, and which accounts
 * people and services have there. Swapping two of these gives access without touching a grant, so
 * they are part of the plan and of its digest.
 */
export interface Coordinates {
    readonly organization: Json;
    readonly environments: Readonly<Record<string, Json>>;
    readonly people: Readonly<Record<string, Json>>;
    readonly repositories: Readonly<Record<string, Json>>;
}

export function coordinatesOf(roster: Roster, people: Iterable<string>): Coordinates {
    return {
        organization: organizationPlace(roster),
        environments: Object.fromEntries(
            [...roster.environments.keys()].map((key) => [key, environmentPlace(roster, key)]),
        ),
        people: Object.fromEntries(
            [...people].flatMap((key) => {
                const person = roster.people.get(key);
                if (!person) return [];
                const { email, github, aws, vault } = person;
                return [[key, { email, github, aws, vault } as Json]];
            }),
        ),
        repositories: Object.fromEntries(
            [...roster.services.values()].flatMap(({ key, repository }) =>
                repository ? [[key, { ...repository }]] : [],
            ),
        ),
    };
}

/**
 * What a stack records of where it provisions, to be compared before every later run: a stack
 * never moves to another organisation, account, identity store or Vault.
 */
export function stackPlace(roster: Roster, stack: string): Json {
    return stack === organizationStack
        ? organizationPlace(roster)
        : environmentPlace(roster, stack);
}

function organizationPlace({ organization }: Roster): Json {
    const { github, aws, vault } = organization;
    return {
        github: { ownerId: github.ownerId },
        ...(aws
            ? {
                  identityStoreId: aws.identityCenter.identityStoreId,
                  instanceArn: aws.identityCenter.instanceArn,
                  accountId: aws.identityCenter.accountId,
                  region: aws.identityCenter.region,
              }
            : {}),
        ...(vault
            ? {
                  vault: {
                      address: vault.address,
                      namespace: vault.namespace,
                      accessor: vault.login.accessor,
                  },
              }
            : {}),
    };
}

function environmentPlace(roster: Roster, key: string): Json {
    const environment = roster.environments.get(key);
    const { aws, vault } = roster.organization;
    return {
        ...(environment?.aws && aws
            ? {
                  accountId: environment.aws.accountId,
                  region: environment.aws.region,
                  identityStoreId: aws.identityCenter.identityStoreId,
              }
            : {}),
        ...(environment?.vault && vault
            ? {
                  vault: {
                      address: vault.address,
                      namespace: vault.namespace,
                      mount: environment.vault.mount,
                  },
              }
            : {}),
    };
}
