import type { Entitlement, System } from "../../planners/entitlements";
import { count } from "./count";
import { systemNames } from "./entitlements";
import { groupBy } from "./groupBy";
import type { Style } from "./style";

const systems = Object.keys(systemNames) as System[];

/** What people lose: how much in which system, then one line per target. */
export function formatLosses(
    people: readonly string[],
    losses: readonly Entitlement[],
    style: Style,
): string[] {
    return people.flatMap((key) => {
        const own = losses.filter(({ principal }) => principal === `person:${key}`);
        if (own.length === 0) return [`${style("bold", key)} has nothing to lose now`];
        const bySystem = systems
            .map((system) => [system, own.filter((one) => one.system === system)] as const)
            .filter(([, some]) => some.length > 0)
            .map(([system, some]) => `${some.length} in ${systemNames[system]}`);
        const title = `${style("bold", key)} loses ${count(own.length, "entitlement")}`;
        return [`${title}: ${bySystem.join(", ")}`, ...formatTargets(own, style)];
    });
}

function formatTargets(losses: readonly Entitlement[], style: Style): string[] {
    const targets = [...groupBy(losses, ({ target }) => target)];
    const width = Math.max(...targets.map(([target]) => target.length));
    return targets.map(([target, some]) => {
        const ways = [...groupBy(some, ({ permission, via }) => `${permission} ${via}`).values()];
        return `  ${target.padEnd(width)}  ${ways.map((way) => formatWay(way, style)).join("; ")}`;
    });
}

/** `developer in AWS, Vault`, `service in Vault via repository:checkout` */
function formatWay(way: readonly Entitlement[], style: Style): string {
    const [first] = way;
    if (!first) return "";
    const { permission, via, until } = first;
    const names = way.map(({ system }) => systemNames[system]).join(", ");
    return [
        `${style("cyan", permission)} in ${names}`,
        ...(via === undefined ? [] : [style("magenta", `via ${via}`)]),
        ...(until === undefined ? [] : [`until ${until}`]),
    ].join(" ");
}
