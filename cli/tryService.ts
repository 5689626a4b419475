import type { Command } from "commander";
import { suggestion } from "../model/nearest";
import type { Roster, Service } from "../model/roster";
import { workloadSystems } from "../planners/parts";
import { planWorkload, type Workload, workloadsOf } from "../planners/workloads";
import { sandboxFolders } from "../sandbox/environment";
import { describeMismatch } from "../sandbox/mismatch";
import { type TriedAccess, type TriedRun, tryWorkflowRun } from "../sandbox/tryWorkflowRun";
import { refuse, type Verdict } from "../sandbox/webIdentity";
import { World } from "../sandbox/world";
import type { Definition } from "./definition";
import { Failure, refused, wrongUse } from "./failure";
import { identityStanding } from "./identityStanding";
import { readInstant } from "./instant";
import type { Invocation } from "./invocation";
import { announce, chooseMode, type ModeOptions } from "./mode";
import { openRoster } from "./readRoster";
import { withMode } from "./runs/prepare";
import type { Style } from "./text/style";
import { formatTable } from "./text/table";
import { type RunOptions, triedRunOf } from "./triedRun";

interface TryOptions extends ModeOptions, RunOptions {
    readonly environment: string;
}

/** Whether a workflow run would get credentials, as the sandbox was last provisioned. */
export const tryService: Definition<TryOptions> = {
    examples: [
        ["rollcall try checkout --environment prod", "the run that is meant to get in"],
        ["rollcall try checkout --environment prod --branch topic", "another branch"],
        ["rollcall try checkout --environment dev --event pull_request", "a pull request"],
        ["rollcall try checkout --environment prod --repository mallory/checkout", "a fork"],
        ["rollcall try checkout --environment prod --repository-id 1", "a namesake"],
    ],
    help: () =>
        "What is not said is as the service declares it. Exit codes: 0 answered,\n" +
        "credentials or none; 1 there is nothing to ask yet; 2 wrong use.",
    idle: ["live"],
    configure(command: Command) {
        command
            .argument("<service>", "whose identity the run asks for")
            .usage("<service> --environment <key> [options]")
            .requiredOption("--environment <key>", "in which environment (required)")
            .option("--branch <name>", "the run's branch (default: the first that may deploy)")
            .option("--tag <name>", "its tag instead")
            .option("--event <name>", "what set it off (default: push)")
            .option("--repository <owner/name>", "where it runs (default: the service's own)")
            .option("--repository-id <number>", "GitHub's number for that")
            .option("--owner-id <number>", "GitHub's number for its owner")
            .option("--workflow <ref>", "the workflow that the job is in (default: the pinned one)")
            .option("--audience <text>", "what its tokens are for (default: what each expects)")
            .option("--sandbox", "the world of files: nobody but GitHub signs for real systems")
            .option("--live", "refused");
    },
    async run(invocation, options, key = "") {
        if (chooseMode(invocation, options) === "live") throw notLive();
        return withMode("sandbox", async () => {
            const { world } = sandboxFolders(invocation.home);
            announce(invocation, "sandbox");
            const instant = readInstant(invocation.io);
            const roster = openRoster(invocation, instant);
            const service = find("service", roster.services, key);
            const environment = find("environment", roster.environments, options.environment);
            const workload = workloadsOf(roster).find(
                (one) => one.service === service && one.environment === environment,
            );
            if (!workload) {
                const nowhere = refuse(whyNone(service, environment.key));
                return answer(invocation, { aws: nowhere, vault: nowhere });
            }
            const run = triedRunOf(roster, workload, options);
            checkStanding(invocation, new World(world), roster, workload, run);
            const tried = await tryWorkflowRun(world, run, instant);
            return answer(invocation, withReasons(roster, workload, tried), run);
        });
    },
};

/** Whether credentials are granted or not is the answer: either way the question was answered. */
function answer(invocation: Invocation, tried: Partial<TriedAccess>, run?: TriedRun): 0 {
    const document = { mode: "sandbox", ...(run ? { run: describeRun(run) } : {}), ...tried };
    invocation.answer(document, () => formatTried(tried, run, invocation.style));
    return 0;
}

