import type { Graph } from "../graph";
import { deployOf } from "../graph";
import { windowOf } from "../instant";
import type { Deploy, Environment, Member, Person, Service } from "../roster";
import type { Shortage, Stand } from "./headcount";
import { describeShortage, shortage, timeOf } from "./headcount";
import { isOver, reachOf } from "./reach";
import type { Finding, Rule, RuleContext } from "./rule";

/** Nobody approves their own deployment, so a reviewing team of one cannot approve that person's. */
const leastReviewers = 2;

/**
 * Production waits for somebody else's approval: by teams that together have two different people.
 *
 * An account that no person uses does not review: whoever holds its token would approve what its
 * pipeline asks for.
 */
export const noReviewers: Rule = {
    id: "no-reviewers",
    judge: (context) => {
        const review = createReview(context);
        return [...reachOf(context.graph).production.values()].flatMap((environment) =>
            deploying(context.graph, environment).flatMap((service) =>
                judgeService(context.graph, environment, service, review),
            ),
        );
    },
};

function deploying({ roster }: Graph, { key }: Environment): Service[] {
    return [...roster.services.values()].filter(
        (service) => service.repository && service.in.some((each) => each.key === key),
    );
}

function judgeService(
    { roster }: Graph,
    environment: Environment,
    service: Service,
    review: (teams: readonly string[]) => Review,
): Finding[] {
    const deploy = deployOf(roster, service, environment.key);
    const waivers = [`services.${service.key}`, `environments.${environment.key}`];
    const about = { subject: service.key, waivers };
    const [first] = deploy.reviewers;
    if (!first) {
        const message = (services: string) =>
            `nobody reviews deployments of ${services} to ${environment.key}, which is production; ` +
            "add a team to `deploy.reviewers`";
        return [{ ...about, at: placeOf(service, environment, deploy), message }];
    }
    const teams = deploy.reviewers.map(({ key }) => key);
    const { missing, machines } = review(teams);
    const few = missing && {
        ...about,
        at: first.at,
        message: (services: string) =>
            `deployments of ${services} to ${environment.key} are reviewed by ` +
            `${teams.join(", ")}, which together have ${describeShortage(missing)}; two different people ` +
            "with GitHub are needed, machines not counted: add somebody, or another team",
        ...timeOf(missing),
    };
    const bots = machines.map(({ person, member, team }) => ({
        at: member.at,
        subject: service.key,
        message: (services: string) =>
            `${person.key} belongs to no person and, in ${team}, could approve deployments of ` +
            `${services} to ${environment.key}; take it out of the team`,
        waivers: [...waivers, `people.${person.key}`],
    }));
    return few ? [few, ...bots] : bots;
}

/** The narrowest thing that sets the reviewers, where nobody reviews. */
function placeOf(service: Service, environment: Environment, deploy: Deploy) {
    return service.deploy.reviewers ? deploy.at : environment.deploy.at;
}

/** What reviewing teams amount to. */
interface Review {
    readonly missing?: Shortage;
    readonly machines: readonly {
        readonly person: Person;
        readonly member: Member;
        readonly team: string;
    }[];
}

/** Most services are reviewed by the same few teams: each combination is looked at once. */
function createReview({ graph, instant }: RuleContext): (teams: readonly string[]) => Review {
    const known = new Map<string, Review>();
    return (teams) => {
        const id = teams.join(" ");
        const found = known.get(id);
        if (found) return found;
        const paths = teams.flatMap((team) => graph.members(team).map((path) => ({ team, path })));
        const stands = paths.flatMap(({ path }): Stand[] => {
            const { person } = path;
            if (!person.github || person.machine) return [];
            return [{ human: graph.human(person.key), ...windowOf(path) }];
        });
        const missing = shortage(stands, leastReviewers, instant);
        const machines = paths.flatMap(({ team, path }) => {
            const { person, member } = path;
            const reviews = person.machine && person.github && !isOver(path, instant);
            return reviews ? [{ person, member, team }] : [];
        });
        const review = missing ? { missing, machines } : { machines };
        known.set(id, review);
        return review;
    };
}
