/** Whether this host has a process with this id, whoever's it is. */
export function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // EPERM: the process belongs to somebody else, but it exists.
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
