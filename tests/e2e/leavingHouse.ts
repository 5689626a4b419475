import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { loadRoster } from "../../model/load";
import { World } from "../../sandbox/world";
import { createSandboxReader } from "../../systems/sandbox";
import { subjectOf } from "../../systems/subject";
import { engine, leafOf, Sandbox } from "./sandbox";

const house = path.join(__dirname, "fixtures/house");
export const noon = "2026-11-30T12:00:00Z";
/** Cody's last day is over. */
export const later = "2026-12-02T12:00:00Z";
export const stacks = ["org", "dev", "staging", "prod"];
const systems = ["github", "aws", "vault"] as const;

export const type = {
    membership: "github:index/membership:Membership",
    teamMembership: "github:index/teamMembership:TeamMembership",
    groupMembership: "aws:identitystore/groupMembership:GroupMembership",
    vaultGroupMembers: "vault:identity/groupMemberEntityIds:GroupMemberEntityIds",
};

/** What those who stay have of what the commit takes from them. */
export interface Others {
    readonly owen: string | undefined;
    readonly monaKeeps: boolean;
    readonly lamp: number;
}

/** Nobody but people who left loses anything. */
export const untouched: Others = { owen: "admin", monaKeeps: true, lamp: 1 };
/** Everything that is to go went. */
export const gone: Others = { owen: "member", monaKeeps: false, lamp: 0 };

/** An organisation in which somebody is about to leave. */
export class LeavingHouse extends Sandbox {
    /** Comes back to how it was provisioned. */
    restore: () => void = () => assert.fail("it is not provisioned");

    constructor() {
        super(house);
    }

    async provision(): Promise<void> {
        await engine();
        await this.up({ ROLLCALL_NOW: noon });
        this.restore = this.snapshot();
    }

    /**
     * One commit in which Lea leaves, Mona moves to another team, Owen is no owner any more, the lamp is
     * taken out and Joe joins; and on whose day Cody's time is over.
     */
    commit(): void {
        this.edit("roster.yaml", "owners: [ann, ben, owen]", "owners: [ann, ben]");
        this.edit("roster.yaml", /\n {2}lea: .*/, "");
        this.edit("roster.yaml", "[ann, ben, lea, mona, cody]", "[ann, ben, cody]");
        this.edit("roster.yaml", "members: [owen]", "members: [owen, mona, joe]");
        this.edit("roster.yaml", /\n {2}lamp:[\s\S]*/, "\n");
        this.edit(
            "roster.yaml",
            "\nteams:",
            "\n  joe: { name: Joe Jo, email: joe@house.example, github: { login: joe-house, id: 17 } }\n" +
                "leavers:\n  lea: { name: Lea Lo, left: 2026-12-01, email: lea@house.example, " +
                "github: { login: lea-house, id: 14 } }\nteams:",
        );
    }

    /** What stands in state of what is to go: leaves, or a stack that cannot be read. */
    standing(): string[] {
        return stacks.flatMap((stack) => {
            let urns: string[];
            try {
                urns = [...this.resources(stack).keys()];
            } catch {
                return [`${stack} unreadable`];
            }
            return urns
                .filter((urn) => urn.includes("rollcall:index:PersonAccess$"))
                .map((urn) => `${stack} ${leafOf(urn)}`)
                .filter((leaf) => /^\w+ \w+ (lea|cody)(\/|$)/.test(leaf));
        });
    }

    /** What the systems themselves have of a person, by their own ids. */
    async foundOf(person: "lea" | "cody"): Promise<string[]> {
        const { roster } = loadRoster(house);
        assert.ok(roster);
        const somebody = roster.people.get(person);
        assert.ok(somebody);
        const world = new World(path.join(this.home, "world"));
        const subject = subjectOf(roster, somebody);
        const all = await Promise.all(
            systems.map((system) => createSandboxReader(roster, system, { world }).find([subject])),
        );
        return all
            .flatMap((findings) => findings.found)
            .filter(({ kind }) => kind !== "entity")
            .map(({ stack, what }) => `${stack} ${what}`);
    }

    /** As the systems have it. */
    others(): Others {
        const world = new World(path.join(this.home, "world"));
        const keepers = world.list("github/teams").find(({ slug }) => slug === "keepers");
        return {
            owen: world.read("github/members", "13")?.role,
            monaKeeps: world
                .list("github/teamMembers")
                .some(({ accountId, teamId }) => accountId === 15 && teamId === keepers?.id),
            lamp: world.list("aws/iamRoles").filter(({ name }) => /lamp/.test(name)).length,
        };
    }

    /** Process ids of those who hold a stack. */
    holders(): number[] {
        return this.files(path.join(this.home, "state/.pulumi/locks"))
            .filter((file) => file.endsWith(".json"))
            .map((file) => JSON.parse(readFileSync(file, "utf8")).pid);
    }
}
