/** Which addresses of the network a request may go to: the public ones, and what the operator allows beside them. */
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** An address and how many of its first bits count. */
export type Range = readonly [Address, number];

/** Reads `10.0.0.0/8`, `fd00::/8`, or one address; null when it is none. */
export function readRange(written: string): Range | null {
  if (isIP(written) !== 0) {
    const address = ipaddr.process(written);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  }
  return ipaddr.isValidCIDR(written) ? ipaddr.parseCIDR(written) : null;
}

/** All unicast addresses that are handed out for the whole Internet (RFC 4291 §2.4, IANA): what lies outside is never a public host. */
const globalUnicast: Range = [ipaddr.IPv6.parse("2000::"), 3];

/**
 * Whether an address may be asked: not our own machine or network, no metadata service (169.254.169.254 is link-local), no multicast or
 * reserved range; an IPv4 address that is written into an IPv6 one (mapped, or through NAT64: RFC 6052) counts as what it stands for.
 */
export function isPermitted(written: string, allowed: readonly Range[]): boolean {
  const zoneless = written.split("%", 1)[0] ?? "";
  if (isIP(zoneless) === 0) return false;
  const address = embedded(ipaddr.process(zoneless));
  if (allowed.some((range) => isWithin(address, range))) return true;
  return address.range() === "unicast" && (address.kind() === "ipv4" || isWithin(address, globalUnicast));
}

const isWithin = (address: Address, [base, bits]: Range): boolean =>
  address.kind() === base.kind() && (address as ipaddr.IPv6).match(base as ipaddr.IPv6, bits);

const nat64: Range = [ipaddr.IPv6.parse("64:ff9b::"), 96];

function embedded(address: Address): Address {
  return isWithin(address, nat64) ? ipaddr.fromByteArray(address.toByteArray().slice(12)) : address;
}
