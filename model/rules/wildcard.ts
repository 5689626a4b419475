import type { Place } from "../roster";
import { policyWidth, widthsOf } from "./iamWidth";
import type { Permissions } from "./permissions";
import { permissionsOf, productionOf } from "./permissions";
import type { Finding, Rule } from "./rule";

/**
 * Nothing in production is allowed wholesale: no `*`, no whole service, no managed policy that is
 * unknown or as wide as that, and no writing to every resource where AWS can narrow it.
 */
export const wildcard: Rule = {
    id: "wildcard",
    judge: (context) =>
        permissionsOf(context.graph).flatMap((permissions) =>
            productionOf(context, permissions).flatMap((environment) =>
                widths(permissions).map((width) => widthFinding(permissions, environment, width)),
            ),
        ),
};

/** Something that is allowed too widely. */
interface Width {
    readonly at: Place;
    /** The action or the managed policy. */
    readonly what: string;
    readonly why: string;
}

function widths({ aws }: Permissions): Width[] {
    if (!aws) return [];
    const managed = aws.managed.flatMap((policy) => {
        const why = policyWidth(policy);
        return why === undefined ? [] : [{ at: aws.at, what: policy, why }];
    });
    const actions = widthsOf(aws.statements).map(({ statement, action, why }) => ({
        at: statement.at,
        what: action,
        why,
    }));
    return [...managed, ...actions];
}

function widthFinding({ name, waiver }: Permissions, environment: string, width: Width): Finding {
    return {
        at: width.at,
        subject: width.what,
        message: (what) => `${name} allows in ${environment} ${what}, ${width.why}`,
        waivers: [waiver, `environments.${environment}`],
    };
}
