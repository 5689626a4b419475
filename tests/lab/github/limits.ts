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

/** What was used up, and where it is the minute the real seconds to wait. */
export type Refusal =
    | { readonly of: "minute"; readonly retryAfter: number }
    | { readonly of: "hour" };

export interface Charge {
    /** Absent: go on. */
    readonly refusal?: Refusal;
    readonly headers: Readonly<Record<string, string>>;
}

/**
 * Counts calls as GitHub does. Its clock may run faster than the real one, so that a test of minutes
 * takes seconds; what the headers say is in real time all the same.
 */
export class Limits {
    readonly #accounts = new Map<string, Account>();
    /** The most points that any minute had so far, with those of a call that was refused for it. */
    busiestMinute = 0;

    constructor(
        private readonly enforced: boolean,
        private readonly speed: number,
        private readonly clock: () => number = Date.now,
    ) {}

    charge(token: string, method: string): Charge {
        const now = this.clock() * this.speed;
        const account = this.#account(token, now);
        const points = method === "GET" ? pointsOfRead : pointsOfWrite;
        account.spent = account.spent.filter(({ at }) => at > now - 60_000);
        const minute = account.spent.reduce((sum, each) => sum + each.points, points);
        this.busiestMinute = Math.max(this.busiestMinute, minute);
        const refusal = this.enforced ? this.#refuse(account, minute, now) : undefined;
        if (refusal) return { refusal, headers: this.#headers(account) };
        account.spent.push({ at: now, points });
        account.used += 1;
        return { headers: this.#headers(account) };
    }

    #refuse({ used, spent }: Account, minute: number, now: number): Refusal | undefined {
        if (used >= hourly) return { of: "hour" };
        if (minute <= pointsAMinute) return undefined;
        const oldest = spent[0]?.at ?? now;
        const wait = Math.ceil((oldest + 60_000 - now) / this.speed / 1_000);
        return { of: "minute", retryAfter: Math.max(1, wait) };
    }

    /** What was answered from the client's own cache costs no call. */
    giveBack(token: string): Readonly<Record<string, string>> {
        const account = this.#account(token, this.clock() * this.speed);
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
