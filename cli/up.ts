import type { Definition } from "./definition";
export const up: Definition = { examples: [], run: () => 0 };
