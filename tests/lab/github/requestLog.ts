export interface LoggedRequest {
    readonly method: string;
    /** As it came, without the query: `/orgs/acme/memberships/alice`. */
    readonly path: string;
    /** The route that answered: `/orgs/{org}/memberships/{username}`. */
    readonly route: string;
    readonly status: number;
    /** When it was answered, in milliseconds of this process. */
    readonly at: number;
}

/** Every request, in order. */
export class RequestLog {
    readonly all: LoggedRequest[] = [];

    get writes(): LoggedRequest[] {
        return this.all.filter(({ method }) => method !== "GET");
    }

    get reads(): LoggedRequest[] {
        return this.all.filter(({ method }) => method === "GET");
    }

    /** How often each was called: `PUT /orgs/{org}/memberships/{username}` => 12. */
    byRoute(requests: readonly LoggedRequest[] = this.all): Record<string, number> {
        const counts: Record<string, number> = {};
        for (const { method, route } of requests) {
            const line = `${method} ${route}`;
            counts[line] = (counts[line] ?? 0) + 1;
        }
        return counts;
    }

    clear(): void {
        this.all.length = 0;
    }
}