function notLive(): Failure {
    return new Failure(
        2,
        "--live is refused: only GitHub signs a token that the real systems take",
        {
            hint: "leave --live out: the sandbox judges the same documents",
            details: { ok: false, mode: "live" },
        },
    );
}

function find<T>(what: string, section: ReadonlyMap<string, T>, key: string): T {
    const found = section.get(key);
    if (found !== undefined) return found;
    const message = `the roster has no ${what} called ${JSON.stringify(key)}`;
    throw wrongUse(message, suggestion(key, section.keys()));
}

/** @throws Failure where the identity that the roster declares does not exist yet. */
function checkStanding(
    { note, noteStyle }: Invocation,
    world: World,
    roster: Roster,
    workload: Workload,
    run: TriedRun,
): void {
    const [spec] = planWorkload(roster, workload);
    const { missing, outdated } = identityStanding(world, run, spec);
    if (missing.length > 0) {
        throw refused(
            `${workload.target} is not provisioned yet: the sandbox has no ${missing.join(", no ")}`,
            "run: rollcall up",
        );
    }
    if (outdated) {
        note(
            noteStyle(
                "yellow",
                "note: the roster has changed since; this is about what was provisioned last, and " +
                    "rollcall up applies the change",
            ),
        );
    }
}

/** Why a service has no identity at all in an environment. */
function whyNone({ key, repository, in: places }: Service, environment: string): string {
    if (!repository) return `${key} has no repository, so no pipeline identity`;
    if (places.some((one) => one.key === environment)) {
        return `no branch and no tag of ${key} may deploy to ${environment}`;
    }
    const others = places.map((one) => one.key).join(", ") || "nowhere";
    return `${key} does not deploy to ${environment}; it deploys to: ${others}`;
}

/** The conditions that stopped it, in the token's own terms; else what the system itself says. */
function withReasons(roster: Roster, workload: Workload, tried: TriedAccess): TriedAccess {
    const systems = workloadSystems(roster, workload.service, workload.environment.key);
    const verdictOf = (system: "aws" | "vault"): Verdict => {
        if (!systems.includes(system)) return refuse(whyNotIn(roster, workload, system));
        const { granted, reason, mismatches = [] } = tried[system];
        return { granted, reason: mismatches.map(describeMismatch).join("\n") || reason };
    };
    return { github: tried.github, aws: verdictOf("aws"), vault: verdictOf("vault") };
}

function whyNotIn(
    roster: Roster,
    { service, environment }: Workload,
    system: "aws" | "vault",
): string {
    if (!roster.organization[system]) return `the organization has no ${system}`;
    if (!environment[system]) return `${environment.key} has no ${system}`;
    return `${service.key} asks for nothing in ${system}`;
}

function describeRun(run: TriedRun): object {
    const { owner, ownerId, repository, repositoryId, environment, ref, event } = run;
    const { workflowRef: workflow, audience } = run;
    const where = { repository: `${owner}/${repository}`, repositoryId, ownerId, environment };
    return { ...where, ref, event, workflow, audience };
}

function formatTried(tried: Partial<TriedAccess>, run: TriedRun | undefined, style: Style): string {
    const rows = (["github", "aws", "vault"] as const).flatMap((system) => {
        const verdict = tried[system];
        if (!verdict) return [];
        const [yes, no] = system === "github" ? ["starts", "does not"] : ["granted", "refused"];
        const outcome = verdict.granted ? style("green", yes) : style("red", no);
        return [[system, outcome, verdict.reason]];
    });
    const about = Object.entries(run ? describeRun(run) : {}).filter(([, value]) => value);
    return [
        ...about.map(([name, value]) => style("dim", `${name}: ${value}`)),
        "",
        formatTable(["system", "answer", "why"], rows, style),
    ].join("\n");
}
