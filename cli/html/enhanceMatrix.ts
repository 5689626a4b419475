/**
 * What the page does where scripts run: filters, sorting, and a link that keeps the filters.
 *
 * Goes into the page as the text of this function, so it must not use anything outside itself.
 */
export function enhanceMatrix(): void {
    const form = document.querySelector<HTMLFormElement>("#filters");
    const shown = document.querySelector<HTMLOutputElement>("#shown");
    const sections = [...document.querySelectorAll<HTMLElement>("main section")];
    if (!form || !shown) return;

    function filled(name: string): string {
        const field = form?.elements.namedItem(name);
        return field instanceof HTMLSelectElement || field instanceof HTMLInputElement
            ? field.value.trim()
            : "";
    }

    function matches(row: HTMLElement): boolean {
        const [person, team] = [filled("person"), filled("team")];
        if (person && row.dataset.person !== person) return false;
        if (team && !(row.dataset.teams ?? "").split(" ").includes(team)) return false;
        const cells = [...row.querySelectorAll<HTMLElement>("td:not(.empty)")];
        const visible = cells.filter((cell) => !cell.hidden);
        if (visible.length === 0) return false;
        const text = [row.querySelector("th"), ...visible]
            .map((cell) => cell?.textContent ?? "")
            .join(" ")
            .toLowerCase();
        const words = filled("text").toLowerCase().split(/\s+/);
        return words.every((word) => text.includes(word));
    }

    function apply(): void {
        const [service, environment] = [filled("service"), filled("environment")];
        const people = new Set<string>();
        for (const section of sections) {
            let rows = 0;
            for (const cell of section.querySelectorAll<HTMLElement>("[data-environment]")) {
                cell.hidden = environment !== "" && cell.dataset.environment !== environment;
            }
            for (const row of section.querySelectorAll<HTMLElement>("tbody tr")) {
                row.hidden = !matches(row);
                if (row.hidden || (service && section.dataset.service !== service)) continue;
                rows += 1;
                people.add(row.dataset.person ?? "");
            }
            section.hidden = rows === 0;
        }
        if (shown) shown.value = people.size === 1 ? "1 person" : `${people.size} people`;
        remember();
    }

    /** The filters are kept after the address's #, so that a link shows what its sender saw. */
    function remember(): void {
        const query = new URLSearchParams();
        for (const name of ["person", "team", "service", "environment", "text"]) {
            if (filled(name)) query.set(name, filled(name));
        }
        const hash = query.toString();
        if (hash || location.hash.includes("=")) {
            history.replaceState(null, "", hash ? `#${hash}` : "#");
        }
    }

    function recall(): void {
        if (!location.hash.includes("=")) return;
        for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
            const field = form?.elements.namedItem(name);
            if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) {
                field.value = value;
            }
        }
    }

    function sort(table: HTMLTableElement, column: number, button: HTMLElement): void {
        const head = button.closest("th");
        const descending = head?.getAttribute("aria-sort") === "ascending";
        for (const other of table.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
        head?.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const body = table.tBodies[0];
        const keyed = [...(body?.rows ?? [])].map((row) => {
            const cell = row.cells[column];
            const empty = cell?.classList.contains("empty") ?? true;
            return { row, text: empty ? "" : (cell?.textContent ?? "").trim() };
        });
        keyed.sort((a, b) => {
            // Empty cells come last in either direction: nobody looks for them.
            if (!a.text || !b.text) return Number(!a.text) - Number(!b.text);
            return (descending ? -1 : 1) * a.text.localeCompare(b.text);
        });
        body?.append(...keyed.map(({ row }) => row));
    }

    for (const table of document.querySelectorAll("table")) {
        [...table.querySelectorAll<HTMLElement>("thead th")].forEach((head, column) => {
            const button = document.createElement("button");
            button.type = "button";
            button.append(...head.childNodes);
            button.addEventListener("click", () => sort(table, column, button));
            head.append(button);
        });
    }
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    // The fields are cleared only after the event.
    form.addEventListener("reset", () => setTimeout(apply));
    window.addEventListener("hashchange", () => {
        recall();
        apply();
    });
    form.hidden = false;
    document.documentElement.classList.add("scripted");
    recall();
    apply();
}
