import type { Workplace } from "../../engine/run";
import type { PluginHost } from "../../sandbox/hostPlugins";

/** What a run tells its programs by their environment, and nobody else. */
interface Words {
    /** Digest of the access plan by which access is only narrowed. */
    readonly ROLLCALL_NARROWING?: string;
    /** `["<stack> <role> <user id>", ...]`: memberships that were read back absent. */
    readonly ROLLCALL_ABSENT?: string;
}

/** Taken from every session: what the user has set says nothing. */
export const unsaid: Readonly<Record<keyof Words, undefined>> = {
    ROLLCALL_NARROWING: undefined,
    ROLLCALL_ABSENT: undefined,
};

/** Where programs may be run by a process that stands in for the engine's plugins. */
export interface HostingWorkplace extends Workplace {
    readonly host?: PluginHost;
}

/** The workplace whose programs are told this too. */
export async function tellPrograms(
    workplace: HostingWorkplace,
    more: Words,
): Promise<HostingWorkplace> {
    const { ROLLCALL_ABSENT, ROLLCALL_NARROWING } = { ...workplace.environment, ...more };
    const words = {
        ...(ROLLCALL_ABSENT === undefined ? {} : { ROLLCALL_ABSENT }),
        ...(ROLLCALL_NARROWING === undefined ? {} : { ROLLCALL_NARROWING }),
    };
    const hosted = await workplace.host?.tell(words);
    return { ...workplace, environment: { ...workplace.environment, ...words, ...hosted } };
}
