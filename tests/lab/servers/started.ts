/** What was started one after the other, to be stopped together. */
export class Started {
    readonly #stops: (() => Promise<unknown>)[] = [];

    /** Opens what consists of several things; where that fails, those that were started are stopped. */
    static async open<T>(work: (started: Started) => Promise<T>): Promise<T> {
        const started = new Started();
        try {
            return await work(started);
        } catch (error) {
            const failed = [error, ...(await started.#stopAll())];
            throw failed.length > 1 ? allOf(failed) : error;
        }
    }

    /** Takes what is there, or is still starting: that is stopped too when it came to be. */
    keep<T>(thing: T | Promise<T>, stop: (thing: T) => unknown): Promise<T> {
        const starting = Promise.resolve(thing);
        this.#stops.push(() => starting.then(stop, () => undefined));
        return starting;
    }

    async stop(): Promise<void> {
        const failed = await this.#stopAll();
        if (failed.length > 0) throw allOf(failed);
    }

    /** The newest first, and all of them; answers what could not be stopped. */
    async #stopAll(): Promise<unknown[]> {
        const failed: unknown[] = [];
        for (const stop of this.#stops.splice(0).reverse()) {
            await stop().catch((error: unknown) => failed.push(error));
        }
        return failed;
    }
}

function allOf(errors: readonly unknown[]): AggregateError {
    return new AggregateError(errors, errors.map(String).join("; "));
}
