import { z } from "zod";
import { parseDuration, parseInstant } from "../instant";

// Every `error` in the schema is a noun phrase for what is allowed, as in "... is not <noun>".

/** Keys of people, teams, roles, services, secrets and environments. */
export const keyPattern = /^[a-z][a-z0-9-]{0,38}$/;

/**
 * Words with a special meaning where a key may be written, and `constructor`, the only possible key under
 * which every JavaScript object already has a property.
 */
export const reservedKeys: ReadonlySet<string> = new Set(["org", "all", "owner", "constructor"]);

/** A text of the given form. */
export function form(pattern: RegExp, noun: string) {
    return z.string({ error: noun }).regex(pattern, { error: noun });
}

export function wholeNumber(least: number, most: number, noun: string) {
    const error = noun;
    return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

export function listOf<T extends z.ZodType>(item: T, noun: string, least = 0, most?: number) {
    const error = noun;
    const list = z.array(item, { error }).min(least, { error });
    return most === undefined ? list : list.max(most, { error });
}

/** A mapping by key; the keys' form is checked together with their section. */
export function keyed<T extends z.ZodType>(item: T) {
    return z.record(z.string().meta({ pattern: keyPattern.source }), item);
}

/** A reference; whether it resolves is checked once everything has been read. */
export function reference(noun: string) {
    return z.string({ error: noun });
}

/** Control characters, as a character class that every JSON Schema implementation understands. */
export const control = "\\u0000-\\u001f\\u007f-\\u009f";

/** One line: texts with control characters could rewrite the terminal that they are printed on. */
export const line = form(
    new RegExp(`^[^\\s${control}](?:[^${control}]{0,198}[^\\s${control}])?$`),
    "one line of text, at most 200 characters, without space around it",
);

/**
 * Allowed names of the organisation. The name is filled into IAM policies, Vault paths and other names,
 * where a wildcard or an IAM variable would allow more than was reviewed.
 */
export const plainName = form(
    /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,198}[A-Za-z0-9._-])?$/,
    "a name of letters (a to z), digits, space and ._-, at most 200, a letter or digit first and no space last",
);

/** Prefix for a pattern: no segment of the path is `.` or `..`, which Vault's clients would resolve. */
export const undotted = "(?!(?:.*/)?\\.{1,2}(?:/|$))";

export const prose = form(
    new RegExp(`^(?=[\\s\\S]*\\S)(?:[^${control}]|[\\n\\r\\t]){1,1000}$`),
    "text of at most 1000 characters",
);

function instant(end: "from" | "until") {
    const noun = "a day such as 2026-12-31 or an instant such as 2026-12-31T18:00:00Z";
    return z
        .string({ error: noun })
        .refine((text) => parseInstant(text, end) !== undefined, { error: noun })
        .meta({ pattern: "^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2})?Z)?$" });
}

/** When something holds, from and until; both in UTC. */
export const window = {
    from: instant("from").describe("Holds from this day or instant on (UTC)").optional(),
    until: instant("until")
        .describe("Ends with this day, or at this instant (UTC): 2026-12-31")
        .optional(),
};

export const requiredUntil = instant("until").describe("Ends with this day, or at this instant");

export const duration = z
    .string({ error: "a duration such as 15m, 12h or 30d" })
    .refine((text) => parseDuration(text) !== undefined, {
        error: "a duration such as 15m, 12h or 30d",
    })
    .meta({ pattern: "^[1-9]\\d{0,4}[mhd]$" });

/** A calendar day, without a time. */
export const dayOnly = z
    .string({ error: "a day such as 2026-11-20" })
    .refine((text) => text.length === 10 && parseInstant(text, "from") !== undefined, {
        error: "a day such as 2026-11-20",
    })
    .meta({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

export const accountId = form(
    /^\d{12}$/,
    'an AWS account id: 12 digits, in quotes: "111111111111"',
);

export const region = form(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region such as eu-west-1");

export const email = form(
    new RegExp(
        `^(?=.{3,254}$)[^\\s${control}@<>"'(),:;\\\\[\\]]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+$`,
    ),
    "an e-mail address such as alice@acme.example",
);

/** GitHub's form; logins of Enterprise Managed Users end in `_` and a short code. */
export const login = form(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/,
    "a GitHub login: letters, digits, - and _, at most 39",
);

/** GitHub's ids are numeric and stay the same when names change. */
export const githubId = wholeNumber(
    1,
    Number.MAX_SAFE_INTEGER,
    "GitHub's numeric id: a whole number above 0, without quotes",
);

export const previously = listOf(form(keyPattern, "an earlier key"), "a list of earlier keys")
    .describe("Earlier keys, newest first: what was made under them is kept")
    .optional();
