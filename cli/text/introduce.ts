import { formatPlace } from "../../model/graph";
import { formatInstant, holds } from "../../model/instant";
import type { Leaver, Person, Service, Team } from "../../model/roster";
import type { Holdings } from "../../planners/holdings";
import type { Principal } from "../principals";
import { harmless } from "./harmless";
import type { Style } from "./style";

/** Who or what this is, in a few lines, so that the reader can check that it is the one they meant. */
export function introduce(holdings: Holdings, { kind, key }: Principal, style: Style): string {
    const { roster } = holdings.graph;
    const person = roster.people.get(key);
    const leaver = roster.leavers.get(key);
    const team = roster.teams.get(key);
    const service = roster.services.get(key);
    const facts =
        kind === "team"
            ? team && aboutTeam(holdings, team)
            : kind === "service"
              ? service && aboutService(service)
              : leaver
                ? aboutLeaver(leaver)
                : person && aboutPerson(holdings, person);
    const [title = "", ...more] = facts ?? [];
    return [
        `${style("bold", `${kind} ${key}`)}${style("dim", " · ")}${harmless(title)}`,
        ...more.map((fact) => style("dim", harmless(fact))),
    ].join("\n");
}

function aboutPerson(holdings: Holdings, person: Person): string[] {
    const { roster } = holdings.graph;
    const others = [...roster.people.values()].filter(({ sameAs }) => sameAs?.key === person.key);
    const teams = [...roster.teams.values()].flatMap((team) =>
        team.members
            .filter((member) => member.person === person.key && holds(member, holdings.instant))
            .map(({ role }) => (role === "maintainer" ? `${team.key} (maintainer)` : team.key)),
    );
    return [
        `${person.name}, ${person.email}${person.github ? `, ${person.github.login} in GitHub` : ""}`,
        ...(person.sameAs
            ? [`another account of ${person.sameAs.key}, and leaves together with that person`]
            : []),
        ...(person.machine ? [`no person uses it; ${person.machine.key} answers for it`] : []),
        ...(others.length > 0 ? [`has another account: ${others.map(keyOf).join(", ")}`] : []),
        ...(teams.length > 0 ? [`in ${teams.join(", ")}`] : []),
        ...absence(holdings, person),
    ];
}

/** Why somebody in people has nothing now. */
function absence({ graph, people, instant }: Holdings, person: Person): string[] {
    if (people.has(person.key)) return [];
    const window = graph.standing(person);
    if (window?.from !== undefined && instant < window.from) {
        return [`comes on ${formatInstant(window.from, "from")} (${formatPlace(person.at)})`];
    }
    const { sameAs } = person;
    const main = sameAs && graph.roster.people.get(sameAs.key);
    if (sameAs && !(main && people.has(main.key))) {
        return [`has left with ${sameAs.key} (${formatPlace(sameAs.at)}); ${taken}`];
    }
    const until = person.until === undefined ? "" : ` on ${formatInstant(person.until, "until")}`;
    return [`has left: the time here ended${until} (${formatPlace(person.at)}); ${taken}`];
}

const taken = "every run takes away what remains";

function aboutLeaver({ name, left, reason, at }: Leaver): string[] {
    const why = reason === undefined ? "" : `, ${reason}`;
    return [name, `has left: on ${left}${why} (${formatPlace(at)}); ${taken}`];
}

function aboutTeam({ graph, instant }: Holdings, team: Team): string[] {
    const paths = graph.members(team.key).filter((path) => holds(path, instant));
    const members = [...new Set(paths.map(({ person }) => person.key))].sort();
    return [
        team.description,
        ...(team.parent ? [`part of ${team.parent.key}, and has that team's grants too`] : []),
        members.length > 0 ? `people: ${members.join(", ")}` : "nobody is in it",
    ];
}

function aboutService({ description, owner, repository, workflow, in: stages }: Service): string[] {
    return [
        description,
        `owned by ${owner.key}${repository ? `, repository ${repository.name}` : ""}`,
        stages.length > 0 ? `deploys to ${stages.map(keyOf).join(", ")}` : "deploys nowhere",
        ...(workflow === undefined ? [] : [`only by ${workflow}`]),
    ];
}

function keyOf({ key }: { readonly key: string }): string {
    return key;
}
