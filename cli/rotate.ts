import type { Command } from "commander";
import { planRotation } from "../model/editing/planRotation";
import { findSecret } from "../model/editing/raiseGeneration";
import { sectionParts } from "../model/editing/yamlFile";
import { suggest } from "../model/nearest";
import { isStatic } from "../model/rules/secrets";
import { line } from "../model/schema/scalars";
import type { Definition } from "./definition";
import { checkEdit } from "./edits/checkEdit";
import { changedPlaces, formatChanges, openEdit, optionOf } from "./edits/openEdit";
import { writeFiles } from "./edits/writeFiles";
import { refused, unknownName, wrongUse } from "./failure";

interface RotateOptions {
    readonly reason?: string;
}

/** Raises a secret's generation in the roster's files: the next run gives it a new value. */
export const rotate: Definition<RotateOptions> = {
    examples: [
        ["rollcall rotate checkout-signing-key", "a new value with the next run"],
        [
            'rollcall rotate checkout-signing-key --reason "seen in a log"',
            "and why, to commit it by",
        ],
    ],
    configure(command: Command) {
        command
            .argument("<secret>", "the key of a secret")
            .option("--reason <text>", "why, for the commit: the roster has no place for it");
    },
    run(invocation, { reason }, secret = "") {
        if (reason !== undefined && !line.safeParse(reason).success) {
            throw wrongUse("the reason must be one line of text, at most 200 characters");
        }
        const { files, open, judged, options, warnings } = openEdit(invocation);
        for (const { message } of warnings) invocation.note(message);
        if (!findSecret(open, secret)) {
            const known = open.flatMap((file) => sectionParts(file, "secrets"));
            const names = known.map(({ name }) => name);
            const message = `the roster has no secret ${JSON.stringify(secret)}`;
            throw unknownName(
                message + suggest(secret, names),
                "nothing was changed",
                warnings.length === 0,
            );
        }
        const found = judged.roster?.secrets.get(secret);
        if (found && !isStatic(found)) {
            throw refused(
                `${secret} has no value to rotate: Vault makes a login for every request`,
                "nothing was changed; vault lease revoke -prefix MOUNT/creds/ROLE ends the existing ones",
            );
        }
        const plan = planRotation(open, secret);
        checkEdit(files, plan.files, judged, options);
        writeFiles(plan.files);
        const message = [`rotate ${secret}`, ...(reason === undefined ? [] : [reason])].join(": ");
        invocation.answer({ changed: changedPlaces(plan) }, () =>
            [
                ...formatChanges(plan),
                `nothing is rotated yet: commit this (${message}), then run rollcall up${optionOf(invocation)}`,
            ].join("\n"),
        );
        return 0;
    },
};
