/** An address as a number, with the number of bits of its family. */
export interface IpAddress {
    readonly bits: 32 | 128;
    readonly value: bigint;
}

/** All addresses with the same first `prefix` bits. */
export interface IpRange extends IpAddress {
    readonly prefix: number;
}

/** Parses `203.0.113.7` or `2001:DB8::7`; undefined for anything else. */
export function parseAddress(text: string): IpAddress | undefined {
    const value = text.includes(":") ? parseV6(text) : parseV4(text);
    if (value === undefined) return undefined;
    return { bits: text.includes(":") ? 128 : 32, value };
}

/** Parses `203.0.113.0/24`, `2001:DB8:1234:5678::/64`, or a single address as a range of one. */
export function parseRange(text: string): IpRange | undefined {
    const [address = "", prefix, ...rest] = text.split("/");
    const base = parseAddress(address);
    if (!base || rest.length > 0) return undefined;
    if (prefix === undefined) return { ...base, prefix: base.bits };
    if (!/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > base.bits) return undefined;
    return { ...base, prefix: Number(prefix) };
}

/** An address of the other family is outside every range. */
export function isInRange(address: IpAddress, range: IpRange): boolean {
    const rest = BigInt(range.bits - range.prefix);
    return address.bits === range.bits && address.value >> rest === range.value >> rest;
}

function parseV4(text: string): bigint | undefined {
    const octets = text.split(".");
    // Some parsers read a leading zero as octal, others as decimal: here it is invalid.
    const valid = octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256);
    if (octets.length !== 4 || !valid) return undefined;
    return octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

function parseV6(text: string): bigint | undefined {
    const halves = text.split("::");
    const [head, tail] = halves.map((half, index) =>
        half === "" ? [] : parseGroups(half, index === halves.length - 1),
    );
    const shortened = halves.length === 2;
    if (halves.length > 2 || !head || (shortened && !tail)) return undefined;
    const missing = 8 - head.length - (tail?.length ?? 0);
    if (shortened ? missing < 1 : missing !== 0) return undefined;
    const groups = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
    return groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
}

/** Groups of 16 bits; the last two may be written as an IPv4 address. */
function parseGroups(text: string, atEnd: boolean): number[] | undefined {
    const groups = text.split(":");
    const embedded = atEnd ? parseV4(groups.at(-1) ?? "") : undefined;
    const plain = embedded === undefined ? groups : groups.slice(0, -1);
    if (!plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
    const numbers = plain.map((group) => Number.parseInt(group, 16));
    if (embedded === undefined) return numbers;
    return [...numbers, Number(embedded >> 16n), Number(embedded & 0xffffn)];
}
