import { templateError } from '../errors.ts';

/**
 * The first `count` blocks of `block` that leave `hostBits` bits for hosts.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] {
  const [, address, prefixText] = /^([\da-fA-F.:]+)\/(\d+)$/.exec(block) ?? [];
  if (address === undefined || !Number.isInteger(count) || count < 1 || count > 256)
    throw templateError(`Fn::Cidr cannot give ${count} blocks of ${block}`);
  const ipv6 = address.includes(':');
  const width = ipv6 ? 128 : 32;
  const bits = !ipv6 && hostBits > width ? width : hostBits;
  const size = 1n << BigInt(bits);
  const capacity = 1n << BigInt(width - Number(prefixText));
  const base = ((ipv6 ? parseIpv6(address) : parseIpv4(address)) / capacity) * capacity;
  if (size * BigInt(count) > capacity)
    throw templateError(`Fn::Cidr: ${block} has no room for ${count} blocks of ${bits} bits`);
  return Array.from({ length: count }, (_, index) => {
    const start = base + size * BigInt(index);
    return `${ipv6 ? formatIpv6(start) : formatIpv4(start)}/${width - bits}`;
  });
}

const parseIpv4 = (address: string) => address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
const formatIpv4 = (value: bigint) => [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');

function parseIpv6(address: string): bigint {
  const [head = '', tail] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const last = groups(tail ?? '');
  const first = groups(head);
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(16 * (7 - index))) & 65_535n).toString(16));
  return groups.join(':').replace(/(^|:)0(:0)+(:|$)/, '::');
}
