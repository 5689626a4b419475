import type { Inspection } from "./inspection";
import { entriesOf } from "./inspection";

/** Reports cycles of teams, and second accounts of second accounts. */
export function checkCycles(inspection: Inspection): void {
    checkParents(inspection);
    checkSameAs(inspection);
}

function checkParents({ raw, report }: Inspection): void {
    const teams = raw.teams ?? {};
    const done = new Set<string>();
    for (const start of Object.keys(teams)) {
        const way: string[] = [];
        let key: string | undefined = start;
        while (key !== undefined && !done.has(key)) {
            done.add(key);
            way.push(key);
            key = teams[key]?.parent;
        }
        const from = key === undefined ? -1 : way.indexOf(key);
        const first = way[from];
        const team = first === undefined ? undefined : teams[first];
        if (first === undefined || !team) continue;
        const round = [...way.slice(from), first].join(" -> ");
        const message = `teams form a cycle: ${round}; remove one \`parent\``;
        report("cycle", "value", [team, "parent"], message);
    }
}

/** One step must tell whose account it is: a chain would leave it to readers to find out. */
function checkSameAs({ raw, report }: Inspection): void {
    for (const [key, person] of entriesOf(raw.people)) {
        const { sameAs } = person;
        const next = sameAs === undefined ? undefined : raw.people?.[sameAs]?.sameAs;
        if (sameAs === key) {
            const message = `${key} cannot be another account of itself; name whose account it is`;
            report("cycle", "value", [person, "sameAs"], message);
        } else if (next !== undefined && next !== sameAs) {
            const hint = next === key ? "one of them is the person" : `name ${next} instead`;
            const message = `${sameAs} is itself another account of ${next}; ${hint}`;
            report("cycle", "value", [person, "sameAs"], message);
        }
    }
}
