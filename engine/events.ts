import type { Environment, Outcome } from "./command";
import { cleanMessage, type FailureReason, isLockMessage } from "./diagnostics";

/** What the engine did with one resource; the operation is the engine's own term. */
export interface Step {
    readonly stack: string;
    /**
     * `create`, `update`, `delete`, `same`, `create-replacement`, `delete-replaced`, ... `check` means that
     * the declared resource was refused.
     */
    readonly operation: string;
    /** For example `github:index/team:Team`. */
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    readonly failed?: true;
    /** Why it failed. */
    readonly message?: string;
}

/** What a run did to a stack's custom resources; components, providers and references are left out. */
export interface Summary {
    readonly stack: string;
    readonly created: number;
    readonly updated: number;
    readonly deleted: number;
    readonly replaced: number;
    readonly unchanged: number;
    /** Resources whose operation failed. */
    readonly failed: number;
    /** Wall time. */
    readonly seconds: number;
    /** What the engine reported, if the run failed. */
    readonly error?: string;
    /** Why it failed, if something other than the roster has to be put right. */
    readonly reason?: FailureReason;
}

/** The summary of a stack in which nothing happened. */
export function emptySummary(stack: string): Summary {
    return {
        stack,
        created: 0,
        updated: 0,
        deleted: 0,
        replaced: 0,
        unchanged: 0,
        failed: 0,
        seconds: 0,
    };
}

type Count = "created" | "updated" | "deleted" | "replaced" | "unchanged";

/** A replacement counts once, when its new resource exists. */
const counts: Readonly<Record<string, Count>> = {
    create: "created",
    import: "created",
    update: "updated",
    delete: "deleted",
    "create-replacement": "replaced",
    "import-replacement": "replaced",
    same: "unchanged",
};

/** The parts of the engine's events that are read here; each event has exactly one of them. */
interface EngineEvent {
    readonly resourcePreEvent?: { readonly metadata: Metadata };
    readonly resOutputsEvent?: { readonly metadata: Metadata };
    readonly resOpFailedEvent?: { readonly metadata: Metadata };
    readonly diagnosticEvent?: {
        readonly severity: string;
        readonly message: string;
        readonly urn?: string;
    };
    readonly policyEvent?: {
        readonly enforcementLevel: string;
        readonly policyName: string;
        readonly message: string;
        readonly resourceUrn?: string;
    };
    readonly errorEvent?: { readonly error: string };
}

interface Metadata {
    readonly op: string;
    readonly urn: string;
    readonly type: string;
    readonly old?: Side | null;
    readonly new?: Side | null;
}

interface Side {
    readonly custom?: boolean;
    readonly inputs?: Readonly<Record<string, unknown>>;
}

/** A change that the engine is about to make to a custom resource, with its inputs before and after. */
export interface Change {
    readonly urn: string;
    readonly operation: string;
    readonly type: string;
    readonly before: Readonly<Record<string, unknown>>;
    readonly after: Readonly<Record<string, unknown>>;
}

/**
 * The maximum number of errors that a summary quotes: a system that is down fails every resource with the
 * same text.
 */
const mostErrors = 20;

/** Reads a run's events as they arrive and sums them up. */
export class Tally {
    readonly #counts = { created: 0, updated: 0, deleted: 0, replaced: 0, unchanged: 0 };
    readonly #kinds = new Map<string, "custom" | "other">();
    readonly #failed = new Set<string>();
    readonly #messages = new Map<string, string>();
    readonly #errors = new Set<string>();
    #violated = false;

    constructor(
        readonly stack: string,
        readonly environment: Environment,
        readonly report: (step: Step) => void,
        readonly announce: (change: Change) => void = () => {},
    ) {}

