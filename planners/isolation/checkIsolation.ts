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
 * Whether any principal of one environment is trusted in another: every way in as a violation, and
 * what the platforms themselves cannot divide as a residual. Pure, and about what is declared: see
 * {@link Declared}.
 */
export function checkIsolation(holdings: Holdings): IsolationFinding[] {
    return [...findViolations(holdings), ...residualFindings(holdings)];
}

/** The ways from one environment into another: one for each rule and line, the gravest. */
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

/** What a roster cannot divide, in the order of the planes, then by name. */
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
 * One line of a role opens a way for each team and service that has it; whoever changes the line
 * closes them all. The way into what is most protected stands for them.
 */
function gravest({ environments }: Declared, violations: readonly Violation[]): Violation[] {
    const order = environments.map(({ key }) => key);
    const rank = ({ to }: Violation) => order.indexOf(to.split("/")[0] ?? to);
    const found = new Map<string, Violation[]>();
    for (const violation of violations) {
        const { rule, from, to, at } = violation;
        // What a program defines has one place for all of it.
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
