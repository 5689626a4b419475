import { rosterJsonSchema } from "../model/jsonSchema";
import type { Definition } from "./definition";

/** The schema is JSON, for people and programs alike. */
export const schema: Definition = {
    examples: [
        ["rollcall schema > roster.schema.json", "then name it in your editor, or in each file:"],
        ["# yaml-language-server: $schema=../roster.schema.json", "as a file's first line"],
    ],
    idle: ["roster", "json"],
    run({ io }) {
        io.out.write(`${JSON.stringify(rosterJsonSchema(), undefined, 2)}\n`);
        return 0;
    },
};
