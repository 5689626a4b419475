/** GitHub's documented limits: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const hourly = 5_000;
const pointsAMinute = 900;
const pointsOfWrite = 5;
const pointsOfRead = 1;

interface Spent {
    readonly at: number;
    readonly points: number;
}

/** One token's account. */
interface Account {
    used: number;
    /** When the hour began. */
    since: number;
    spent: Spent[];
}

export interface Charge {
    /** Absent: go on. Otherwise the real seconds to wait. */
    readonly retryAfter?: number;
    readonly headers: Readonly<Record<string, string>>;
}

/**
 * Counts calls as GitHub does. Its clock may run faster than the real one, so that a test of minutes
 * takes seconds; what the headers say is in real time all the same.
 */
export class Limits {
    readonly #accounts = new Map<string, Account>();
    /** The most points that any minute had so far. */
    busiestMinute = 0;

    constructor(
        private readonly enforced: boolean,
        private readonly speed: number,
    ) {}

    charge(token: string, method: string): Charge {
        const now = Date.now() * this.speed;
        const account = this.#account(token, now);
        const points = method === "GET" ? pointsOfRead : pointsOfWrite;
        account.spent = account.spent.filter(({ at }) => at > now - 60_000);
        const minute = account.spent.reduce((sum, each) => sum + each.points, points);
        if (this.enforced && minute > pointsAMinute) {
            const oldest = account.spent[0]?.at ?? now;
            const wait = Math.ceil((oldest + 60_000 - now) / this.speed / 1_000);
            return { retryAfter: Math.max(1, wait), headers: this.#headers(account) };
        }
        account.spent.push({ at: now, points });
        account.used += 1;
        this.busiestMinute = Math.max(this.busiestMinute, minute);
        return { headers: this.#headers(account) };
    }

    /** What was answered from the client's own cache costs no call. */
    giveBack(token: string): Readonly<Record<string, string>> {
        const account = this.#account(token, Date.now() * this.speed);
        account.used -= 1;
        return this.#headers(account);
    }

    #account(token: string, now: number): Account {
        const known = this.#accounts.get(token);
        if (known && now < known.since + 3_600_000) return known;
        const fresh = { used: 0, since: now, spent: known?.spent ?? [] };
        this.#accounts.set(token, fresh);
        return fresh;
    }

    #headers({ used, since }: Account): Record<string, string> {
        return {
            "x-ratelimit-limit": String(hourly),
            "x-ratelimit-remaining": String(Math.max(0, hourly - used)),
            "x-ratelimit-used": String(used),
            "x-ratelimit-reset": String(Math.ceil((since + 3_600_000) / this.speed / 1_000)),
            "x-ratelimit-resource": "core",
        };
    }
}
