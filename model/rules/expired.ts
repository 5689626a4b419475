import type { Window } from "../instant";
import { formatInstant } from "../instant";
import type { Place } from "../roster";
import { isOver } from "./reach";
import type { Finding, Rule, RuleContext } from "./rule";
import { grantName } from "./rule";

/** What has ended gives nothing any more: such a line can only mislead readers. */
export const expired: Rule = {
    id: "expired",
    judge: (context) => {
        const { people, teams, grants } = context.graph.roster;
        return [
            ...[...people.values()].flatMap((person) =>
                finding(
                    context,
                    person,
                    `${person.key} ended`,
                    `is treated as a leaver; \`rollcall leave ${person.key}\` writes it down`,
                ),
            ),
            ...[...teams.values()].flatMap((team) =>
                team.members.flatMap((member) =>
                    finding(context, member, `${member.person} in ${team.key} ended`),
                ),
            ),
            ...grants.flatMap((grant) => finding(context, grant, `${grantName(grant)} ended`)),
        ];
    },
};

function finding(
    { instant }: RuleContext,
    line: Window & { readonly at: Place },
    what: string,
    then = "gives nothing; take the line out",
): Finding[] {
    if (line.until === undefined || !isOver(line, instant)) return [];
    const end = formatInstant(line.until, "until");
    const message = () => `${what} with ${end} and ${then}`;
    return [{ at: line.at, subject: "", message }];
}
