import assert from "node:assert/strict";
import fc from "fast-check";
import { accountOf, matchesArn, splitArn } from "../../../model/iam/arn";
import { parseGlob } from "../../../model/iam/glob";
import { isInRange, parseAddress, parseRange } from "../../../model/iam/ipAddress";
import { parsePolicyDate } from "../../../model/iam/policyDate";

describe("IAM values", () => {
    describe("addresses", () => {
        const addresses: Record<string, bigint | undefined> = {
            "0.0.0.0": 0n,
            "255.255.255.255": 0xffffffffn,
            "203.0.113.7": 0xcb007107n,
            "203.0.113": undefined,
            "203.0.113.256": undefined,
            "203.0.113.07": undefined,
            "203.0.113.7.1": undefined,
            " 203.0.113.7": undefined,
            "::": 0n,
            "::1": 1n,
            "2001:DB8::7": 0x20010db8000000000000000000000007n,
            "1:2:3:4:5:6:7:8": 0x00010002000300040005000600070008n,
            "::ffff:203.0.113.7": 0xffffcb007107n,
            "1:2:3:4:5:6:7": undefined,
            "1:2:3:4:5:6:7:8:9": undefined,
            "1:2:3:4:5:6:7::8:9": undefined,
            "1:2:3:4::5:6:7:8": undefined,
            "1::2::3": undefined,
            "1:2:3:4::5:6:7:8::9": undefined,
            "203.0.113.7::1": undefined,
            ":1": undefined,
            "1:": undefined,
            "::12345": undefined,
            "::g": undefined,
            "": undefined,
        };
        for (const [text, value] of Object.entries(addresses)) {
            it(`${JSON.stringify(text)} is ${value ?? "none"}`, () => {
                assert.equal(parseAddress(text)?.value, value);
            });
        }

        for (const text of [
            "203.0.113.0/33",
            "::/129",
            "::/",
            "203.0.113.0/-1",
            "::/1/2",
            "::/01",
        ]) {
            it(`${text} is not a range`, () => assert.equal(parseRange(text), undefined));
        }

        it("are read back as written", () => {
            fc.assert(
                fc.property(fc.ipV6(), (text) => {
                    const address = parseAddress(text);
                    assert.ok(address, text);
                    const full = address.value.toString(16).padStart(32, "0").match(/.{4}/g);
                    assert.deepEqual(parseAddress((full ?? []).join(":")), address);
                }),
            );
            fc.assert(
                fc.property(fc.ipV4(), (text) => {
                    const address = parseAddress(text);
                    const octets = [24n, 16n, 8n, 0n].map((bits) => (address?.value ?? 0n) >> bits);
                    assert.equal(octets.map((octet) => octet & 255n).join("."), text);
                }),
            );
        });

        it("are in every range around them, and a wider range contains more", () => {
            const prefix = fc.nat(32);
            fc.assert(
                fc.property(fc.ipV4(), fc.ipV4(), prefix, prefix, (one, other, a, b) => {
                    const [address, base] = [parseAddress(one), parseRange(other)];
                    assert.ok(address && base);
                    assert.ok(isInRange(address, { ...address, prefix: a }));
                    const [wide, narrow] = [Math.min(a, b), Math.max(a, b)];
                    if (isInRange(address, { ...base, prefix: narrow })) {
                        assert.ok(isInRange(address, { ...base, prefix: wide }));
                    }
                }),
            );
        });
    });

    describe("dates", () => {
        const dates: Record<string, string | undefined> = {
            "2026": "2026-01-01T00:00:00.000Z",
            "2026-03": "2026-03-01T00:00:00.000Z",
            "2026-03-04": "2026-03-04T00:00:00.000Z",
            "2026-03-04T05:06Z": "2026-03-04T05:06:00.000Z",
            "2026-03-04T05:06:07Z": "2026-03-04T05:06:07.000Z",
            "2026-03-04T05:06:07.25Z": "2026-03-04T05:06:07.250Z",
            "2026-03-04T05:06:07+05:30": "2026-03-03T23:36:07.000Z",
            "2026-03-04T23:06:07-05:30": "2026-03-05T04:36:07.000Z",
            "2026-03-04T05:06+23:59": "2026-03-03T05:07:00.000Z",
            "1772600767": "2026-03-04T05:06:07.000Z",
            "2024-02-29": "2024-02-29T00:00:00.000Z",
            "2026-02-29": undefined,
            "2026-13": undefined,
            "2026-03-04T24:00Z": undefined,
            "2026-03-04T05:60Z": undefined,
            "2026-03-04T05:06+24:00": undefined,
            "2026-03-04T05:06": undefined,
            "2026-03-04 05:06Z": undefined,
            "04/03/2026": undefined,
            "-1": undefined,
            now: undefined,
        };
        for (const [text, instant] of Object.entries(dates)) {
            it(`${text} is ${instant ?? "none"}`, () => {
                const read = parsePolicyDate(text);
                assert.equal(
                    read === undefined ? undefined : new Date(read).toISOString(),
                    instant,
                );
            });
        }
    });

    describe("ARNs", () => {
        it("have six parts, the last of which has the rest", () => {
            assert.deepEqual(splitArn("arn:aws:sns:eu-west-1:111122223333:a:b"), [
                "arn",
                "aws",
                "sns",
                "eu-west-1",
                "111122223333",
                "a:b",
            ]);
            assert.equal(splitArn("arn:aws:s3::"), undefined);
            assert.equal(accountOf("arn:aws:s3:::bucket"), undefined);
            assert.equal(accountOf("arn:aws:iam::111122223333:root"), "111122223333");
        });

        it("match part by part: no star leaves its part, except in the last", () => {
            const arn = "arn:aws:logs:eu-west-1:111122223333:log-group:a:*";
            assert.ok(matchesArn(parseGlob("arn:aws:logs:*:*:*"), arn));
            assert.ok(matchesArn(parseGlob("arn:aws:logs:eu-*:111122223333:log-group:?:*"), arn));
            assert.ok(!matchesArn(parseGlob("arn:*:log-group:a:*"), arn));
            assert.ok(!matchesArn(parseGlob("*"), arn));
            assert.ok(!matchesArn(parseGlob("arn:aws:logs:*:*:*"), "no-arn"));
        });
    });
});
