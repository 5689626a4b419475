import { join, resolve } from "node:path";
import { initStack } from "../../engine/run";
import { leanPrograms } from "../engine/support";
import { labEngine } from "./labEngine";

type Sandbox = typeof import("../../cli/runs/sandboxSession");

const dist = resolve(__dirname, "../../dist");
/** As it is published: its process starts in a moment. */
const { openSandbox }: Sandbox = require(join(dist, "cli/runs/sandboxSession.js"));

type Workplace = Awaited<ReturnType<Sandbox["openSandbox"]>>["workplace"];

export interface PlaceOptions {
    /** A folder of its own. */
    readonly home: string;
    readonly roster: string;
    readonly stacks: readonly string[];
    /** Added to what the engine and the programs get. */
    readonly environment: Readonly<Record<string, string | undefined>>;
    /**
     * Providers that plugins of the lab stand in for. Where there are any, programs are processes of their
     * own, as a user's are: each sees the addresses of the servers, and hides them from its SDKs.
     */
    readonly others?: readonly string[];
}

/** Where stacks run on the sandbox, as the command line opens it, with some of its providers replaced. */
export class SandboxPlace {
    private constructor(
        readonly workplace: Workplace,
        private readonly others: readonly string[],
    ) {}

    /** Its plugins are in place, to be overwritten by others, and its stacks are there. */
    static async open(options: PlaceOptions): Promise<SandboxPlace> {
        const { home, roster, stacks, environment, others = [] } = options;
        const config = (stack: string) => ({
            "rollcall:environment": stack,
            "rollcall:roster": roster,
            "rollcall:sandbox": true,
        });
        const surroundings = {
            io: { environment: process.env },
            ...{ home, note: () => undefined },
        };
        const { workplace } = await openSandbox(surroundings, {
            engine: await labEngine(),
            program: join(dist, "stacks/index.js"),
            stacks: Object.fromEntries(stacks.map((stack) => [stack, config(stack)])),
            environment: { ...leanPrograms, ...environment },
        });
        const place = new SandboxPlace(workplace, others).#without();
        for (const stack of stacks) await initStack({ ...place.workplace, stack });
        return place;
    }

    /** The same where the programs are told more, by their environment. */
    async tell(words: Readonly<Record<string, string>>): Promise<SandboxPlace> {
        const { host, environment } = this.workplace;
        const told = { ...environment, ...words, ...(await host?.tell(words)) };
        return new SandboxPlace({ ...this.workplace, environment: told }, this.others).#without();
    }

    close(): void {
        this.workplace.host?.close();
    }

    /** The engine starts itself what nobody is said to serve. */
    #without(): SandboxPlace {
        if (this.others.length === 0) return this;
        const { PULUMI_DEBUG_PROVIDERS = "" } = this.workplace.environment;
        const served = PULUMI_DEBUG_PROVIDERS.split(",").filter(
            (each) => !this.others.includes(each.split(":")[0] ?? ""),
        );
        const environment = {
            ...this.workplace.environment,
            PULUMI_DEBUG_PROVIDERS: served.join(","),
            PULUMI_DEBUG_LANGUAGES: undefined,
        };
        return new SandboxPlace({ ...this.workplace, environment }, this.others);
    }
}
