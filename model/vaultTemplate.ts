const template = /\{\{.*$/s;

/**
 * A path of a Vault policy as it has to be judged: open from its first template on. Vault fills a template
 * in when a token asks, before it looks for wildcards, so what it becomes may hold `/`, `+` and `*`.
 *
 * Source: Vault, "Policies", templated policies; `vault/policy.go`.
 */
export function withoutTemplates(path: string): string {
    return path.replace(template, "*");
}
