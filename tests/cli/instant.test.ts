import assert from "node:assert/strict";
import { Failure } from "../../cli/failure";
import { readInstant } from "../../cli/instant";
import type { Mode } from "../../cli/mode";
import { fakeIo } from "./support";

const clock = "2026-12-01T12:00:00Z";

function read(now: string | undefined, mode?: Mode): number {
    return readInstant(fakeIo({ environment: { ROLLCALL_NOW: now }, clock }), mode);
}

function failsWith(exitCode: number, message: RegExp): (error: unknown) => boolean {
    return (error) =>
        error instanceof Failure && error.exitCode === exitCode && message.test(error.message);
}

describe("ROLLCALL_NOW", () => {
    it("replaces the clock", () => {
        assert.equal(read(undefined), Date.parse(clock));
        assert.equal(read(""), Date.parse(clock));
        assert.equal(read("2091-03-03T09:00:00Z"), Date.parse("2091-03-03T09:00:00Z"));
    });

    it("takes a bare date as its first moment", () => {
        assert.equal(read("2027-01-01"), Date.parse("2027-01-01T00:00:00Z"));
    });

    it("is refused as wrong use if it is not an instant", () => {
        for (const text of ["yesterday", "2026-02-30", "2026-12-01T12:00:00+01:00", "1765000000"]) {
            assert.throws(() => read(text), failsWith(2, /which is no instant/), text);
        }
    });

    it("is refused for live systems if it is more than five minutes off", () => {
        assert.equal(read("2026-12-01T12:05:00Z", "live"), Date.parse("2026-12-01T12:05:00Z"));
        assert.equal(read("2026-12-01T11:55:00Z", "live"), Date.parse("2026-12-01T11:55:00Z"));
        const tooFar = failsWith(1, /5 minutes apart/);
        assert.throws(() => read("2026-12-01T12:05:01Z", "live"), tooFar);
        assert.throws(() => read("2026-12-01T11:54:59Z", "live"), tooFar);
    });
});
