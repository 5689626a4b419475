import type { Instant } from "../model/instant";
import { awsAudience } from "../planners/workflowRun";
import { environmentGate } from "./environmentGate";
import { claimsOf, type WorkflowRun } from "./githubToken";
import { assumeRoleWithWebIdentity } from "./tokenExchange";
import { newTokenSigner, type TokenSigner } from "./tokenSigner";
import { rehearseJwtLogin } from "./vaultJwtLogin";
import { refuse, type Verdict } from "./webIdentity";
import { World } from "./world";

/** A workflow run, and what it would try to obtain. */
export interface TriedRun extends WorkflowRun {
    /** The audience that the job asks GitHub for; by default the one that AWS or Vault expects. */
    readonly audience?: string;
    /** Absent if there is nothing to obtain in AWS. */
    readonly roleArn?: string;
    /** Absent if there is nothing to obtain in Vault. */
    readonly vault?: { readonly backend: string; readonly role: string };
}

export interface TriedAccess {
    /** Whether GitHub would start the job; the other verdicts assume that it does. */
    readonly github: Verdict;
    readonly aws: Verdict;
    readonly vault: Verdict;
}

/**
 * Whether a workflow run would get credentials at an instant, and what grants or stops it: a token like
 * GitHub's is issued and signed, and STS and Vault check it against the world. Nothing is left behind.
 *
 * @param world a world, or its folder
 * @param signer GitHub's key; by default a new one, which takes a moment to generate
 */
export async function tryWorkflowRun(
    world: World | string,
    run: TriedRun,
    instant: Instant,
    signer?: TokenSigner,
): Promise<TriedAccess> {
    const target = typeof world === "string" ? new World(world) : world;
    const github = signer ?? (await newTokenSigner());
    return {
        github: environmentGate(target, run),
        aws: await tryAws(target, github, run, instant),
        vault: await tryVault(target, github, run, instant),
    };
}

async function tryAws(
    world: World,
    signer: TokenSigner,
    run: TriedRun,
    instant: Instant,
): Promise<Verdict> {
    if (run.roleArn === undefined) return refuse("there is no role in AWS");
    const token = await signer.sign(claimsOf(run, run.audience ?? awsAudience, instant));
    const request = { roleArn: run.roleArn, token, keys: signer.keys };
    const { session: _, ...verdict } = await assumeRoleWithWebIdentity(world, request, instant);
    return verdict;
}

async function tryVault(
    world: World,
    signer: TokenSigner,
    run: TriedRun,
    instant: Instant,
): Promise<Verdict> {
    if (run.vault === undefined) return refuse("there is no role in Vault");
    const audience = run.audience ?? world.read("vault/servers", "server")?.address ?? "";
    const token = await signer.sign(claimsOf(run, audience, instant));
    return rehearseJwtLogin(world, { ...run.vault, token, keys: signer.keys }, instant);
}
