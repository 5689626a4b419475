import { accessKey } from "./accessKey";
import { githubEnvironment } from "./githubEnvironment";
import { githubTrust } from "./githubTrust";
import { escalation, wildcard } from "./permissions";
import type { PolicyRule } from "./rule";
import { vaultJwtRole } from "./vaultJwtRole";
import { vaultPolicy } from "./vaultPolicy";

/** Every rule about raw resources, in the order in which the pack lists them. */
export const policyRules: readonly PolicyRule[] = [
    githubTrust,
    githubEnvironment,
    wildcard,
    escalation,
    accessKey,
    vaultJwtRole,
    vaultPolicy,
];
