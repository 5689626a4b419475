import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../cli/failure";
import { createInvocation } from "../../cli/invocation";
import { reportFailure } from "../../cli/program";
import { harmless } from "../../cli/text/harmless";
import { copyOfTiny, fakeIo, rollcall, tiny } from "./support";

/** As GitHub's runner looks for commands in what a step prints. */
function commandsIn(printed: string): string[] {
    return printed
        .split(/[\r\n]+/)
        .filter((line) => /^\s*::[^:]+::/.test(line) || line.includes("##["));
}

describe("other people's text in a GitHub Actions log", () => {
    it("is one line and contains neither form of a workflow command", () => {
        assert.equal(harmless(" a\r\n\tb\u0000\u001b[2J  c\u0085d\n"), "a b [2J c d");
        for (const text of ["::add-mask::x", "a\n::stop-commands::x", "a ##[add-mask]x", "b::c"]) {
            assert.deepEqual(commandsIn(harmless(text).replaceAll(" ", "\n")), []);
        }
    });

    it("is otherwise unchanged, including addresses and ARNs", () => {
        for (const text of ["::1 and ::/0", "arn:aws:iam::aws:policy/X", "a:: b", "## [x], #1"]) {
            assert.equal(harmless(text), text);
        }
    });

    it("issues no command, whatever a roster says and wherever a line breaks", async () => {
        const { folder, remove } = copyOfTiny();
        const evil = "::add-mask::prod";
        const text = (words: string) => JSON.stringify(words);
        try {
            const file = join(folder, "access.yaml");
            const access = readFileSync(file, "utf8")
                .replace("Takes the money", text(`Takes\n${evil}\nthe ##[add-mask]money`))
                .replace("The checkout page", text(`The\r\n::stop-commands::x\tpage`))
                .replace("yearly audit", text(`yearly\n${evil} ${`audit ${evil} `.repeat(9)}`))
                .replace(/$/, `rules: { waivers: [{ rule: wildcard, at: roles.auditor, `)
                .concat(`until: 2027-03-01, reason: ${text(`x\n${evil}`)} }] }\n`);
            writeFileSync(file, access);
            writeFileSync(
                join(folder, "::add-mask::x.yaml"),
                `leavers:\n  zoe: { name: "##[error]Zoe", left: 2026-11-20, reason: ${text(`a\n${evil}`)} }\n`,
            );
            const mistaken = copyOfTiny();
            writeFileSync(join(mistaken.folder, "::add-mask::y.yaml"), "people: { '##[a]x': 1 }\n");
            const seen = [];
            for (const line of [
                "who erin",
                "who zoe",
                "who checkout",
                "who team:payments",
                "matrix",
            ]) {
                const { code, stdout, stderr } = await rollcall(`${line} --roster ${folder}`);
                assert.equal(code, 0, stderr);
                seen.push(stdout, stderr);
            }
            for (const each of [folder, mistaken.folder]) {
                const { stdout, stderr } = await rollcall(`check --roster ${each}`);
                seen.push(stdout, stderr);
            }
            mistaken.remove();
            assert.deepEqual(commandsIn(seen.join("\n")), []);
            assert.match(seen.join("\n"), /Takes : :add-mask::prod the ## \[add-mask\]money/);
        } finally {
            remove();
        }
    });

    it("issues no command from engine or system output, whose layout is kept", () => {
        const said = "done\n  ::add-mask::prod\n\u001b[2m::stop-commands::x\r::group::y\n##[group]";
        const io = fakeIo();
        const invocation = createInvocation(io, { roster: tiny, color: true });
        invocation.print(said);
        invocation.note(said);
        invocation.answer({}, () => said);
        reportFailure(new Failure(1, said, { hint: said }), [], io);
        const printed = io.written.map((texts) => texts.join("").replaceAll("\u001b[2m", ""));
        for (const text of printed) assert.deepEqual(commandsIn(text), []);
        assert.ok(printed[0]?.includes("\n  : :add-mask::prod\n"));
        const json = fakeIo();
        const answering = createInvocation(json, { roster: tiny, color: true, json: true });
        answering.answer({ said }, () => "");
        assert.deepEqual(JSON.parse(json.written[0]?.join("") ?? ""), { said }, "data is data");
    });
});
