import type { Workplace } from "../../engine/run";
import type { PluginHost } from "../../sandbox/hostPlugins";

/** What a run tells its programs and plugins, and no other run. */
interface Words {
    /** Digest of the access plan by which access is only narrowed. */
    readonly ROLLCALL_NARROWING?: string;
    /** `["<stack> <role> <user id>", ...]`: memberships that were read back absent. */
    readonly ROLLCALL_ABSENT?: string;
    /** The instant of the run. */
    readonly ROLLCALL_NOW?: string | undefined;
    /** At what the sandbox's providers fail. */
    readonly ROLLCALL_SANDBOX_FAULTS?: string | undefined;
}

/** Taken from every session, before it says its own: what the user has set says nothing. */
export const unsaid: Readonly<Record<keyof Words, undefined>> = {
    ROLLCALL_NARROWING: undefined,
    ROLLCALL_ABSENT: undefined,
    ROLLCALL_NOW: undefined,
    ROLLCALL_SANDBOX_FAULTS: undefined,
};

const names = Object.keys(unsaid) as readonly (keyof Words)[];

/** Where programs may be run by a process that stands in for the engine's plugins. */
export interface HostingWorkplace extends Workplace {
    readonly host?: PluginHost;
}

/** The workplace whose programs (and plugins) are told this too. */
export async function tellPrograms(
    workplace: HostingWorkplace,
    more: Words,
): Promise<HostingWorkplace> {
    const said = { ...workplace.environment, ...more };
    const words = Object.fromEntries(
        names.flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]]])),
    );
    const hosted = await workplace.host?.tell(words);
    return { ...workplace, environment: { ...workplace.environment, ...words, ...hosted } };
}