    /** Takes a line of the engine's output; lines that are not events are ignored. */
    take(line: string): void {
        // Most lines are debug output of the engine; parsing them would cost more than all others together.
        if (!line.startsWith("{") || line.includes('"severity":"debug"')) return;
        const event = parseEvent(line);
        if (event.resourcePreEvent) {
            this.#meet(event.resourcePreEvent.metadata);
            this.#announce(event.resourcePreEvent.metadata);
        }
        if (event.resOutputsEvent) this.#succeed(event.resOutputsEvent.metadata);
        if (event.resOpFailedEvent) this.#fail(event.resOpFailedEvent.metadata);
        if (event.diagnosticEvent?.severity === "error") {
            this.#hear(event.diagnosticEvent.message, event.diagnosticEvent.urn);
        }
        if (event.policyEvent?.enforcementLevel === "mandatory") {
            const { policyName, message, resourceUrn } = event.policyEvent;
            this.#violated = true;
            this.#hear(`policy ${policyName}: ${message}`, resourceUrn);
        }
        if (event.errorEvent) this.#hear(event.errorEvent.error);
    }

    sum(outcome: Pick<Outcome, "code" | "stderr" | "interrupted">, seconds: number): Summary {
        const summary = {
            stack: this.stack,
            ...this.#counts,
            failed: this.#failed.size,
            seconds: Math.round(seconds * 10) / 10,
        };
        const said = cleanMessage(outcome.stderr, this.environment);
        const locked = outcome.code !== 0 && isLockMessage(said);
        const why: { reason?: FailureReason } = outcome.interrupted
            ? { reason: "interrupted" }
            : locked
              ? { reason: "locked" }
              : this.#violated
                ? { reason: "policy" }
                : {};
        if (outcome.code === 0 && why.reason !== "interrupted") return summary;
        if (outcome.code === 0) return { ...summary, ...why };
        const error = outcome.interrupted
            ? `interrupted by ${outcome.interrupted}`
            : this.#quote() || said || `the engine ended with code ${outcome.code}`;
        return { ...summary, error, ...why };
    }

    #meet({ urn, type, ...step }: Metadata): void {
        const custom = (step.new ?? step.old)?.custom === true && !type.startsWith("pulumi:");
        this.#kinds.set(urn, custom ? "custom" : "other");
    }

    #announce({ op, urn, type, old, new: next }: Metadata): void {
        if (this.#kinds.get(urn) !== "custom" || op === "same") return;
        const [before, after] = [old?.inputs ?? {}, next?.inputs ?? {}];
        this.announce({ urn, operation: op, type, before, after });
    }

    #succeed(metadata: Metadata): void {
        this.#meet(metadata);
        // `replace` only announces what `create-replacement` and `delete-replaced` do.
        if (this.#kinds.get(metadata.urn) !== "custom" || metadata.op === "replace") return;
        const count = counts[metadata.op];
        if (count) this.#counts[count] += 1;
        this.report(this.#step(metadata.op, metadata.urn));
    }

    #fail(metadata: Metadata): void {
        this.#meet(metadata);
        if (this.#kinds.get(metadata.urn) === "custom")
            this.#reportFailed(metadata.op, metadata.urn);
    }

    #hear(raw: string, urn?: string): void {
        const message = cleanMessage(raw, this.environment);
        if (!urn || urn.includes("::pulumi:pulumi:Stack::")) {
            this.#errors.add(message);
            return;
        }
        const { type, name } = parseUrn(urn);
        this.#errors.add(`${type} ${name}: ${message}`);
        this.#messages.set(urn, message);
        // A resource that fails validation has no operation event; this diagnostic is the only sign of it.
        if (!this.#kinds.has(urn)) this.#reportFailed("check", urn);
    }

    #reportFailed(operation: string, urn: string): void {
        this.#failed.add(urn);
        const message = this.#messages.get(urn);
        this.report({
            ...this.#step(operation, urn),
            failed: true,
            ...(message ? { message } : {}),
        });
    }

    #step(operation: string, urn: string): Step {
        return { stack: this.stack, operation, ...parseUrn(urn), urn };
    }

    #quote(): string {
        const told = [...this.#errors].filter((error) => !/^\w+ failed$/.test(error));
        const errors = told.length > 0 ? told : [...this.#errors];
        const more = errors.length - mostErrors;
        return [...errors.slice(0, mostErrors), ...(more > 0 ? [`and ${more} more`] : [])].join(
            "\n",
        );
    }
}

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`; the name may contain `::` itself. */
export function parseUrn(urn: string): { type: string; name: string } {
    const [, , types = "", ...name] = urn.split("::");
    return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

function parseEvent(line: string): EngineEvent {
    try {
        return JSON.parse(line) as EngineEvent;
    } catch {
        return {};
    }
}
