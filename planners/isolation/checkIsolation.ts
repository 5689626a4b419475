import { definedFile } from "../../model/defineRoster";
import { formatPlace } from "../../model/graph";
import { compare } from "../../model/problem";
import type { Holdings } from "../holdings";
import { awsCrossings } from "./awsCrossings";
import { controlPlanes } from "./controlPlanes";
import type { Declared } from "./declared";
import { findDeclared } from "./declared";
import type { IsolationFinding, Residual, Violation } from "./findings";
import { describePath } from "./findings";
import { redirections } from "./redirections";
import { unguardedProduction } from "./reviews";
import { rightsOf } from "./rights";
import { sharedPlaces } from "./sharedPlaces";
import { sharedResources } from "./sharedResources";
import { softSpots } from "./softSpots";
import { sharedSubjects } from "./subjects";
import { vaultCrossings } from "./vaultCrossings";

/**
 * Whether any principal of one environment is trusted in another: every such path is a violation, and
 * what the platforms themselves cannot separate is a residual. Pure, and about what is declared: see
 * {@link Declared}.
 */
export function checkIsolation(holdings: Holdings): IsolationFinding[] {
    return [...findViolations(holdings), ...residualFindings(holdings)];
}

/** The paths from one environment into another: per rule and line only the gravest. */
export function findViolations(holdings: Holdings): Violation[] {
    const declared = findDeclared(holdings);
    const rights = rightsOf(declared);
    return gravest(declared, [
        ...sharedPlaces(declared),
        ...sharedSubjects(declared),
        ...awsCrossings(declared, rights),
        ...vaultCrossings(declared, rights),
        ...unguardedProduction(declared),
        ...redirections(declared),
    ]);
}

/** What a roster cannot separate, in the order of the planes, then by name. */
export function residualFindings(holdings: Holdings): Residual[] {
    const declared = findDeclared(holdings);
    const rights = rightsOf(declared);
    return [
        ...controlPlanes(declared),
        ...[...softSpots(declared, rights), ...sharedResources(declared, rights)].sort(
            (a, b) => compare(a.plane, b.plane) || compare(a.on ?? "", b.on ?? ""),
        ),
    ];
}

/**
 * One line of a role opens a path for each team and service that has it; changing the line closes them
 * all. The path into the most protected environment represents them.
 */
function gravest({ environments }: Declared, violations: readonly Violation[]): Violation[] {
    const order = environments.map(({ key }) => key);
    const rank = ({ to }: Violation) => order.indexOf(to.split("/")[0] ?? to);
    const found = new Map<string, Violation[]>();
    for (const violation of violations) {
        const { rule, from, to, at } = violation;
        // Everything that a program defines has the same place.
        const line = at.file === definedFile ? `${from} ${to}` : `${formatPlace(at)}:${at.column}`;
        const id = `${rule} ${line}`;
        const group = found.get(id);
        if (group) group.push(violation);
        else found.set(id, [violation]);
    }
    return [...found]
        .sort(([a], [b]) => compare(a, b))
        .flatMap(([, group]) => {
            const [first] = group.sort(
                (a, b) =>
                    rank(b) - rank(a) ||
                    compare(a.from, b.from) ||
                    compare(describePath(a.path), describePath(b.path)),
            );
            return first ? [{ ...first, more: group.length - 1 }] : [];
        });
}
