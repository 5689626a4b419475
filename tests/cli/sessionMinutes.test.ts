import assert from "node:assert/strict";
import { appliedMinutes, sessionMinutesOf } from "../../cli/runs/sessionMinutes";
import { serviceSession } from "../../planners/lastSession";
import { planWorkload, workloadsOf } from "../../planners/workloads";
import { acme } from "../systems/organization";

describe("session minutes", () => {
    it("are those of a service's role in AWS and its tokens in Vault, as planned", () => {
        const roster = acme();
        const minutes = sessionMinutesOf(roster);
        const specs = workloadsOf(roster).flatMap((workload) => planWorkload(roster, workload));
        assert.ok(specs.some(({ aws }) => aws) && specs.some(({ vault }) => vault));
        for (const { key, aws, vault } of specs) {
            const known = minutes[serviceSession(key)] ?? 0;
            if (aws) assert.equal(aws.sessionMinutes, known, key);
            if (vault) assert.equal(vault.explicitMaxTtl, known * 60, key);
        }
    });

    it("are as long as the applied plan or the roster says, under current names", () => {
        const roster = acme();
        const [service] = [...roster.services.values()];
        const [role] = [...roster.roles.values()].filter(({ aws }) => aws);
        assert.ok(service?.aws && role?.aws);
        const aws = { ...role.aws, sessionMinutes: 60 };
        const roles = new Map([["now", { ...role, key: "now", previously: ["before"], aws }]]);
        const services = new Map([
            ["shop", { ...service, key: "shop", previously: ["kiosk"] }],
            ["new", { ...service, key: "new", previously: [] }],
        ]);
        const applied = { before: 720, "service:kiosk": 30, gone: 90 };
        assert.deepEqual(appliedMinutes(applied, { ...roster, roles, services }), {
            now: 720,
            "service:shop": service.aws.sessionMinutes,
            gone: 90,
        });
        assert.deepEqual(appliedMinutes(applied, undefined), applied);
    });

    it("are kept apart for a role and a service with the same key", () => {
        const roster = acme();
        const [service] = [...roster.services.values()];
        const [role] = [...roster.roles.values()].filter(({ aws }) => aws);
        assert.ok(service?.aws && role?.aws);
        const aws = { ...role.aws, sessionMinutes: 720 };
        const roles = new Map([[service.key, { ...role, key: service.key, aws }]]);
        assert.deepEqual(
            sessionMinutesOf({ ...roster, roles, services: new Map([["x", service]]) }),
            {
                [service.key]: 720,
                [serviceSession(service.key)]: service.aws.sessionMinutes,
            },
        );
    });
});
