import assert from "node:assert/strict";
import type { Entitlement } from "../../planners/entitlements";
import { type EngineDelete, type Evidence, type Proof, prove } from "../../systems/proof";
import { entitlementsOf, evidence, instant, through, urn, withReading } from "./evidence";

const hour = 3_600_000;

/** The first entitlement in a system that a line of the roster gives. */
function direct({ items }: Proof, system: string) {
    return items.find(
        ({ entitlement }) => entitlement.via === undefined && entitlement.system === system,
    );
}

describe("systems/residual", () => {
    const without = (deletes: EngineDelete[]) => {
        const { provedAt: _, ...unproved } = evidence({ deletes });
        return withReading("aws", { blocks: [] }, { ...unproved, lost: entitlementsOf("alice") });
    };
    const type = "aws:identitystore/groupMembership:GroupMembership";
    const gone = (at: number): EngineDelete[] =>
        ["dev", "staging"].map((stack) => ({
            urn: urn(stack, type, "alice/payments/developer"),
            at,
        }));

    it("last for a session and an hour after the revocation if no deny is in force", () => {
        const at = instant - hour;
        const given = prove(without(gone(at)));
        const { verdict, reasons } = given;
        const item = direct(given, "aws");
        assert.equal(verdict, "incomplete");
        assert.equal(item?.revokedAt, "2026-11-25T11:00:00Z");
        assert.equal(item?.residual?.until, "2026-11-25T20:00:00Z");
        assert.match(reasons.join("\n"), /developer on dev\/checkout in aws: a session in aws/);
    });

    it("are over after that time", () => {
        assert.equal(prove(without(gone(instant - 9 * hour))).verdict, "complete");
        assert.equal(prove(without(gone(instant - 9 * hour + 1))).verdict, "incomplete");
    });

    it("begin when it was first seen to be absent, if nobody knows when it was removed", () => {
        const item = direct(prove(without([])), "aws");
        assert.deepEqual(
            [item?.revokedAt, item?.residual?.until],
            [undefined, "2026-11-25T21:00:00Z"],
        );
    });

    it("are the maximum for an unknown role", () => {
        const given = { ...without(gone(instant)), sessionMinutes: new Map() };
        const item = direct(prove(given), "aws");
        assert.equal(item?.residual?.until, "2026-11-26T01:00:00Z");
    });

    it("include sessions that nobody could end", () => {
        const session = {
            person: "alice",
            system: "vault",
            kind: "token",
            what: "token t-1",
            ended: false,
        } as const;
        const until = instant + hour;
        const given = prove(withReading("vault", { sessions: [{ ...session, until }] }));
        const item = direct(given, "vault");
        assert.equal(given.verdict, "incomplete");
        assert.equal(item?.residual?.until, "2026-11-25T13:00:00Z");
        for (const over of [
            { ...session, until: instant },
            { ...session, ended: true },
        ]) {
            assert.equal(prove(withReading("vault", { sessions: [over] })).verdict, "complete");
        }
    });

    describe("of what was reached through a pipeline", () => {
        /** Seen to be gone just now, or when `since` says. */
        function pipeline(lost: readonly Entitlement[], change: Partial<Evidence> = {}) {
            const sessionMinutes = new Map([["service:checkout", 240]]);
            const given = evidence({ lost, provedAt: instant, sessionMinutes, ...change });
            const { verdict, gone, items, reasons } = prove(given);
            return { verdict, gone, until: items[0]?.residual?.until, reasons };
        }
        const held = {
            aws: "a session that its workflow took in aws may be open",
            vault: "a token that its workflow took in vault may be in use",
        };

        for (const system of ["aws", "vault"] as const) {
            it(`last in ${system} as long as the service's session, whatever the person is denied`, () => {
                for (const via of ["repository:checkout", "repository:ci"]) {
                    const until = "2026-11-25T17:00:00Z";
                    assert.deepEqual(pipeline([through(system, via)]), {
                        verdict: "incomplete",
                        gone: true,
                        until,
                        reasons: [
                            `service on dev/checkout in ${system}: ${held[system]}, until ${until}`,
                        ],
                    });
                }
            });

            it(`are over in ${system} after that time, and the maximum if it is not known`, () => {
                const lost = [through(system)];
                const at = instant - 5 * hour;
                assert.equal(pipeline(lost, { provedAt: at + 1 }).verdict, "incomplete");
                assert.equal(pipeline(lost, { provedAt: at }).verdict, "complete");
                const sessionMinutes = new Map([["checkout", 1]]);
                const { until } = pipeline(lost, { sessionMinutes });
                assert.equal(until, "2026-11-26T01:00:00Z");
            });
        }

        it("begin when GitHub was read, where the access was lost", () => {
            const { provedAt: _, ...given } = evidence({ lost: [through("aws")] });
            const early = withReading("aws", { at: instant - 20 * hour }, given);
            assert.equal(prove(early).items[0]?.residual?.until, "2026-11-26T01:00:00Z");
        });

        it("begin when its run is over, if one is still in progress", () => {
            const run = {
                ...({ person: "alice", system: "github", kind: "workflow run" } as const),
                ...{ what: "workflow run 7 of checkout", ended: false },
            };
            const with7 = (until?: number) => {
                const sessions = [{ ...run, ...(until === undefined ? {} : { until }) }];
                const sessionMinutes = new Map([["service:checkout", 240]]);
                const lost = [through("aws")];
                return prove(
                    withReading("github", { sessions }, evidence({ lost, sessionMinutes })),
                );
            };
            const { gone, items } = with7();
            assert.equal(gone, false);
            assert.deepEqual(items[0]?.residual, { why: "workflow run 7 of checkout is open" });
            const until = with7(instant + hour).items[0]?.residual?.until;
            assert.equal(until, "2026-11-25T18:00:00Z");
        });

        it("are none in GitHub itself, which checks every request", () => {
            const lost = [{ ...through("github", "organization:acme"), stack: "org" }];
            assert.equal(pipeline(lost).verdict, "complete");
        });

        it("may exist if the leaves in state are all that is known", () => {
            const [member] = entitlementsOf("alice").filter((one) => one.permission === "member");
            assert.ok(member);
            const { verdict, gone, reasons } = pipeline([member], { unlisted: true });
            assert.deepEqual([verdict, gone], ["incomplete", true]);
            assert.match(reasons.join(), /^nobody knows what .* until 2026-11-26T01:00:00Z$/);
            const later = { unlisted: true, provedAt: instant - 13 * hour };
            assert.equal(pipeline([member], later).verdict, "complete");
            const alone = { unlisted: true, required: ["github" as const] };
            assert.equal(pipeline([member], alone).verdict, "complete");
        });
    });

    it("begin with the last of several ways, or when it was read if that is unknown", () => {
        const [one, ...others] = gone(instant - 10 * hour);
        assert.ok(one);
        const dev = entitlementsOf("alice").filter(
            ({ system, stack }) => system === "aws" && stack === "dev",
        );
        const second = one.urn.replace("payments/", "ledger/");
        const ways = dev.map((each) => ({
            ...each,
            resources: [
                ...each.resources,
                ...each.resources.map((name) => name.replaceAll("payments/", "ledger/")),
            ],
        }));
        const until = (deletes: EngineDelete[]) => {
            const given = { ...without([one, ...others, ...deletes]), lost: ways };
            return direct(prove(given), "aws")?.residual?.until;
        };
        assert.equal(until([]), "2026-11-25T21:00:00Z");
        assert.equal(until([{ urn: second, at: instant, failed: "503" }]), "2026-11-25T21:00:00Z");
        assert.equal(until([{ urn: second, at: instant - hour }]), "2026-11-25T20:00:00Z");
        assert.equal(until([{ urn: second, at: instant - 9 * hour }]), undefined);
    });

    it("are ended by a deny in every permission set that granted it, not in one of several", () => {
        const one = entitlementsOf("alice").find(
            ({ system, stack }) => system === "aws" && stack === "dev",
        );
        assert.ok(one);
        const other = one.resources.map((each) => each.replaceAll("payments/", "ledger/"));
        const lost = [{ ...one, resources: [...one.resources, ...other] }];
        const { provedAt: _, ...given } = evidence({ lost });
        const { verdict, items } = prove(given);
        assert.equal(verdict, "incomplete");
        assert.equal(items[0]?.residual?.until, "2026-11-25T21:00:00Z");
        assert.equal(prove({ ...given, lost: [one] }).verdict, "complete");
    });
});
