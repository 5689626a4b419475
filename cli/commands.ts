import type { Definition } from "./definition";

/** A command as `rollcall --help` lists it; the rest is loaded when it is called. */
export interface Entry {
    readonly name: string;
    readonly summary: string;
    load(): Definition;
}

/*
 * `require`, because an `import()` out of CommonJS needs the compiled file's name, which the
 * sources do not have. What a command needs is loaded for that command alone: `check` runs on every
 * pull request and has no time for the Pulumi SDK.
 */
export const commands: readonly Entry[] = [
    {
        name: "check",
        summary: "load and judge the roster",
        load: () => (require("./check") as typeof import("./check")).check,
    },
    {
        name: "access",
        summary: "the access plan: who may do what, from the roster alone",
        load: () => (require("./access") as typeof import("./access")).access,
    },
    {
        name: "who",
        summary: "what a person, team or service may do, and why; who may touch a target",
        load: () => (require("./who") as typeof import("./who")).who,
    },
    {
        name: "matrix",
        summary: "people x environments, per service, as a table or an HTML page",
        load: () => (require("./matrix") as typeof import("./matrix")).matrix,
    },
    {
        name: "leave",
        summary: "turn people into leavers, in the roster's files",
        load: () => (require("./leave") as typeof import("./leave")).leave,
    },
    {
        name: "rotate",
        summary: "give a secret a new value: raise its generation in the roster's files",
        load: () => (require("./rotate") as typeof import("./rotate")).rotate,
    },
    {
        name: "try",
        summary: "would a workflow run get a service's credentials, and what stops it",
        load: () => (require("./tryService") as typeof import("./tryService")).tryService,
    },
    {
        name: "secrets",
        summary: "each secret's age, next rotation, and who can read it",
        load: () => (require("./secrets") as typeof import("./secrets")).secrets,
    },
    {
        name: "schema",
        summary: "JSON Schema of the roster, for editors",
        load: () => (require("./schema") as typeof import("./schema")).schema,
    },
    {
        name: "preview",
        summary: "what the engine would do, per stack",
        load: () => (require("./preview") as typeof import("./preview")).preview,
    },
    {
        name: "up",
        summary: "provision: make access what the roster says, in every stack",
        load: () => (require("./up") as typeof import("./up")).up,
    },
    {
        name: "revoke",
        summary: "take away what the roster no longer gives, and give nothing",
        load: () => (require("./revoke") as typeof import("./revoke")).revoke,
    },
    {
        name: "certificate",
        summary: "prove that somebody who left has nothing left",
        load: () =>
            (require("./certificate") as typeof import("./certificate")).certificate as Definition,
    },
    {
        name: "down",
        summary: "destroy every stack of the sandbox",
        load: () => (require("./down") as typeof import("./down")).down,
    },
];
