import assert from "node:assert/strict";
import fc from "fast-check";
import { anyLetter, anyText, parseGlob } from "../../model/iam/glob";
import { onlyReads } from "../../planners/isolation/awsActions";
import { bearingOn } from "../../planners/isolation/awsReach";
import type { Pattern } from "../../planners/isolation/globsMeet";
import { anyPart, globsMeet } from "../../planners/isolation/globsMeet";
import { meetsPlace } from "../../planners/isolation/vaultPaths";

/** Every text of at most so many of these parts. */
function texts(parts: readonly string[], most: number): string[] {
    if (most === 0) return [""];
    const shorter = texts(parts, most - 1);
    return [
        ...new Set([...shorter, ...shorter.flatMap((text) => parts.map((part) => text + part))]),
    ];
}

describe("globsMeet", () => {
    const expression = (pattern: Pattern) =>
        new RegExp(
            `^${pattern
                .map((part) =>
                    part === anyText
                        ? ".*"
                        : part === anyPart
                          ? "[^:]*"
                          : part === anyLetter
                            ? "."
                            : part,
                )
                .join("")}$`,
        );
    const pattern = fc.array(fc.constantFrom("a", ":", anyText, anyLetter, anyPart), {
        maxLength: 3,
    });
    const all = texts(["a", ":", "b"], 6);

    it("holds exactly for patterns that have a text in common", () => {
        fc.assert(
            fc.property(pattern, pattern, (one, other) => {
                const [left, right] = [expression(one), expression(other)];
                const common = all.some((text) => left.test(text) && right.test(text));
                assert.equal(globsMeet(one, other), common);
            }),
        );
    });

    it("stays quick on patterns built to be slow", () => {
        const long = parseGlob(`${"a*".repeat(150)}b`);
        const start = process.cpuUsage();
        assert.equal(globsMeet(long, parseGlob(`${"*a".repeat(150)}c`)), false);
        assert.ok(process.cpuUsage(start).user < 2e6);
    });
});

describe("bearingOn", () => {
    const cases: readonly (readonly [string, string | undefined])[] = [
        ["arn:aws:iam::333333333333:role/x", "names"],
        ["arn:aws:iam::111111111111:role/x", undefined],
        ["arn:aws:iam::444444444444:role/*", undefined],
        ["arn:aws:iam::3*:role/x", "names"],
        ["arn:aws:iam::?33333333333:role/x", "names"],
        ["arn:aws:iam::*:role/x", "spans"],
        ["arn:aws:iam::????????????:role/x", "spans"],
        ["arn:aws:iam::*", "spans"],
        ["arn:aws:*", "spans"],
        ["*", "spans"],
        ["arn:*:333333333333:*", "names"],
        ["arn:aws:s3:::acme-333333333333/*", undefined],
        ["arn:aws:s3*:::bucket", "spans"],
        ["arn:aws:logs:eu-*:111111111111:log-group:333333333333:x", "spans"],
        ["arn:aws:logs:eu-west-1:111111111111:log-group:333333333333:*", undefined],
        ["arn:aws:iam::aws:policy/*", undefined],
    ];
    for (const [resource, bearing] of cases) {
        it(`${resource} ${bearing ?? "stays"}`, () => {
            assert.equal(bearingOn(resource, "111111111111", "333333333333"), bearing);
        });
    }
});

describe("onlyReads", () => {
    it("counts reading a secret, and anything unknown, as more", () => {
        const reads = (actions: string[]) => actions.filter(onlyReads);
        assert.deepEqual(
            reads([
                "ecr:BatchGetImage",
                "ecs:Describe*",
                "ecs:UpdateService",
                "s3:GetObject",
                "s3:*",
                "*",
                "secretsmanager:Get*",
                "secretsmanager:DescribeSecret",
                "ssm:GetParameter",
                "ssm:GetParameters*",
                "dynamodb:Query",
                "unheard-of:Fetch",
                "unheard-of:ListThings",
            ]),
            [
                "ecr:BatchGetImage",
                "ecs:Describe*",
                "s3:GetObject",
                "secretsmanager:DescribeSecret",
                "dynamodb:Query",
                "unheard-of:ListThings",
            ],
        );
    });
});

describe("meetsPlace", () => {
    const all = texts(["a", "ab", "/"], 6);
    const segment = fc.constantFrom("a", "ab", "b", "+");
    const path = fc
        .tuple(fc.array(segment, { maxLength: 2 }), fc.constantFrom("a", "ab", "", "*", "a*", "+"))
        .map(([segments, last]) => [...segments, last].join("/"));
    const place = fc
        .tuple(
            fc.array(fc.constantFrom("a", "ab", "+"), { maxLength: 2 }),
            fc.constantFrom("a", ""),
        )
        .map(([segments, last]) => [...segments, last].join("/"));
    const fits = (pattern: string) =>
        new RegExp(`^${pattern.replaceAll("+", "[^/]+").replaceAll("*", ".*")}`);

    it("misses nothing that a policy path and a place have in common", () => {
        fc.assert(
            fc.property(path, place, (one, other) => {
                const [policy, begins] = [new RegExp(`${fits(one).source}$`), fits(other)];
                const common = all.some((text) => policy.test(text) && begins.test(text));
                if (common) assert.ok(meetsPlace(one, other), `${one} and ${other}`);
            }),
            { numRuns: 500 },
        );
    });

    it("does not match a mere common beginning", () => {
        assert.equal(meetsPlace("kv-production/data/x", "kv-prod/"), false);
        assert.equal(meetsPlace("kv-pro", "kv-prod/"), false);
        assert.equal(meetsPlace("kv-dev/*", "kv-prod/"), false);
        assert.equal(meetsPlace("sys/policies/acl/dev.x", "sys/policies/acl/prod."), false);
    });

    it("lets a template stand for any text, with what follows it", () => {
        for (const path of [
            "{{identity.entity.metadata.mount}}/data/x",
            "kv-{{identity.entity.metadata.mount}}",
            "kv-prod/{{identity.entity.name}}",
        ]) {
            assert.equal(meetsPlace(path, "kv-prod/"), true, path);
        }
        assert.equal(meetsPlace("kv/{{identity.entity.name}}", "kv/prod/"), true);
        assert.equal(meetsPlace("kv-dev/{{identity.entity.name}}", "kv-prod/"), false);
        assert.equal(meetsPlace("kv-production{{identity.entity.name}}", "kv-prod/"), false);
    });
});
