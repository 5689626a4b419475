import { z } from "zod";
import { rosterSchema } from "./schema";
import { organizationSchema } from "./schema/organization";

/**
 * JSON Schema for one file of a roster, for editors: draft 7, which all of them understand. A file may
 * contain any part of a roster, so nothing that another file could contain is required.
 */
export function rosterJsonSchema(): Record<string, unknown> {
    const file = rosterSchema.partial().extend({
        organization: organizationSchema
            .partial()
            .describe("The organisation and where it lives")
            .optional(),
    });
    return {
        ...z.toJSONSchema(file, { io: "input", target: "draft-7", reused: "inline" }),
        title: "Rollcall roster",
        description: "Who may do what, where and until when",
    };
}
