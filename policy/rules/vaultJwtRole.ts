import type { PolicyRule, Properties } from "./rule";
import { isRecord, text, texts } from "./rule";

export const vaultJwtRole: PolicyRule = {
    name: "vault-jwt-role",
    description: "A role of Vault's JWT backend is bound to exact tokens, and its own tokens end.",
    severity: "critical",
    remedy: "Bind audience, subject and repository id: jwtBinding of @access-as-code/rollcall does.",
    checks: { "vault:jwt/authBackendRole:AuthBackendRole": judgeRole },
};

/** Roles for people (`oidc`, the default) rely on the identity provider's login and are not judged here. */
function judgeRole(role: Properties): string[] {
    if (role.roleType !== "jwt") return [];
    return [...judgeBinding(role), ...judgeToken(role)];
}

function judgeBinding(role: Properties): string[] {
    const claims = claimsOf(role);
    const found: string[] = [];
    if (texts(role.boundAudiences).length === 0) {
        found.push("no audience is bound: give boundAudiences");
    }
    if (claims.size < 2) {
        const given =
            claims.size === 0 ? "no claim is bound" : `only ${[...claims.keys()]} is bound`;
        found.push(`${given}: bind two claims at least, such as sub and repository_id`);
    }
    if (role.boundClaimsType === "glob") {
        for (const value of (claims.get("sub") ?? []).filter((one) => one.includes("*"))) {
            found.push(`the subject ${value} is a pattern: name it exactly`);
        }
    }
    if (role.userClaim === "actor") {
        found.push(
            "userClaim is actor, whoever set off the run: take a claim that stays, such as repository_id",
        );
    }
    return found;
}

/** Several values of a claim are joined by commas, unless that is switched off. */
function claimsOf({ boundClaims, boundSubject, disableBoundClaimsParsing }: Properties) {
    const entries = Object.entries(isRecord(boundClaims) ? boundClaims : {}).map(
        ([claim, value]) => {
            const given = texts(value);
            const whole = disableBoundClaimsParsing === true;
            return [claim, whole ? given : given.flatMap((one) => one.split(","))] as const;
        },
    );
    const claims = new Map(entries);
    const subject = text(boundSubject);
    if (subject) claims.set("sub", [...(claims.get("sub") ?? []), subject]);
    return claims;
}

function judgeToken(role: Properties): string[] {
    const found: string[] = [];
    if (!(Number(role.tokenExplicitMaxTtl) > 0)) {
        found.push("tokens can be renewed without end: give tokenExplicitMaxTtl");
    }
    const policies = texts(role.tokenPolicies);
    if (role.tokenNoDefaultPolicy !== true || policies.includes("default")) {
        found.push("tokens get the default policy: set tokenNoDefaultPolicy, and name others");
    }
    if (policies.includes("root")) found.push("tokens get the root policy: name others");
    return found;
}
