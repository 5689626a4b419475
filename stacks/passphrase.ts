import * as pulumi from "@pulumi/pulumi";
import type { Roster } from "../model/roster";
import type { StackConfig } from "./config";

/**
 * Throws where secrets of production would be kept by a passphrase: it is handed from person to
 * person, and whoever has it reads every secret in state. The sandbox keeps nothing real.
 */
export function refusePassphrase(
    { environments }: Roster,
    { stack, sandbox, passphrase }: Pick<StackConfig, "stack" | "sandbox" | "passphrase">,
): void {
    if (!passphrase || sandbox || !environments.get(stack)?.production) return;
    throw new pulumi.RunError(
        `the secrets of ${stack}, a production environment, would be kept in state by a passphrase; ` +
            "give the stack a key in a cloud: pulumi stack change-secrets-provider awskms://..., " +
            "gcpkms://..., azurekeyvault://... or hashivault://...",
    );
}
